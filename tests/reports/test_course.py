"""From a period that is over to a published report: drafts, sign-off, review, reminders."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.enums import Role
from accounts.models import Letter, User
from audit.actions import NotPermitted, Refused
from audit.models import Event
from reports.actions.editions import publish_edition, request_edition
from reports.actions.review import (
    make_again,
    review_edition,
    send_back,
    send_reminders,
    sign_off,
)
from reports.editions.review import earlier_of, next_step
from reports.enums import EditionState, SignOffState
from reports.models import Edition, Series, SignOff
from reports.periods import parse_period
from reports.protected.agreed import Agreed
from reports.protected.report import read_protected
from tests.conftest import Cast, make_cast
from tests.owner import as_owner
from tests.reports.editions import Shelf, build

NOW = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
PERIOD = parse_period("2026-T2")


@pytest.fixture
def colleague(cast) -> User:
    """Somebody else at KREM."""
    return User.objects.create_user("two@example.invalid", name="Second Reader", role=Role.KREM_STAFF)


@pytest.fixture(scope="module")
def shelf(standing) -> Shelf:
    """A draft that KREM asked for, due in the future; both offices have been asked."""
    cast = make_cast()
    cast.series.needs_sign_off = cast.series.needs_review = True
    cast.series.drafts_from = date(2026, 1, 1)
    cast.series.save()
    edition = build(request_edition(series=cast.series, period=PERIOD, by=cast.krem))
    Edition.objects.filter(pk=edition.pk).update(due_on=date(2026, 9, 30), reminded_on=None)
    return Shelf(cast, edition)


@pytest.fixture
def cast(db, shelf) -> Cast:
    return shelf.own_cast()


@pytest.fixture
def series(cast) -> Series:
    return cast.series


def asked(edition: Edition, office) -> SignOff:
    return SignOff.objects.get(edition=edition, office=office)


def sign(edition, office, leader) -> None:
    sign_off(sign_off=asked(edition, office), by=leader, now=NOW)


def addressees() -> list[str]:
    return list(Letter.objects.order_by("to").values_list("to", flat=True))


def test_each_leader_of_the_scope_is_asked_about_their_own_office(cast, draft):
    assert {each.office for each in draft.sign_offs.all()} == {cast.bjerke, cast.ullern}
    # The former leader's seat has ended.
    assert addressees() == [cast.bjerke_leader.email, cast.ullern_leader.email]
    for letter in Letter.objects.all():
        assert "/reports/sign-offs/" in letter.body


def test_behind_the_walls_a_leader_finds_the_own_sign_off_only_and_no_draft(cast, draft, scope_for):
    with scope_for(cast.bjerke_leader):
        assert [each.office_id for each in SignOff.objects.all()] == [cast.bjerke.pk]
        assert not Edition.objects.exists()
        assert not SignOff.objects.filter(office=cast.ullern).update(state=SignOffState.SIGNED)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            SignOff.objects.update(closed_at=NOW)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            SignOff.objects.update(cutoff=NOW)
    for person in (cast.mentor, cast.imdi):
        with scope_for(person), pytest.raises(DatabaseError, match="permission denied"):
            with transaction.atomic():
                SignOff.objects.exists()


def test_a_leader_answers_in_the_own_scope_and_may_think_again(cast, draft, scope_for):
    row = asked(draft, cast.bjerke)
    with scope_for(cast.bjerke_leader):
        sign_off(sign_off=row, by=cast.bjerke_leader, now=NOW)
        send_back(sign_off=row, reason="Two exits are missing.", by=cast.bjerke_leader, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.reason) == (SignOffState.SENT_BACK, "Two exits are missing.")
    assert row.answered_by == cast.bjerke_leader
    told = Letter.objects.get(to=cast.krem.email)
    assert "exits" not in told.subject + told.body
    with scope_for(cast.bjerke_leader):
        sign_off(sign_off=row, by=cast.bjerke_leader, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.reason) == (SignOffState.SIGNED, "")


@pytest.mark.parametrize("who", ["krem", "ullern_leader", "former_leader", "mentor", "imdi"])
def test_nobody_else_answers_for_an_office(cast, draft, who):
    with pytest.raises(NotPermitted):
        sign_off(sign_off=asked(draft, cast.bjerke), by=getattr(cast, who), now=NOW)
    assert asked(draft, cast.bjerke).state == SignOffState.WAITING
    assert Event.objects.filter(decision="refused", subject="sign_off").count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "13097248022 is counted twice"])
def test_a_reason_is_needed_and_names_nobody(cast, draft, reason):
    with pytest.raises(Refused):
        send_back(sign_off=asked(draft, cast.bjerke), reason=reason, by=cast.bjerke_leader, now=NOW)


def test_whoever_asked_for_a_report_does_not_review_it(cast, draft, colleague):
    with pytest.raises(NotPermitted):
        review_edition(edition=draft, by=cast.krem, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(reviewed_by=cast.krem, reviewed_at=NOW)
    review_edition(edition=draft, by=colleague, now=NOW)
    draft.refresh_from_db()
    assert (draft.reviewed_by, draft.reviewed_at) == (colleague, NOW)
    with pytest.raises(NotPermitted):
        review_edition(edition=draft, by=colleague, now=NOW)


def test_signed_and_reviewed_it_is_published_and_imdi_is_told(cast, draft, colleague):
    sign(draft, cast.bjerke, cast.bjerke_leader)
    sign(draft, cast.ullern, cast.ullern_leader)
    with pytest.raises(NotPermitted):
        publish_edition(edition=draft, by=cast.krem)
    review_edition(edition=draft, by=colleague, now=NOW)
    publish_edition(edition=draft, by=cast.krem, despite="not needed")
    draft.refresh_from_db()
    assert (draft.state, draft.published_despite) == (EditionState.PUBLISHED, "")
    letter = Letter.objects.get(to=cast.imdi.email)
    assert str(draft.pk) in letter.body
    assert not draft.sign_offs.open().exists()
    with pytest.raises(NotPermitted):
        send_back(sign_off=asked(draft, cast.bjerke), reason="Too late", by=cast.bjerke_leader, now=NOW)


def test_without_every_sign_off_krem_gives_a_reason(cast, draft, colleague):
    sign(draft, cast.bjerke, cast.bjerke_leader)
    review_edition(edition=draft, by=colleague, now=NOW)
    for reason in ("", " ", "13097248022"):
        with pytest.raises(Refused):
            publish_edition(edition=draft, by=cast.krem, despite=reason)
    publish_edition(edition=draft, by=cast.krem, despite="The office has no leader\nthis month.")
    draft.refresh_from_db()
    assert draft.published_despite == "The office has no leader this month."


def test_each_step_says_who_must_do_what(cast, draft, colleague, in_english):
    def step() -> str:
        draft.refresh_from_db()
        return next_step(draft, list(draft.sign_offs.select_related("office").order_by("office__name")))

    assert step() == "To sign off: NAV Bjerke and NAV Ullern."
    send_back(sign_off=asked(draft, cast.ullern), reason="Wrong", by=cast.ullern_leader, now=NOW)
    assert step().startswith("KREM: NAV Ullern sent the numbers back.")
    sign(draft, cast.bjerke, cast.bjerke_leader)
    sign(draft, cast.ullern, cast.ullern_leader)
    assert step() == "Somebody at KREM other than krem must review the report first."
    review_edition(edition=draft, by=colleague, now=NOW)
    assert step() == "KREM: publish the report."
    publish_edition(edition=draft, by=cast.krem)
    assert step() == ""


def test_the_same_numbers_need_not_be_signed_twice(cast, draft):
    sign(draft, cast.bjerke, cast.bjerke_leader)
    again = build(make_again(edition=draft, by=cast.krem, keep_cutoff=True))
    draft.refresh_from_db()
    assert draft.state == EditionState.DISCARDED
    assert asked(again, cast.bjerke).state == SignOffState.SIGNED
    assert asked(again, cast.bjerke).answered_by == cast.bjerke_leader
    assert asked(again, cast.ullern).state == SignOffState.WAITING
    new_data = build(make_again(edition=again, by=cast.krem, keep_cutoff=False))
    assert asked(new_data, cast.bjerke).state == SignOffState.WAITING


def test_a_correction_leaves_what_is_out_alone(cast, draft):
    publish_edition(edition=draft, by=None)
    second = build(make_again(edition=draft, by=cast.krem, keep_cutoff=False))
    draft.refresh_from_db()
    assert (draft.state, second.number) == (EditionState.PUBLISHED, 2)
    for edition, who in ((second, cast.imdi), (second, cast.bjerke_leader)):
        with pytest.raises(NotPermitted):
            make_again(edition=edition, by=who, keep_cutoff=False)


@pytest.mark.parametrize(
    ("days", "to"),
    [
        (-8, []),
        (-7, ["leader"]),
        (-1, ["leader"]),
        (0, ["krem", "leader"]),
        (40, ["krem", "leader"]),
    ],
)
def test_reminders_go_to_whoever_must_act(cast, draft, days, to):
    sign(draft, cast.ullern, cast.ullern_leader)
    as_owner("DELETE FROM public.accounts_letter")
    moment = datetime(2026, 9, 30, 8, tzinfo=UTC) + timedelta(days=days)
    assert send_reminders(moment) == bool(to)
    people = {"krem": cast.krem.email, "leader": cast.bjerke_leader.email}
    assert addressees() == sorted(people[each] for each in to)
    assert send_reminders(moment + timedelta(hours=3)) == 0


def test_krem_is_reminded_before_the_day_when_it_is_krems_turn(cast, draft):
    sign(draft, cast.bjerke, cast.bjerke_leader)
    sign(draft, cast.ullern, cast.ullern_leader)
    as_owner("DELETE FROM public.accounts_letter")
    assert send_reminders(datetime(2026, 9, 23, 8, tzinfo=UTC)) == 1
    assert addressees() == [cast.krem.email]


def test_no_reminders_where_the_series_wants_none(cast, draft):
    draft.series.reminder_days = []
    draft.series.save()
    assert send_reminders(datetime(2026, 12, 1, tzinfo=UTC)) == 0


def test_a_report_is_held_against_those_before_it_as_they_were_out_then(cast, series):
    def out(label: str, number: int = 1, **moments: datetime) -> Edition:
        period = parse_period(label)
        edition = request_edition(series=series, period=period, by=cast.krem)
        state = EditionState.SUPERSEDED if "superseded_at" in moments else EditionState.PUBLISHED
        Edition.objects.filter(pk=edition.pk).update(state=state, number=number, report={}, **moments)
        return edition

    old = out("2025-T2", published_at=NOW - timedelta(days=300))
    first = out("2025-T3", published_at=NOW - timedelta(days=200), superseded_at=NOW - timedelta(days=10))
    second = out("2025-T3", 2, published_at=NOW - timedelta(days=10))
    out("2025-H2", published_at=NOW - timedelta(days=100))
    edition = request_edition(series=series, period=parse_period("2026-T1"), by=cast.krem)
    assert earlier_of(edition, NOW) == [old, second], "one of each period, oldest first"
    assert earlier_of(edition, NOW - timedelta(days=20)) == [old, first]
    assert earlier_of(edition, NOW - timedelta(days=250)) == [old]
    assert earlier_of(edition, NOW - timedelta(days=400)) == []
    ad_hoc = request_edition(series=series, period=parse_period("2026-01-01..2026-02-01"), by=cast.krem)
    assert earlier_of(ad_hoc, NOW) == []


def test_an_edition_keeps_what_was_agreed_when_it_was_made(cast, draft):
    draft.series.complete_from, draft.series.target_at_exit = 50, 60
    draft.series.save()
    draft.refresh_from_db()
    assert read_protected(draft.report).agreed == Agreed(80, {})
    again = build(make_again(edition=draft, by=cast.krem, keep_cutoff=True))
    assert read_protected(again.report).agreed == Agreed(50, {"at-exit": 60})


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"complete_from": 101}, "complete_is_a_share"),
        ({"target_at_exit": 0}, "targets_are_shares"),
        ({"target_november": 101}, "targets_are_shares"),
    ],
)
def test_what_is_agreed_are_shares(series, wrong, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(series).objects.update(**wrong)


def test_no_letter_holds_a_number_of_the_report(cast, draft):
    sign(draft, cast.bjerke, cast.bjerke_leader)
    send_reminders(datetime(2026, 10, 1, tzinfo=UTC))
    publish_edition(edition=draft, by=None)
    allowed = {"1", "30", "31", "2026", "8"}
    for letter in Letter.objects.all():
        words = [word.strip(".,:–()") for word in letter.body.split() if "://" not in word]
        assert {word for word in words if word.isdigit()} <= allowed, letter.body
