"""The boards of the step model: who sees and writes them, what they show, and what cannot be written."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from audit.actions import NotPermitted, Refused
from audit.models import Event
from clusters.actions.board import add_task, lay_out_board, move_task, write_log
from clusters.board import quarter_ends, read_board, share_done_on, standings_on
from clusters.enums import CLOSED, TASK_STEPS, Level, Party, Rhythm, Step, TaskState
from clusters.models import Cluster, LogEntry, Membership, StepTask, TemplateTask
from clusters.pictures import PlottedLine, draw_lines
from clusters.seeding import seed_step_model
from tests.queries import at_most

TODAY = date(2026, 9, 1)
MOST_QUERIES = 13


def a_task(cast, partner="bjerke", **changes: object) -> StepTask:
    return StepTask.objects.create(
        **{
            "cluster": cast.cluster,
            "partner": getattr(cast, partner) if partner else None,
            "step": Step.UNDERSTANDING,
            "level": Level.LEADER,
            "party": Party.PUBLIC,
            "title": "Målene er skrevet ned",
            "added_on": date(2026, 1, 5),
        }
        | changes
    )


@pytest.fixture
def elsewhere(cast) -> Cluster:
    return Cluster.objects.create(slug="x", name="X", kind="district", starts_on=date(2020, 1, 1))


def board_url(cast, partner) -> str:
    return reverse("partner_board", args=[cast.cluster.pk, partner.pk])


@pytest.mark.parametrize("who", ["krem", "bjerke_leader", "ullern_leader", "mentor"])
def test_a_board_is_seen_by_the_whole_cluster(cast, sign_in, who):
    seed_step_model()
    lay_out_board(cluster=cast.cluster, partner=cast.bjerke, by=cast.krem, today=timezone.localdate())
    a_task(cast, due_on=date(2026, 2, 1), owner_partner=cast.bjerke)
    client = sign_in(getattr(cast, who))
    with at_most(MOST_QUERIES):
        page = client.get(board_url(cast, cast.bjerke))
    assert page.status_code == 200
    assert sum(cell.tally.total for part in page.context["parts"] for cell in part.cells) == 29
    assert page.context["can_write"] is (who in {"krem", "bjerke_leader"})
    with at_most(MOST_QUERIES):
        page = client.get(reverse("cluster_board", args=[cast.cluster.pk]))
    assert [standing.partner.name for standing in page.context["standings"]] == [
        "MERK",
        "NAV Bjerke",
        "NAV Ullern",
    ]


def test_the_board_opens_the_first_unfinished_cell_and_then_the_one_that_is_asked_for(cast, sign_in):
    a_task(cast, state="done", evidence="x", closed_on=date(2026, 3, 1))
    client, board = sign_in(cast.bjerke_leader), board_url(cast, cast.bjerke)

    def opened(**asked: str) -> tuple[int, str]:
        page = client.get(board, asked)
        assert page.content.decode().count('class="krem-glance__cell"') == 9
        return page.context["cell"].step, page.context["cell"].level

    assert opened() == (Step.UNDERSTANDING, Level.DEPARTMENT)
    assert opened(step="3", level="user") == (Step.CO_CREATION, Level.USER)
    assert opened(step="9", level="x") == (Step.UNDERSTANDING, Level.DEPARTMENT)


def test_a_cell_says_what_holds_it_back(cast):
    a_task(cast, state="done", evidence="x", closed_on=date(2026, 3, 1))
    a_task(cast, level=Level.USER, due_on=date(2026, 2, 1))
    a_task(cast, step=Step.EXPLORATION, state="done", evidence="x", closed_on=date(2026, 3, 1))

    def told(step: Step, level: Level) -> tuple[str, str]:
        return cells[step, level].standing, cells[step, level].tone

    with translation.override("en"):
        cells = {
            (cell.step, cell.level): cell
            for part in read_board(cast.cluster, cast.bjerke, TODAY)
            for cell in part.cells
        }
        assert told(Step.UNDERSTANDING, Level.LEADER) == ("Holds", "success")
        assert told(Step.UNDERSTANDING, Level.DEPARTMENT) == ("Nothing agreed", "warning")
        assert told(Step.UNDERSTANDING, Level.USER) == ("Left behind", "warning")
        assert told(Step.EXPLORATION, Level.LEADER) == ("Waits for step 1", "neutral")
        assert told(Step.CO_CREATION, Level.LEADER) == ("Nothing agreed", "neutral")
    assert cells[Step.UNDERSTANDING, Level.USER].late == 1
    # Only its own level of its own step, and all that it rests on.
    assert len(cells[Step.UNDERSTANDING, Level.USER].obstacles) == 1
    assert len(cells[Step.EXPLORATION, Level.LEADER].obstacles) == 2


def test_each_filter_keeps_as_many_as_it_counts(cast, sign_in):
    own = a_task(cast, title="Min", owner_user=cast.bjerke_leader, state="under_way")
    offices = a_task(cast, title="Kontorets", owner_partner=cast.bjerke, due_on=date(2026, 2, 1))
    late = a_task(cast, title="Sen", owner_partner=cast.merk, due_on=date(2026, 2, 1), state="under_way")
    a_task(cast, owner_partner=cast.bjerke, state="done", evidence="x", closed_on=date(2026, 3, 1))
    a_task(cast, owner_partner=cast.bjerke, state="dropped", closed_on=date(2026, 3, 1))
    client, board = sign_in(cast.bjerke_leader), board_url(cast, cast.bjerke)
    for show, tasks in {"mine": {own, offices}, "late": {offices, late}, "waiting": {offices}}.items():
        page = client.get(board, {"show": show})
        [current] = [count for count in page.context["counts"] if count["is_current"]]
        assert (current["code"], current["number"]) == (show, len(tasks))
        assert set(page.context["kept_tasks"]) == tasks
        assert page.context["cell"] is None
        for task in tasks:
            assert reverse("step_task", args=[task.pk]) in page.content.decode()
    assert client.get(board, {"show": "x"}).context["cell"]


def test_a_cell_without_tasks_invites_in_one_line_for_each_party(cast, sign_in):
    page = sign_in(cast.bjerke_leader).get(board_url(cast, cast.bjerke)).content.decode()
    new = reverse("partner_task_new", args=[cast.cluster.pk, cast.bjerke.pk])
    assert page.count(f'href="{new}?') == page.count("krem-place--empty") == len(Party)
    page = sign_in(cast.ullern_leader).get(board_url(cast, cast.bjerke)).content.decode()
    assert "krem-place" not in page


def test_strangers_find_no_board(cast, sign_in, elsewhere):
    for who in ("bjerke_leader", "mentor"):
        client = sign_in(getattr(cast, who))
        assert client.get(reverse("cluster_board", args=[elsewhere.pk])).status_code == 404
    assert (
        sign_in(cast.former_leader).get(reverse("cluster_board", args=[cast.cluster.pk])).status_code == 404
    )
    assert sign_in(cast.imdi).get(reverse("board_list")).status_code == 403
    assert Event.objects.filter(decision="refused", subject="cluster").count() == 4


def test_whoever_has_one_cluster_goes_straight_there(cast, sign_in):
    page = sign_in(cast.mentor).get(reverse("board_list"))
    assert page.url == reverse("cluster_board", args=[cast.cluster.pk])
    Cluster.objects.create(slug="x", name="X", kind="district", starts_on=date(2020, 1, 1))
    assert sign_in(cast.krem).get(reverse("board_list")).status_code == 200


@pytest.mark.parametrize(
    ("who", "partner"),
    [
        ("ullern_leader", "bjerke"),
        ("mentor", "bjerke"),
        ("bjerke_leader", None),
        ("mentor", None),
        ("imdi", "merk"),
    ],
)
def test_only_the_partners_own_people_write(cast, scope_for, who, partner):
    task, by = a_task(cast, partner), getattr(cast, who)
    with pytest.raises(NotPermitted):
        move_task(task=task, to=TaskState.UNDER_WAY, evidence="", by=by, today=TODAY)
    with pytest.raises(NotPermitted):
        write_log(task=task, rhythm=Rhythm.LISTEN, text="x", day=TODAY, by=by, today=TODAY)
    with pytest.raises(NotPermitted):
        lay_out_board(cluster=cast.cluster, partner=task.partner, by=by, today=TODAY)
    assert Event.objects.filter(decision="refused", actor_id=by.pk).count() == 3
    # The second wall says the same.
    with scope_for(by), transaction.atomic():
        try:
            assert not StepTask.objects.filter(pk=task.pk).update(title="x")
        except DatabaseError as refused:
            assert "permission denied" in str(refused)  # noqa: PT017 - IMDi may not even ask
            transaction.set_rollback(True)
    task.refresh_from_db()
    assert task.title != "x"


def test_the_database_shows_no_other_clusters_board(cast, scope_for, elsewhere):
    own = a_task(cast)
    other = a_task(cast, None, cluster=elsewhere)
    for task in (own, other):
        LogEntry.objects.create(task=task, rhythm=Rhythm.LISTEN, text="x", day=TODAY, written_by=cast.krem)
    for who in (cast.ullern_leader, cast.mentor):
        with scope_for(who):
            assert set(StepTask.objects.all()) == {own}
            assert [entry.task for entry in LogEntry.objects.all()] == [own]
    with scope_for(cast.former_leader):
        assert not StepTask.objects.exists()


def test_the_whole_errand_of_a_leader(cast, sign_in):
    seed_step_model()
    client, board = sign_in(cast.bjerke_leader), board_url(cast, cast.bjerke)
    laid = client.post(reverse("partner_lay_out", args=[cast.cluster.pk, cast.bjerke.pk]), follow=True)
    assert laid.redirect_chain == [(board, 302)]
    assert StepTask.objects.on_board(cast.cluster, cast.bjerke).count() == 28
    new = reverse("partner_task_new", args=[cast.cluster.pk, cast.bjerke.pk])
    page = client.get(new, {"step": "2", "level": "user", "party": "public"})
    assert page.context["form"]["step"].value() == "2"
    owner = f"user:{cast.bjerke_leader.pk}"
    data = {"kind": "task", "title": "Ny", "step": "2", "level": "user", "party": "public", "owner": owner}
    client.post(new, data | {"due_on": "2026-12-01"})
    task = StepTask.objects.get(title="Ny")
    assert (task.owner, task.added_on) == (cast.bjerke_leader, timezone.localdate())
    client.post(
        reverse("task_edit", args=[task.pk]), data | {"title": "Nyere", "owner": f"partner:{cast.bjerke.pk}"}
    )
    page = client.post(reverse("task_state", args=[task.pk]), {"state": "done", "evidence": ""})
    assert page.context["state_form"].errors
    client.post(reverse("task_state", args=[task.pk]), {"state": "done", "evidence": "Vedtak 3/26"})
    log = {"rhythm": "reflect", "text": "Vi lærte noe", "day": "2026-09-01"}
    client.post(reverse("task_log", args=[task.pk]), log)
    with at_most(MOST_QUERIES):
        page = client.get(reverse("step_task", args=[task.pk]))
    task = page.context["task"]
    assert (task.title, task.owner, task.state) == ("Nyere", cast.bjerke, TaskState.DONE)
    assert [entry.text for entry in page.context["log"]] == ["Vi lærte noe"]
    assert Event.objects.filter(subject="step task", actor_id=cast.bjerke_leader.pk).count() == 5


def test_an_owner_is_somebody_of_the_board(cast, sign_in):
    client = sign_in(cast.bjerke_leader)
    new = reverse("partner_task_new", args=[cast.cluster.pk, cast.bjerke.pk])
    data = {"kind": "task", "title": "Ny", "step": "1", "level": "user", "party": "public"}
    page = client.post(new, data | {"owner": f"user:{cast.ullern_leader.pk}"})
    assert "owner" in page.context["form"].errors
    assert not StepTask.objects.exists()


def test_a_reader_gets_no_form_to_write_in(cast, sign_in):
    task = a_task(cast)
    client = sign_in(cast.ullern_leader)
    page = client.get(reverse("step_task", args=[task.pk]))
    assert page.context["refusal"]
    assert "task_state" not in page.content.decode()
    for name in ("task_edit", "task_state", "task_log"):
        assert client.post(reverse(name, args=[task.pk])).status_code == 403


def test_the_template_is_put_on_a_board_once(cast):
    seed_step_model()
    seed_step_model()
    assert TemplateTask.objects.count() == 28 + 29 + 9 + 9
    assert lay_out_board(cluster=cast.cluster, partner=None, by=cast.krem, today=TODAY) == 9
    with pytest.raises(Refused):
        lay_out_board(cluster=cast.cluster, partner=None, by=cast.krem, today=TODAY)
    TemplateTask.objects.create(
        cluster_kind="city", for_whole_cluster=True, step=1, level="user", party="public", title="Ny"
    )
    assert lay_out_board(cluster=cast.cluster, partner=None, by=cast.krem, today=TODAY) == 1


@pytest.mark.parametrize("state", TaskState)
def test_a_task_goes_only_where_the_table_says(cast, state):
    for to in TaskState:
        closed = {"closed_on": TODAY} if state in CLOSED else {}
        task = a_task(cast, state=state, evidence="Vedtak", **closed)
        if to in TASK_STEPS[state]:
            moved = move_task(task=task, to=to, evidence="", by=cast.krem, today=TODAY)
            assert (moved.state, moved.closed_on) == (to, TODAY if to in CLOSED else None)
        else:
            with pytest.raises(Refused):
                move_task(task=task, to=to, evidence="", by=cast.krem, today=TODAY)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"step": 4}, "task_step_is_known"),
        ({"level": "sky"}, "task_level_is_known"),
        ({"party": "x"}, "task_party_is_known"),
        ({"state": "x"}, "task_state_is_known"),
        ({"kind": "x"}, "task_kind_is_known"),
        ({"state": "done", "closed_on": TODAY}, "a_done_task_has_evidence"),
        ({"state": "done", "evidence": "x"}, "a_closed_task_has_its_day"),
        ({"closed_on": TODAY}, "a_closed_task_has_its_day"),
        ({"state": "dropped", "closed_on": date(2025, 1, 1)}, "task_closes_after_it_is_added"),
    ],
)
def test_what_a_task_cannot_be(cast, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        a_task(cast, **changes)


def test_a_task_has_one_owner(cast):
    with pytest.raises(IntegrityError, match="a_task_has_one_owner"), transaction.atomic():
        a_task(cast, owner_user=cast.krem, owner_partner=cast.merk)


def test_the_log_is_never_rewritten(cast):
    entry = write_log(
        task=a_task(cast), rhythm=Rhythm.INVOLVE, text="x", day=TODAY, by=cast.bjerke_leader, today=TODAY
    )
    for change in (
        lambda: LogEntry.objects.filter(pk=entry.pk).update(text="y"),
        lambda: LogEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(Refused):
        write_log(
            task=entry.task,
            rhythm="listen",
            text="x",
            day=TODAY + timedelta(days=1),
            by=cast.krem,
            today=TODAY,
        )


def test_a_partner_that_has_left_is_read_and_not_written(cast):
    Membership.objects.filter(partner=cast.bjerke).update(ends_on=date(2026, 6, 30))
    task = StepTask(
        cluster=cast.cluster, partner=cast.bjerke, step=1, level="user", party="public", title="x"
    )
    with pytest.raises(NotPermitted):
        add_task(task=task, by=cast.krem, today=TODAY)


def test_how_far_a_cluster_had_come_on_a_day(cast):
    a_task(cast, state="done", evidence="x", closed_on=date(2026, 3, 1))
    a_task(cast, state="dropped", closed_on=date(2026, 5, 1))
    a_task(cast, added_on=date(2026, 4, 1))
    a_task(cast, None)

    def counts(day: date) -> dict[str, tuple[int, int]]:
        return {
            str(board.partner): (
                board.model[Step.UNDERSTANDING][Level.LEADER].total,
                board.model[Step.UNDERSTANDING][Level.LEADER].done,
            )
            for board in standings_on(cast.cluster, day)
        }

    with at_most(2):
        assert counts(date(2026, 2, 1))["NAV Bjerke"] == (2, 0)
    assert counts(date(2026, 4, 1))["NAV Bjerke"] == (3, 1)
    assert counts(date(2026, 6, 1)) == {
        "None": (1, 0),
        "MERK": (0, 0),
        "NAV Bjerke": (2, 1),
        "NAV Ullern": (0, 0),
    }


def test_the_picture_has_the_numbers_of_its_days():
    tasks = [
        StepTask(
            step=1, level="leader", state="done", added_on=date(2026, 1, 1), closed_on=date(2026, 3, 31)
        ),
        StepTask(step=1, level="leader", state="open", added_on=date(2026, 4, 1)),
        StepTask(
            step=1, level="leader", state="dropped", added_on=date(2026, 1, 1), closed_on=date(2026, 1, 2)
        ),
    ]
    days = quarter_ends(date(2026, 1, 1), TODAY)
    assert days == [date(2026, 3, 31), date(2026, 6, 30), TODAY]
    shares = share_done_on(tasks, days)
    assert [float(share) for share in shares[Step.UNDERSTANDING]] == [1, 0.5, 0.5]
    assert shares[Step.EXPLORATION] == [None, None, None]
    assert len(quarter_ends(date(2010, 1, 1), TODAY)) == 12


def test_a_name_cannot_break_out_of_a_picture():
    picture = draw_lines(
        id="x",
        title="x",
        alt='"><script>',
        days=["<b>"],
        lines=[PlottedLine("<i>", [1])],
        ticks=[(0, "0"), (1, "&")],
        say=lambda _value: '"<u>',
    )
    assert "<u>" not in picture.svg
    assert 'aria-label="&lt;b&gt;: &lt;i&gt; &quot;&lt;u&gt;"' in picture.svg
    assert "<script" not in picture.svg
    assert "<b>" not in picture.svg
    assert "<i>" not in picture.svg
    assert "style" not in picture.svg
