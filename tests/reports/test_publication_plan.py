"""What a series says that it will print over the grant, kept, and held beside what comes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils.translation import override

from audit.actions import NotPermitted
from reports.actions.editions import request_edition
from reports.actions.review import keep_plan, make_due_drafts
from reports.editions.plan import Plan, layout_for, missing_in, plan_of, planned_reports, standing_of
from reports.enums import Detail, PlannedTable
from reports.models import Edition
from reports.periods import parse_period
from tests.reports.document.examples import example
from tests.reports.editions import build, request

PLAN = Plan(
    date(2026, 1, 1), date(2027, 6, 30), ("T", "Y"), True, Detail.MERGED, ("closing-by-office", "flow")
)


def promise(cast, plan: Plan = PLAN) -> None:
    keep_plan(series=cast.series, plan=plan, by=cast.krem)
    cast.series.refresh_from_db()


def test_a_plan_holds_every_period_that_lies_whole_within_the_grant():
    assert [each.label for each in PLAN.periods()] == [
        "2026-T1", "2026-T2", "2026-T3", "2026", "2027-T1", "2026-01-01..2027-06-30",
    ]  # fmt: skip
    assert PLAN.holds(parse_period("2026-T2"))
    assert not PLAN.holds(parse_period("2027-T2"))
    assert Plan.from_json(PLAN.as_json()) == PLAN


def test_one_year_as_grant_and_final_report_is_one_report():
    year = replace(PLAN, end=date(2026, 12, 31))
    assert [each.label for each in year.periods()].count("2026") == 1
    assert len(year.periods()) == 4


def test_a_planned_report_is_made_with_the_tables_that_were_promised(cast):
    promise(cast)
    layout = layout_for(cast.series, parse_period("2026-T2"))
    assert layout.detail == Detail.MERGED
    assert {"closing-by-sex", "exits-by-office-grouped"} <= layout.left_out
    assert not {"flow", "closing-by-office-grouped"} & layout.left_out
    assert layout_for(cast.series, parse_period("2027-H2")).left_out == frozenset()


def test_the_clock_makes_what_was_promised(cast):
    promise(cast)
    type(cast.series).objects.update(drafts_from=date(2026, 5, 1))
    make_due_drafts(datetime(2026, 9, 10, tzinfo=UTC))
    made = Edition.objects.get()
    assert (made.detail, Plan.from_json(made.promised)) == (Detail.MERGED, PLAN)


def test_an_edition_keeps_what_was_promised_when_it_was_asked_for(cast):
    promise(cast)
    asked = request_edition(series=cast.series, period=parse_period("2026-T2"), by=cast.krem)
    other = request_edition(series=cast.series, period=parse_period("2026-Q2"), by=cast.krem)
    promise(cast, replace(PLAN, tables=("closing-by-sex",)))
    assert Plan.from_json(Edition.objects.get(pk=asked.pk).promised) == PLAN
    assert Edition.objects.get(pk=other.pk).promised is None
    assert plan_of(cast.series).tables == ("closing-by-sex",)


def test_what_was_promised_and_is_not_there_is_named(in_english):
    report = example()
    assert list(missing_in(report, PLAN)) == []
    without = replace(report, tables=tuple(each for each in report.tables if not each.id.startswith("flow")))
    assert list(missing_in(without, PLAN)) == ["From where to where participants moved"]
    one_window = replace(report, measures=tuple(each for each in report.measures if each.window != "twelve"))
    assert list(missing_in(one_window, PLAN)) == ["the yardsticks: last twelve months"]


def test_krem_sees_at_a_draft_what_is_promised_and_what_is_still_to_come(cast, sign_in, in_english):
    assert standing_of(build(request(cast))) is None
    promise(cast)
    draft = build(request(cast))
    told = standing_of(draft).sentences
    assert told[0] == "Everything that was promised for this period is in the draft."
    assert "The year 2026" in told[1]
    assert "Final report (1 January 2026 – 30 June 2027)" in told[1]
    beside = build(request(cast, parse_period("2026-Q2")))
    assert standing_of(beside).sentences[0].startswith("This report is not in the plan.")
    without = build(request_edition(series=cast.series, period=parse_period("2026-T1"), by=cast.krem, layout=replace(
        layout_for(cast.series, parse_period("2026-T1")), left_out=frozenset({"flow", "flow-grouped"})
    )))  # fmt: skip
    assert "From where to where participants moved" in standing_of(without).sentences[0]
    page = sign_in(cast.krem).get(reverse("edition", args=[draft.pk])).content.decode()
    assert "Alt som er lovet for denne perioden" in page
    missing = {each.period.label: each.missing for each in planned_reports(cast.series, PLAN)}
    assert missing["2026-T1"] == "From where to where participants moved"
    assert missing["2026-T2"] == missing["2026"] == ""


def test_the_plan_is_made_and_changed_on_its_page(cast, sign_in):
    client = sign_in(cast.krem)
    address = reverse("publication_plan", args=[cast.series.pk])
    assert client.get(address).status_code == 200
    given = {
        "start": "01.01.2026",
        "end": "30.06.2027",
        "kinds": ["T", "Y"],
        "has_final": "on",
        "detail": "merged",
        "tables": ["closing-by-office", "flow"],
    }
    assert client.post(address, given).url == address
    cast.series.refresh_from_db()
    assert plan_of(cast.series) == PLAN
    page = client.get(address).content.decode()
    with override("nb"):
        assert str(PlannedTable.FLOW.label) in page
    assert "Andre tertial 2026" in page
    for wrong in (
        {"end": "31.12.2025"},
        {"end": "31.12.2040"},
        {"tables": []},
        {"kinds": [], "has_final": ""},
    ):
        assert client.post(address, given | wrong).context["form"].errors
    asking = client.get(reverse("edition_request", args=[cast.series.pk]))
    assert asking.context["form"].fields["detail"].initial == "merged"


def test_only_krem_makes_a_plan(cast, sign_in):
    for person in (cast.imdi, cast.bjerke_leader, cast.mentor):
        with pytest.raises(NotPermitted):
            keep_plan(series=cast.series, plan=PLAN, by=person)
        assert sign_in(person).get(reverse("publication_plan", args=[cast.series.pk])).status_code == 403
