"""The second count of the sample workbooks: the rules, and the yardsticks beside those counted before it."""

import itertools
from datetime import date, timedelta

import pytest

from reports.recount import recount, rules_broken
from tests.conftest import SAMPLES
from tests.reports import naive_count
from tests.reports.naive_count import plain
from tests.reports.offices import SLUGS

BOOKS = {slug: SAMPLES / f"{slug}.xlsx" for slug in SLUGS}
PERIODS = [
    ("2026-05-01", "2026-08-31"),
    ("2026-01-01", "2026-04-30"),
    ("2025-01-01", "2025-12-31"),
    ("2025-07-01", "2025-12-31"),
    ("2019-01-01", "2019-12-31"),
    ("2022-03-01", "2026-11-20"),
    ("2026-02-10", "2026-02-11"),
]


@pytest.fixture(scope="module")
def everyone() -> list[naive_count.Person]:
    return naive_count.everyone(BOOKS)


@pytest.fixture(params=PERIODS, ids="..".join)
def period(request, monkeypatch, everyone) -> dict:
    """The edition of a period; the workbooks are read but once for all of them."""
    monkeypatch.setattr(naive_count, "everyone", lambda workbooks: everyone)
    start, end = request.param
    dates = {"from": start, "to": end, "since": "2005-01-01", "asked_on": "2026-11-20"}
    return {"offices": list(SLUGS)} | dates


def days_of(edition: dict) -> tuple[date, date]:
    return date.fromisoformat(edition["from"]), date.fromisoformat(edition["to"])


def test_everybody_in_the_samples_keeps_the_rules(everyone):
    assert len(everyone) > 200
    assert not any(rules_broken(plain(someone), "2026-11-20") for someone in everyone)


def returns_through_training(someone: naive_count.Person) -> bool:
    """Whether an episode begins with training: the older count knew none of that kind."""
    targets = [move.target for move in someone.moves]
    return any(
        after == "training" and before not in naive_count.ON_THE_WAY
        for before, after in itertools.pairwise(targets)
    )


def test_every_yardstick_of_the_period_is_the_same_where_no_episode_begins_with_training(
    everyone, period, monkeypatch
):
    others = [someone for someone in everyone if not returns_through_training(someone)]
    assert 200 < len(others) < len(everyone)
    monkeypatch.setattr(naive_count, "everyone", lambda workbooks: others)
    counted = recount(map(plain, others), period)
    for yardstick, found in naive_count.count_yardsticks(BOOKS, *days_of(period)).items():
        for state, value in found["counts"].items():
            assert counted[f"yardstick:{yardstick}", "period", state] == value
        assert counted[f"yardstick:{yardstick}", "period", "total"] == sum(found["counts"].values())


def test_a_window_is_counted_as_a_period_of_its_own(everyone, period, monkeypatch):
    others = [someone for someone in everyone if not returns_through_training(someone)]
    monkeypatch.setattr(naive_count, "everyone", lambda workbooks: others)
    _start, end = days_of(period)
    since = date(2021, 3, 1)
    counted = recount(map(plain, others), period | {"since": since.isoformat()})
    # No period of these ends on the last of a short month, so twelve months back is the year before.
    twelve = end.replace(year=end.year - 1) + timedelta(1)
    for window, first in (("twelve", twelve), ("start", since)):
        for yardstick, found in naive_count.count_yardsticks(BOOKS, max(first, since), end).items():
            for state, value in found["counts"].items():
                assert counted[f"yardstick:{yardstick}", window, state] == value


def test_four_counts_of_the_samples_add_up(everyone, period):
    counted = recount(map(plain, everyone), period)
    for yardstick in ("at-exit", "six-months", "november", "after-training-12", "after-training-24"):
        for window in ("period", "twelve", "start"):
            four = ("reached", "beside", "other", "unknown")
            total = counted[f"yardstick:{yardstick}", window, "total"]
            assert sum(counted[f"yardstick:{yardstick}", window, count] for count in four) == total
