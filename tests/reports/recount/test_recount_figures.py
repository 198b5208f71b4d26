"""The curves as the figures have them and as they are counted again."""

import pytest

from reports.figures.figures import count_figures
from reports.periods import parse_period
from reports.recount import (
    first_paid_work_at_risk,
    first_paid_work_shares,
    recount,
    state_occupation_at_risk,
    state_occupation_shares,
)
from tests.conftest import SAMPLES
from tests.reports.naive_count import everyone, plain
from tests.reports.offices import LATER, SLUGS


def assert_same_curve(points, counted, curve: str, at_risk: dict, shares: dict) -> None:
    assert {point.month: point.at_risk for point in points} == at_risk
    for point in points:
        cells = {
            column: value
            for (table, _row, column), value in counted.items()
            if table == f"{curve}-{point.month}"
        }
        waiting = {"waiting"} & {*point.observed}
        assert sum(point.observed.values()) == cells.pop("observed", 0)
        assert {
            code: value for code, value in point.observed.items() if value and code not in waiting
        } == cells
        assert {code: each.share for code, each in point.shares.items()} == pytest.approx(
            shares[point.month], abs=1e-12
        )


def assert_same_curves(offices, people: list[dict], label: str) -> None:
    period = parse_period(label)
    found = count_figures(offices, period, period.start, LATER).curves
    edition = {
        "offices": list(SLUGS),
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "since": "2019-01-01",
        "asked_on": "2100-01-01",
    }
    counted = recount(people, edition)
    assert counted["state-occupation-0", "all", "observed"] > 50
    assert_same_curve(
        found.states.points,
        counted,
        "state-occupation",
        state_occupation_at_risk(people, edition),
        state_occupation_shares(people, edition),
    )
    assert_same_curve(
        found.work.points,
        counted,
        "first-paid-work",
        first_paid_work_at_risk(people, edition),
        first_paid_work_shares(people, edition),
    )


def test_the_curves_of_the_samples_are_the_same(offices):
    people = [plain(person) for person in everyone({slug: SAMPLES / f"{slug}.xlsx" for slug in SLUGS})]
    for label in ("2026-T2", "2025", "2021"):
        assert_same_curves(offices, people, label)
