"""Boards, offices' goals and lessons in a report: as known at the cutoff, and nothing that tells of a colleague."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.enums import Level, Party, Step, TaskState
from clusters.half_years import HalfYear
from clusters.models import Lesson, OfficeFigures, StepTask
from reports.disclosure.sealing import FEWEST_STAFF, seal_work
from reports.document.tables.grids import read_grids
from reports.editions.building import members_of
from reports.figures.cluster_work import count_work
from reports.models import Edition
from reports.periods import parse_period
from reports.protected.report import read_protected
from reports.protected.seal import Unprotected
from tests.reports.editions import build, request

PERIOD = parse_period("2026-T1")


def task(cast, step: Step, level: Level, done_on: date | None = None) -> StepTask:
    return StepTask.objects.create(
        cluster=cast.cluster,
        partner=cast.bjerke,
        step=step,
        level=level,
        party=Party.PUBLIC,
        title="Oppgave",
        added_on=date(2026, 1, 2),
        state=TaskState.DONE if done_on else TaskState.OPEN,
        closed_on=done_on,
        evidence="Referat" if done_on else "",
    )


def figures(cast, first_day: date, staff: int | None, **values: object) -> OfficeFigures:
    return OfficeFigures.objects.create(
        office=cast.bjerke, first_day=first_day, staff=staff, entered_by=cast.krem, **values
    )


@pytest.fixture
def edition(cast) -> Edition:
    for level in Level:
        task(cast, Step.UNDERSTANDING, level, date(2026, 4, 30))
    task(cast, Step.EXPLORATION, Level.LEADER, date(2026, 5, 1))
    figures(cast, date(2025, 7, 1), FEWEST_STAFF, cost=10_000_000, sick_leave=Decimal("7.16"))
    figures(
        cast, date(2026, 1, 1), FEWEST_STAFF, cost=9_000_000, sick_leave=Decimal("6.84"), satisfaction=Decimal("3.9")
    )  # fmt: skip
    Lesson.objects.create(
        cluster=cast.cluster,
        title="Faste møter",
        what="Hver uke.\n\n- møteleder\n- tid",
        learned_on=date(2026, 2, 1),
        is_for_annex=True,
        added_by=cast.krem,
    )
    return build(request(cast, PERIOD))


def test_the_boards_stand_as_they_did_on_the_last_day(edition):
    boards = {board.slug: board for board in read_protected(edition.report).work.boards}
    assert [slug for slug, board in boards.items() if board.has_tasks] == ["bjerke"]
    assert next(iter(boards)) == "", "the cluster's own comes first"
    bjerke = boards["bjerke"]
    assert [(step.whole.done, step.whole.total) for step in bjerke.steps] == [(3, 3), (0, 1), (0, 0)]
    assert [step.standing for step in bjerke.steps] == ["holds", "not_begun", "not_begun"]


def test_goals_come_with_their_change_and_lessons_with_their_words(edition):
    report = read_protected(edition.report)
    (goals,) = report.work.goals
    assert goals.goals["cost"].change == -1_000_000
    assert (goals.goals["sick_leave"].value, goals.goals["sick_leave"].change) == (
        Decimal("6.8"),
        Decimal("-0.4"),
    )
    assert (goals.goals["satisfaction"].value, goals.goals["satisfaction"].change) == (Decimal("3.9"), None)
    assert [lesson.title for lesson in report.work.lessons] == ["Faste møter"]
    assert {"step-model", "office-goals"} <= {grid.id for grid in read_grids(report)}


@pytest.mark.parametrize("staff", [None, FEWEST_STAFF - 1])
def test_of_a_small_staff_only_the_cost_is_told(cast, edition, staff):
    for first_day in (date(2025, 7, 1), date(2026, 1, 1)):
        OfficeFigures.objects.filter(first_day=first_day).update(staff=staff)
    again = build(request(cast, PERIOD))
    goals = again.report["cluster_work"]["goals"][0]["goals"]
    assert goals["cost"] == {"value": 9_000_000, "change": -1_000_000, "hidden": False}
    assert goals["sick_leave"] == goals["satisfaction"] == {"value": None, "change": None, "hidden": True}
    csv = bytes(again.files.get(kind="csv").content).decode("utf-8-sig")
    assert "6,8" not in csv
    assert "9000000" in csv
    with pytest.raises(Unprotected):
        type(read_protected(again.report).work.goals[0])("bjerke", None, {}, object())


def test_a_half_year_that_is_not_over_has_no_figures(cast):
    today = timezone.localdate()
    now, before = HalfYear.latest(today, 2)
    for half_year in (now, before):
        figures(cast, half_year.first_day, FEWEST_STAFF, cost=9_000_000)
    period = parse_period(f"{before.first_day}..{now.last_day}")
    told = count_work(cast.cluster, [cast.bjerke], period, timezone.now()).changes
    assert [each.half_year for each in told] == [before]


def test_what_is_written_later_changes_no_edition_and_no_count_of_that_cutoff(cast, edition):
    before = edition.cutoff - timedelta(days=1)
    offices = members_of(edition)
    empty = seal_work(count_work(cast.cluster, offices, PERIOD, before))
    assert (empty.goals, empty.lessons) == ((), ())
    assert not any(board.has_tasks for board in empty.boards)
    again = build(request(cast, PERIOD, cutoff=edition.cutoff))
    assert again.report == edition.report
    StepTask.objects.update(state=TaskState.OPEN, closed_on=None, evidence="")
    OfficeFigures.objects.update(cost=1)
    kept = Edition.objects.get(pk=edition.pk)
    assert read_protected(kept.report) == read_protected(edition.report)


def test_the_page_shows_the_chapters_and_the_annex_last(cast, edition, sign_in):
    page = sign_in(cast.krem).get(reverse("edition", args=[edition.pk]))
    chapters = [part.chapter for part in page.context["reading"].parts]
    assert {"step-model", "office-goals"} <= {chapter.id for chapter in chapters}
    assert chapters[-1].is_annex
    assert "<li>møteleder</li>" in page.content.decode()
