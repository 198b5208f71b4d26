"""Reading the name of a period."""

from datetime import date

import pytest

from reports.periods import PeriodError, parse_period


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
