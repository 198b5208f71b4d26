"""The pages about ventures and mentors: who comes in, what they show, what a form does, what is logged."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.enums import Action, Decision
from audit.models import Event
from entrepreneurs.actions.ventures import add_founder, record_bottom_line
from entrepreneurs.enums import QuestionKind, Reply, Rung
from entrepreneurs.models import Answer, Climb, Founder, MentorSession, Mentorship, Venture
from tests.entrepreneurs.beginnings import NATIONAL_ID, NUMBER, TODAY, begin, follow
from tests.participants.people import enrol
from tests.queries import at_most

MOST_QUERIES = 12


@pytest.fixture
def person(cast):
    return enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2025-01-10", "venture"))


@pytest.fixture
def venture(cast, person):
    return begin(person, cast.krem)


@pytest.fixture
def link(cast, person):
    return follow(cast.mentor, person, cast.krem)


def text_of(response):
    return response.content.decode()


def test_every_count_of_ventures_is_as_long_as_its_list(cast, sign_in, venture):
    for number in range(3):
        begin(enrol(cast.bjerke, f"B-{number + 2}"), cast.krem, rung=Rung.PLAN)
    begin(enrol(cast.ullern, "U-1"), cast.krem)
    client = sign_in(cast.bjerke_leader)
    with at_most(MOST_QUERIES):
        response = client.get(reverse("venture_list"))
    assert {count["code"]: count["number"] for count in response.context["counts"] if count["number"]} == {
        "": 4, "idea": 1, "plan": 3,
    }  # fmt: skip
    for count in response.context["counts"]:
        assert len(client.get(count["url"]).context["page"].object_list) == count["number"]
    assert client.get(reverse("venture_list", query={"rung": "cloud"})).status_code == 404


def test_a_venture_shows_its_way_and_the_look_is_logged(cast, sign_in, venture, person):
    add_founder(
        venture=venture,
        founder=enrol(cast.bjerke, "B-2"),
        starts_on=date(2025, 2, 1),
        by=cast.krem,
        today=TODAY,
    )
    numbers = {"turnover": 120_000, "wages": 0, "own_funding": 9, "people": 0, "hours": 0}
    for half in (date(2025, 7, 1), date(2026, 1, 1)):
        record_bottom_line(venture=venture, day=half, numbers=numbers, by=cast.krem, today=TODAY)
    client = sign_in(cast.bjerke_leader)
    with at_most(MOST_QUERIES):
        response = client.get(reverse("venture", args=[venture.pk]))
    assert [rung.is_current for rung in response.context["ladder"]].index(True) == 0
    assert [each.change for each in response.context["yields"]] == [0, None]
    sums, lines = response.context["sums"], venture.bottom_lines.standing()
    assert (sums.turnover, sums.hours) == tuple(
        sum(lines.values_list(name, flat=True)) for name in ("turnover", "hours")
    )
    assert response.context["trend"].svg.count("<polyline") == 3
    assert "B-2" in text_of(response)
    line = Event.objects.filter(action=Action.LISTED, actor_id=cast.bjerke_leader.pk).get()
    assert person.pk in line.subject_ids
    assert len(line.subject_ids) == 2


def test_a_venture_begins_and_climbs_from_the_founders_page(cast, sign_in, person):
    client = sign_in(cast.bjerke_leader)
    page = client.get(reverse("prospects", args=[person.pk]))
    assert [asked["label"] for asked in page.context["asked"]] == [QuestionKind.NO_VENTURE.label]
    client.post(
        reverse("venture_start", args=[person.pk]),
        {"name": "Systua", "rung": "plan", "day": "2026-01-10", "lines": "triple"},
    )
    venture = Venture.objects.get()
    answer = client.post(
        reverse("venture_step", args=[venture.pk]),
        {"rung": "registered", "day": "01.02.2026", "organisation_number": "310 000 019"},
        follow=True,
    )
    venture.refresh_from_db()
    assert venture.organisation_number == NUMBER
    assert answer.context["venture"].rung == Rung.REGISTERED
    assert not client.get(reverse("prospects", args=[person.pk])).context["asked"]


def test_what_is_refused_stands_on_the_form_with_what_was_typed(cast, sign_in, venture):
    client = sign_in(cast.krem)
    url = reverse("venture_step", args=[venture.pk])
    answer = client.post(url, {"rung": "plan", "day": "2024-01-01"})
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert 'value="2024-01-01"' in text_of(answer)
    assert Climb.objects.count() == 1


def test_a_mentor_is_offered_only_their_own_steps(cast, sign_in, venture, link):
    client = sign_in(cast.mentor)
    url = reverse("venture_step", args=[venture.pk])
    assert [code for code, _label in client.get(url).context["form"].fields["rung"].choices] == ["plan"]
    client.post(url, {"rung": "plan", "day": "2026-01-10"})
    assert Climb.objects.standing().filter(rung=Rung.PLAN, recorded_by=cast.mentor).exists()


def test_a_mentor_writes_down_a_session_and_nobody_elses(cast, sign_in, venture, link, person):
    client = sign_in(cast.mentor)
    url = reverse("session_record", args=[link.pk])
    given = {"day": "2026-03-01", "minutes": "45", "theme": "economy", "next_step": "Lage budsjett"}
    assert client.post(url, {**given, "note": NATIONAL_ID}).context["form"].errors["note"]
    client.post(url, given)
    session = MentorSession.objects.get()
    with at_most(MOST_QUERIES):
        page = client.get(reverse("mentorship", args=[link.pk]))
    assert "Lage budsjett" in text_of(page)
    assert session.recorded_by == cast.mentor
    client.post(reverse("session_withdraw", args=[session.pk]), {"because": "Feil dag"})
    assert not MentorSession.objects.standing().exists()


def test_the_office_links_and_ends_a_mentor(cast, sign_in, person):
    client = sign_in(cast.bjerke_leader)
    url = reverse("mentorship_begin", args=[person.pk])
    assert "MERK" in text_of(client.get(url))
    client.post(url, {"mentor": cast.mentor.pk, "starts_on": "2026-01-01"})
    link = Mentorship.objects.get()
    with at_most(MOST_QUERIES):
        assert client.get(reverse("prospects", args=[person.pk])).status_code == 200
    today = timezone.localdate()
    client.post(reverse("mentorship_end", args=[link.pk]), {"on": today.isoformat()})
    link.refresh_from_db()
    assert link.ends_on == today


def test_a_founder_is_found_by_reference_in_the_same_office_only(cast, sign_in, venture):
    enrol(cast.ullern, "U-1")
    second = enrol(cast.bjerke, "B-2")
    client = sign_in(cast.krem)
    url = reverse("founder_add", args=[venture.pk])
    assert client.post(url, {"reference": "U-1", "starts_on": "2026-01-01"}).context["form"].errors
    client.post(url, {"reference": "b-2", "starts_on": "2026-01-01"})
    founder = Founder.objects.get(participant=second)
    client.post(reverse("founder_end", args=[founder.pk]), {"on": "2026-02-01"})
    founder.refresh_from_db()
    assert founder.ends_on == date(2026, 2, 1)


def test_a_half_year_is_typed_as_norwegians_write_numbers(cast, sign_in, venture):
    client = sign_in(cast.krem)
    client.post(
        reverse("bottom_line", args=[venture.pk]),
        {"half_year": "2026-01-01", "turnover": "120 000", "wages": "0", "own_funding": "9\u00a0500",
         "people": "2", "hours": "640"},
    )  # fmt: skip
    line = venture.bottom_lines.get()
    assert (line.turnover, line.own_funding) == (120_000, 9_500)


def test_a_question_is_answered_once_and_comes_back_with_a_new_move(cast, sign_in, person):
    client = sign_in(cast.bjerke_leader)
    with at_most(MOST_QUERIES):
        (asked,) = client.get(reverse("question_list")).context["asked"]
    form = asked["form"]
    client.post(
        reverse("question_answer", args=[person.pk]),
        {"move": form.initial["move"], "question": form.initial["question"], "reply": Reply.NOT_FOLLOWED},
    )
    assert Answer.objects.get().answered_by == cast.bjerke_leader
    assert not client.get(reverse("question_list")).context["asked"]
    person.moves.create(office=cast.bjerke, day=date(2025, 6, 1), target="enrolled")
    person.moves.create(office=cast.bjerke, day=date(2025, 9, 1), target="venture")
    assert len(client.get(reverse("question_list")).context["asked"]) == 1


def test_strangers_learn_nothing_and_leave_their_line(cast, sign_in, venture):
    client = sign_in(cast.ullern_leader)
    assert client.get(reverse("venture", args=[venture.pk])).status_code == 404
    line = Event.objects.get(decision=Decision.REFUSED, subject="venture")
    assert (line.actor_id, line.subject_ids) == (cast.ullern_leader.pk, [venture.pk])
    assert sign_in(cast.imdi).get(reverse("venture_list")).status_code == 403
