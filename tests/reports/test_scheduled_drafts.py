"""Drafts that the clock asks for: once for each period that is over, and by nobody."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from audit.actions import NotPermitted
from reports.actions.editions import discard_edition, request_edition
from reports.actions.review import make_due_drafts, review_edition
from reports.models import Edition
from reports.periods import parse_period
from tests.reports.editions import build

NOW = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
PERIOD = parse_period("2026-T2")


@pytest.fixture
def series(cast):
    cast.series.needs_sign_off = cast.series.needs_review = True
    cast.series.drafts_from = date(2026, 1, 1)
    cast.series.save()
    return cast.series


def test_the_clock_asks_for_each_period_that_is_over_once(series):
    assert make_due_drafts(NOW) == 2
    assert make_due_drafts(NOW) == 0
    made = Edition.objects.order_by("period_start")
    assert [edition.period_label for edition in made] == ["2026-T1", "2026-T2"]
    assert {(edition.is_scheduled, edition.requested_by) for edition in made} == {(True, None)}
    assert [edition.due_on for edition in made] == [date(2026, 5, 30), date(2026, 9, 30)]


def test_the_clock_leaves_alone_what_somebody_has_asked_for(cast, series):
    edition = request_edition(series=series, period=PERIOD, by=cast.krem)
    discard_edition(edition=build(edition), by=cast.krem)
    make_due_drafts(NOW)
    assert [each.period_label for each in Edition.objects.filter(is_scheduled=True)] == ["2026-T1"]


def test_a_look_before_the_period_was_over_does_not_count(cast, series):
    early = request_edition(series=series, period=PERIOD, by=cast.krem)
    Edition.objects.filter(pk=early.pk).update(cutoff=datetime(2026, 8, 1, tzinfo=UTC))
    make_due_drafts(NOW)
    assert Edition.objects.filter(is_scheduled=True, period_label="2026-T2").exists()


def test_a_series_without_a_first_day_makes_nothing(cast):
    assert make_due_drafts(NOW) == 0


def test_the_database_knows_of_one_scheduled_edition_a_period(series):
    make_due_drafts(NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        request_edition(series=series, period=PERIOD, by=None, is_scheduled=True)


def test_anybody_at_krem_reviews_what_the_clock_asked_for(cast, series):
    make_due_drafts(NOW)
    edition = build(Edition.objects.get(period_label="2026-T2"))
    review_edition(edition=edition, by=cast.krem, now=NOW)
    for person in (cast.bjerke_leader, cast.imdi):
        with pytest.raises(NotPermitted):
            review_edition(edition=edition, by=person, now=NOW)


def test_what_nobody_waits_for_has_no_due_day(cast, series):
    old = request_edition(series=series, period=parse_period("2024-03-01..2024-03-15"), by=cast.krem)
    assert old.due_on is None
