"""What an edition counts, written out: tables, rows, columns, yardsticks, windows.

An edition keeps the definition it was made with, so that lists may grow without touching what is out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, Self

import numpy as np

from reports.figures.records import GROUPS, LEFT, SEXES, STATES, UNALLOCATED, number_of

TOTAL = "total"
THE_ROW = "all"
UNKNOWN = "unknown"
OPENING = ("outside", *STATES[:LEFT])
EXITS = ("work", "education", "training", "venture", "none")
AGES = ("under-25", "25-39", "40-54", "55-plus")
STATUSES = (*STATES, UNKNOWN)
RESULT = frozenset({"work", "education", "venture"})
ON_THE_WAY = frozenset({"enrolled", "training"})
WINDOWS = ("period", "twelve", "start")
HORIZONS = (0, 3, 6, 12, 18, 24, 36)

REACHED: Mapping[str, frozenset[str]] = {
    "at-exit": RESULT,
    "six-months": frozenset({"work", "venture"}),
    "november": RESULT,
    "after-training-12": frozenset({"work"}),
    "after-training-24": frozenset({"work"}),
}
BESIDE: Mapping[str, frozenset[str]] = {
    "six-months": frozenset({"education"}),
    "after-training-12": frozenset({"venture"}),
    "after-training-24": frozenset({"venture"}),
}
COMPLETENESS = ("target-group", "innsatsgruppe", "left-with-reason", "work-with-percent", "follow-ups")

# The words of reports from before 2027.
FORMER_WORDS = {
    "Kvinne": "female",
    "Mann": "male",
    "under 25": "under-25",
    "55+": "55-plus",
    "Hjemmeværende": "at-home",
    "Sosialhjelpsmottaker": "social-assistance",
    "Ungdom": "youth",
    "Familiegjenforent": "family-reunited",
    "Overgangsstønad": "transitional-benefit",
    "Annet": "other",
    "Ukjent": "unknown",
}

Dimension = Literal["office", "opening", "closing", "exit", "sex", "age", "group", "effort"]
# Table, row, column. What stands beside the tables is a table of one row: the window, or `all`.
Place = tuple[str, str, str]
# How an episode begins: with any move into enrolment or training, or (before 2027) with enrolment only.
EpisodeRule = Literal["on-the-way", "enrolled"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row or column: its code in report.json and the words of its dimension it gathers."""

    code: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """Which dimension goes down and which across. Totals are implied."""

    id: str
    row_dimension: Dimension
    rows: tuple[Line, ...]
    column_dimension: Dimension
    columns: tuple[Line, ...]

    @property
    def row_codes(self) -> tuple[str, ...]:
        return (*(line.code for line in self.rows), TOTAL)

    @property
    def column_codes(self) -> tuple[str, ...]:
        return (*(line.code for line in self.columns), TOTAL)


@dataclass(frozen=True, slots=True)
class YardstickSpec:
    """A yardstick over one window: which statuses each of its counts gathers."""

    id: str
    window: str
    counts: tuple[Line, ...]

    @property
    def table(self) -> str:
        return f"yardstick:{self.id}"


def lines(codes: Iterable[str]) -> tuple[Line, ...]:
    """One line for each code, gathering just itself."""
    return tuple(Line(code, frozenset({code})) for code in codes)


OPENING_GROUPED = (
    Line("outside", frozenset({"outside"})),
    Line("on-the-way", ON_THE_WAY),
    Line("result", RESULT),
)
CLOSING_GROUPED = (Line("result", RESULT), Line("on-the-way", ON_THE_WAY), *lines(["left"]))
EXITS_GROUPED = (Line("result", RESULT), *lines(["training", "none"]))


