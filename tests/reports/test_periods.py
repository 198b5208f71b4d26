"""Reading the name of a period."""

import re
from datetime import date

import pytest

from reports.periods import PeriodError, labels_like, parse_period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-T1", date(2026, 1, 1), date(2026, 4, 30)),
        ("2026-t2", date(2026, 5, 1), date(2026, 8, 31)),
        ("2026-T3", date(2026, 9, 1), date(2026, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-02-28..2024-02-29", date(2024, 2, 28), date(2024, 2, 29)),
    ],
)
def test_a_period_has_its_days(text, start, end):
    period = parse_period(text)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "T2",
        "2026-T4",
        "2026-H3",
        "2026-Q5",
        "2026-13",
        "1999",
        "2026-02-30..2026-03-01",
        "2026-03-01..2026-02-01",
        "..",
    ],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(PeriodError):
        parse_period(text)


@pytest.mark.parametrize(
    ("label", "alike"),
    [
        ("2026-T2", {"2025-T3", "2026-T1"}),
        ("2026-H1", {"2025-H2"}),
        ("2026-Q1", {"2025-Q4"}),
        ("2026", {"2025"}),
        ("2026-01-01..2026-03-31", set()),
    ],
)
def test_periods_are_compared_with_their_own_kind(label, alike):
    labels = ["2025", "2025-T3", "2026-T1", "2025-H2", "2025-Q4", "2025-01-01..2025-03-31"]
    pattern = labels_like(label)
    assert {each for each in labels if pattern and re.search(pattern, each)} == alike
