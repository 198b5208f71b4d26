"""Corrections of what is out: gathered until there are enough, urgent only with a second person's word."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.enums import Role
from accounts.models import User
from audit.actions import NotPermitted, Refused
from participants.models import Participant
from reports.actions.editions import publish_edition
from reports.actions.review import make_again
from reports.disclosure.corrections import kept_apart
from reports.editions.corrections import corrections_of
from reports.enums import EditionState
from reports.models import Edition
from reports.protected.changes import what_changed
from reports.protected.report import read_protected
from tests.conftest import Cast
from tests.reports.editions import FEW_TABLES, backdate, build, publish, request

K = 5


@pytest.fixture
def colleague(cast) -> User:
    return User.objects.create_user("two@example.invalid", name="Second Reader", role=Role.KREM_STAFF)


@pytest.fixture
def people(cast) -> Cast:
    """Two offices with more people in each state than are ever hidden."""
    for office in (cast.bjerke, cast.ullern):
        for targets in ((), ("work",), ("left",)):
            for _each in range(8):
                add(office, *targets)
    return cast


@pytest.fixture
def first(people) -> Edition:
    return publish(people, "2026-T2", layout=FEW_TABLES)


def enter(cast, number: int) -> None:
    """So many people who had been forgotten, written down by now: begun in the period, at work at its end."""
    for _each in range(number):
        backdate(add(cast.bjerke, "work"), timezone.now())


def add(office, *targets: str) -> Participant:
    person = Participant.objects.create(
        office=office, reference=f"Z-{Participant.objects.count()}", birth_year=1990
    )
    for month, target in enumerate(("enrolled", *targets), start=5):
        person.moves.create(office=office, day=date(2026, month, 4), target=target)
    return person


def again(cast, edition: Edition, **options) -> Edition:
    made = build(make_again(edition=edition, by=cast.krem, keep_cutoff=False, **options))
    assert made.state == EditionState.DRAFT, made.failure
    return made


def waiting() -> list[tuple[int, bool]]:
    out = Edition.objects.filter(state=EditionState.PUBLISHED).select_related(
        "series__cluster", "suppression"
    )
    return [(each.persons, each.may_go_out) for each in corrections_of(out, timezone.now())]


def test_a_correction_of_a_few_waits_and_krem_is_told_how_many(people, first, sign_in):
    assert waiting() == [(0, False)]
    enter(people, 1)
    assert waiting() == [(1, False)]
    second = again(people, first)
    for by in (people.krem, None):
        with override("en"), pytest.raises(Refused, match="The correction waits: 1 person counts otherwise"):
            publish_edition(edition=second, by=by)
    assert Edition.objects.get(pk=first.pk).state == EditionState.PUBLISHED
    client = sign_in(people.krem)
    assert "1 person telles annerledes" in client.get(reverse("edition", args=[second.pk])).content.decode()
    page = client.get(reverse("edition_publish", args=[second.pk]))
    assert page.context["refusal"].startswith("Rettelsen venter: 1 person telles annerledes")
    assert "<form" not in page.content.decode().partition("<main")[2].partition("</main")[0]


def test_enough_people_go_out_together(people, first):
    enter(people, K)
    assert waiting() == [(K, True)]
    publish_edition(edition=again(people, first), by=people.krem)
    assert waiting() == [(0, False)]


def test_an_edition_that_corrects_nothing_goes_out(people, first):
    publish_edition(edition=again(people, first), by=people.krem)
    assert Edition.objects.get(pk=first.pk).state == EditionState.SUPERSEDED


def test_what_an_urgent_correction_touches_is_a_range_and_a_second_person_agrees(
    people, first, colleague, sign_in
):
    enter(people, 1)
    asked = sign_in(people.krem).post(
        reverse("edition_again", args=[first.pk]), {"urgent_because": "The budget."}
    )
    urgent = build(Edition.objects.get(state=EditionState.QUEUED))
    assert asked.url == reverse("edition", args=[urgent.pk])
    assert urgent.told["correction"] == {"persons": 1, "k": K}
    former, report = read_protected(first.report), read_protected(urgent.report)
    for change in what_changed(former, report):
        assert change.now[0] != change.now[1], change
    for table in ("flow", "flow-grouped"):
        if table in {each.id for each in report.tables}:
            assert report.table(table).cell("total", "total") is None
    assert former.population is not None
    with pytest.raises(Refused):
        publish_edition(edition=urgent, by=None, confirms_urgent=True)
    with pytest.raises(NotPermitted):
        publish_edition(edition=urgent, by=people.krem, confirms_urgent=True)
    client = sign_in(colleague)
    page = reverse("edition_publish", args=[urgent.pk])
    assert "The budget." in client.get(page).content.decode()
    client.post(page, {})
    assert Edition.objects.get(pk=urgent.pk).is_draft
    client.post(page, {"confirms_urgent": "on"})
    assert Edition.objects.get(pk=urgent.pk).is_out


def test_the_reason_names_nobody_and_goes_with_the_draft(cast):
    first = request(cast)
    Edition.objects.filter(pk=first.pk).update(state=EditionState.FAILED)
    first.refresh_from_db()
    with pytest.raises(Refused):
        make_again(edition=first, by=cast.krem, keep_cutoff=False, urgent_because="13097248022")
    urgent = make_again(edition=first, by=cast.krem, keep_cutoff=False, urgent_because="The  budget.")
    assert urgent.urgent_because == "The budget."
    Edition.objects.filter(pk=urgent.pk).update(state=EditionState.FAILED)
    urgent.refresh_from_db()
    assert make_again(edition=urgent, by=cast.krem, keep_cutoff=True).urgent_because == "The budget."


def test_where_the_few_left_nobody_the_row_is_left_out_and_a_curve_goes_as_a_whole():
    printed = {
        ("flow", "work", "left"): 0,
        ("flow", "work", "total"): 9,
        ("flow", "total", "total"): 30,
        ("closing-by-sex", "total", "left"): 0,
        ("closing-by-sex", "female", "left"): 7,
        ("state-occupation-3", "all", "work"): 12,
        ("state-occupation-6", "all", "work"): 13,
        ("first-paid-work-6", "all", "work"): 14,
    }
    touched = {
        ("flow", "work", "left"),
        ("flow", "total", "total"),
        ("closing-by-sex", "total", "left"),
        ("state-occupation-3", "all", "work"),
    }
    kept, left_out = kept_apart(printed, touched)
    assert kept == {
        ("flow", "total", "total"): None,
        ("state-occupation-3", "all", "work"): None,
        ("state-occupation-6", "all", "work"): None,
        ("first-paid-work-6", "all", "work"): 14,
    }
    assert left_out == {("flow", "work"), ("closing-by-sex", "total"), ("closing-by-sex", "female")}


def test_krem_sees_how_many_wait_and_nobody_else_sees_the_page(people, first, sign_in):
    enter(people, K - 1)
    assert waiting() == [(K - 1, False)]
    page = sign_in(people.krem).get(reverse("report_corrections"))
    assert "Venter: 1 person til må telles annerledes først." in page.content.decode()
    for person in (people.imdi, people.bjerke_leader):
        assert sign_in(person).get(reverse("report_corrections")).status_code == 403


def test_a_first_edition_corrects_nothing(cast):
    assert "correction" not in build(request(cast)).told