def table_specs(offices: Sequence[str]) -> tuple[TableSpec, ...]:
    """Every table there is over these offices, in the order a report prints them, finer before coarser."""
    by_office = lines((*offices, UNALLOCATED))
    closing = lines(STATES)
    return (
        TableSpec("opening-by-office", "office", by_office, "opening", lines(OPENING)),
        TableSpec("closing-by-office", "office", by_office, "closing", closing),
        TableSpec("exits-by-office", "office", by_office, "exit", lines(EXITS)),
        TableSpec("flow", "opening", lines(OPENING), "closing", closing),
        TableSpec("closing-by-sex", "sex", lines(SEXES), "closing", closing),
        TableSpec("closing-by-age", "age", lines(AGES), "closing", closing),
        TableSpec("closing-by-group", "group", lines(GROUPS), "closing", closing),
        TableSpec("closing-by-office-grouped", "office", by_office, "closing", CLOSING_GROUPED),
        TableSpec("exits-by-office-grouped", "office", by_office, "exit", EXITS_GROUPED),
    )


def merged_specs() -> tuple[TableSpec, ...]:
    """The tables for the whole cluster with the exits merged, where whole numbers would tell too much."""
    return (
        TableSpec("flow-grouped", "opening", OPENING_GROUPED, "closing", CLOSING_GROUPED),
        TableSpec("closing-by-sex-grouped", "sex", lines(SEXES), "closing", CLOSING_GROUPED),
        TableSpec("closing-by-age-grouped", "age", lines(AGES), "closing", CLOSING_GROUPED),
        TableSpec("closing-by-group-grouped", "group", lines(GROUPS), "closing", CLOSING_GROUPED),
    )


def yardstick_specs(windows: Iterable[str], *, full: bool) -> tuple[YardstickSpec, ...]:
    """Every yardstick over these windows, in four counts; with the seven states behind them at full detail."""
    return tuple(
        YardstickSpec(id, window, _yardstick_counts(id, full=full)) for id in REACHED for window in windows
    )


def _yardstick_counts(id: str, *, full: bool) -> tuple[Line, ...]:
    beside = BESIDE.get(id, frozenset())
    other = frozenset(STATES) - REACHED[id] - beside
    counts = [Line("reached", REACHED[id])]
    counts += [Line("beside", beside)] if beside else []
    counts += [Line("other", other), *lines([UNKNOWN]), Line(TOTAL, frozenset(STATUSES))]
    return (*(lines(STATES) if full else ()), *counts)


@dataclass(frozen=True)
class Definition:
    """Everything an edition counts. `since` is the cluster's first day, `known_on` the day of the cutoff."""

    offices: tuple[str, ...]
    start: date
    end: date
    since: date
    known_on: date
    tables: tuple[TableSpec, ...] = ()
    yardsticks: tuple[YardstickSpec, ...] = ()
    completeness: tuple[str, ...] = ()
    with_unseen: bool = False
    state_horizons: tuple[int, ...] = ()
    work_horizons: tuple[int, ...] = ()
    episodes: EpisodeRule = field(default="on-the-way")

    def window(self, name: str) -> tuple[date, date]:
        """The first and last day of a window; it never begins before the cluster does."""
        if name == "period":
            return self.start, self.end
        if name == "start":
            return min(self.since, self.end), self.end
        # The day after the same day a year ago; 28 February where there is no 29th.
        year = np.datetime64(self.end, "M") - 12
        last = int((year + 1).astype("datetime64[D]").astype(int) - year.astype("datetime64[D]").astype(int))
        before = year.astype("datetime64[D]").astype(int) + min(self.end.day, last)
        first = date.fromordinal(int(before) + date(1970, 1, 1).toordinal())
        return max(first, min(self.since, self.end)), self.end

    def is_cut(self, name: str) -> bool:
        """Does a window of twelve months begin before the cluster does?"""
        return name == "twelve" and number_of(self.window(name)[0]) > number_of(self.end) - 364

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every cell, in the order of the columns of `contributions`."""
        return tuple(self._places())

    @cached_property
    def place_numbers(self) -> dict[Place, int]:
        return {place: number for number, place in enumerate(self.places)}

    @cached_property
    def place_grids(self) -> dict[str, np.ndarray]:
        """By table int[rows + 1, columns + 1]: the number of each place, the totals last."""
        return {
            table.id: np.array(
                [
                    [self.place_numbers[table.id, row, column] for column in table.column_codes]
                    for row in table.row_codes
                ]
            )
            for table in self.tables
        }

    @cached_property
    def window_days(self) -> dict[str, tuple[int, int]]:
        """By window its first and last day, by number."""
        return {
            name: (number_of(first), number_of(last))
            for name in WINDOWS
            for first, last in [self.window(name)]
        }

    def _places(self) -> Iterator[Place]:
        for table in self.tables:
            for row in table.row_codes:
                for column in table.column_codes:
                    yield table.id, row, column
        for yardstick in self.yardsticks:
            for line in yardstick.counts:
                yield yardstick.table, yardstick.window, line.code
        for id in self.completeness:
            answers = ("answered", "not-reached", "not-asked") if id == "follow-ups" else ("known", UNKNOWN)
            for code in (*answers, TOTAL):
                yield f"completeness:{id}", THE_ROW, code
        if self.with_unseen:
            yield "unseen-by-nav", THE_ROW, "unseen"
            yield "unseen-by-nav", THE_ROW, TOTAL
        for month in self.state_horizons:
            for code in (*STATES, "observed"):
                yield f"state-occupation-{month}", THE_ROW, code
        for month in self.work_horizons:
            for code in ("work", "left", "observed"):
                yield f"first-paid-work-{month}", THE_ROW, code

    def as_json(self) -> dict[str, Any]:
        """Everything by name, so that it can be read when today's lists have changed."""
        return {
            "offices": list(self.offices),
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "since": self.since.isoformat(),
            "known_on": self.known_on.isoformat(),
            "tables": [
                {
                    "id": table.id,
                    "down": table.row_dimension,
                    "rows": _lines_as_json(table.rows),
                    "across": table.column_dimension,
                    "columns": _lines_as_json(table.columns),
                }
                for table in self.tables
            ],
            "yardsticks": [
                {"id": each.id, "window": each.window, "counts": _lines_as_json(each.counts)}
                for each in self.yardsticks
            ],
            "completeness": list(self.completeness),
            "unseen": self.with_unseen,
            "state_horizons": list(self.state_horizons),
            "work_horizons": list(self.work_horizons),
            "episodes": self.episodes,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        return cls(
            offices=tuple(data["offices"]),
            start=date.fromisoformat(data["from"]),
            end=date.fromisoformat(data["to"]),
            since=date.fromisoformat(data["since"]),
            known_on=date.fromisoformat(data["known_on"]),
            tables=tuple(
                TableSpec(
                    each["id"],
                    each["down"],
                    _read_lines(each["rows"]),
                    each["across"],
                    _read_lines(each["columns"]),
                )
                for each in data["tables"]
            ),
            yardsticks=tuple(
                YardstickSpec(each["id"], each["window"], _read_lines(each["counts"]))
                for each in data["yardsticks"]
            ),
            completeness=tuple(data["completeness"]),
            with_unseen=data["unseen"],
            state_horizons=tuple(data["state_horizons"]),
            work_horizons=tuple(data["work_horizons"]),
            episodes=data["episodes"],
        )


def _lines_as_json(of: Iterable[Line]) -> list[list[Any]]:
    return [[line.code, sorted(line.members)] for line in of]


def _read_lines(data: Iterable[Sequence[Any]]) -> tuple[Line, ...]:
    return tuple(Line(code, frozenset(members)) for code, members in data)


def everything(offices: Sequence[str], start: date, end: date, since: date, known_on: date) -> Definition:
    """All that can be counted, as internal.json holds it."""
    return Definition(
        tuple(offices),
        start,
        end,
        since,
        known_on,
        tables=(*table_specs(offices), *merged_specs()),
        yardsticks=yardstick_specs(WINDOWS, full=True),
        completeness=COMPLETENESS,
        with_unseen=True,
        state_horizons=HORIZONS,
        work_horizons=HORIZONS,
    )
