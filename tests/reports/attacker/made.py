"""Small editions made by hand, and people to count in them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from reports.attacker.drawing import counted
from reports.attacker.editions import PrintedEdition
from reports.figures.definitions import (
    COMPLETENESS,
    HORIZONS,
    TOTAL,
    Definition,
    Place,
    table_specs,
    yardstick_specs,
)
from reports.figures.records import Person, Records, number_of, records_of

OFFICES = ("a", "b", "c")
SINCE = date(2021, 1, 1)
KNOWN = date(2027, 1, 15)
DEFAULT_TABLES = (
    "flow",
    "closing-by-sex",
    "closing-by-age",
    "closing-by-group",
    "closing-by-office-grouped",
    "exits-by-office-grouped",
)


def tertial(year: int, number: int) -> tuple[date, date]:
    ends = (date(year, 4, 30), date(year, 8, 31), date(year, 12, 31))
    return date(year, 4 * number - 3, 1), ends[number - 1]


def half(year: int, number: int) -> tuple[date, date]:
    return (date(year, 1, 1), date(year, 6, 30)) if number == 1 else (date(year, 7, 1), date(year, 12, 31))


def quarter(year: int, number: int) -> tuple[date, date]:
    end = (date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31))[number - 1]
    return date(year, 3 * number - 2, 1), end


def year(number: int) -> tuple[date, date]:
    return date(number, 1, 1), date(number, 12, 31)


def definition(
    period: tuple[date, date],
    *,
    tables: Collection[str] = DEFAULT_TABLES,
    yardsticks: Collection[str] = (),
    windows: Sequence[str] = ("twelve", "start"),
    offices: Sequence[str] = OFFICES,
    known_on: date = KNOWN,
    full: bool = False,
) -> Definition:
    """Just these tables and yardsticks."""
    return Definition(
        tuple(offices),
        *period,
        SINCE,
        known_on,
        tables=tuple(table for table in table_specs(offices) if table.id in tables),
        yardsticks=tuple(each for each in yardstick_specs(windows, full=full) if each.id in yardsticks),
    )


def whole(period: tuple[date, date], **changes) -> Definition:
    """All that is printed by default."""
    made = definition(
        period,
        yardsticks=("at-exit", "six-months", "november", "after-training-12", "after-training-24"),
        **changes,
    )
    return replace(
        made,
        completeness=COMPLETENESS,
        with_unseen=True,
        state_horizons=HORIZONS,
        work_horizons=HORIZONS,
    )


def person(
    *moves: tuple[date, str],
    office: str = "a",
    shielded: bool = False,
    sex: str = "female",
    group: str = "youth",
    birth_year: int = 1990,
    answers: Iterable[tuple[date, str]] = (),
) -> Person:
    return Person(
        ((number_of(moves[0][0]), office),),
        shielded,
        birth_year,
        sex,
        group,
        True,
        tuple((number_of(day), state, None) for day, state in moves),
        tuple((number_of(day), state) for day, state in answers),
    )


def drawn(people: Iterable[Person], offices: Sequence[str] = OFFICES) -> Records:
    return records_of(people, offices)


def numbers(people: Records, of: Definition) -> dict[Place, int]:
    """Every cell's true number."""
    sums = np.asarray(counted(people, of).sum(axis=0)).ravel()
    return dict(zip(of.places, map(int, sums), strict=True))


def printed(
    key: str, of: Definition, truth: Mapping[Place, int], hidden: Collection[Place]
) -> PrintedEdition:
    """An edition with just these cells hidden; a zero is printed all the same."""
    shown = {place: None if place in hidden and value else value for place, value in truth.items()}
    return PrintedEdition(key, key, of, shown)


def naively_hidden(truth: Mapping[Place, int], k: int = 5) -> set[Place]:
    """Every small count, and one more wherever it would stand alone in a row or a column."""
    hidden = {place for place, value in truth.items() if 0 < value < k}
    lines: dict[tuple[str, str, str], list[Place]] = {}
    for place in truth:
        table, row, column = place
        lines.setdefault((table, "row", row), []).append(place)
        lines.setdefault((table, "column", column), []).append(place)
    for _ in range(10):
        for (_table, kind, _code), places in lines.items():
            alone = [place for place in places if place in hidden]
            rest = [place for place in places if place not in hidden and truth[place]]
            if len(alone) == 1 and rest and (kind == "row" or len({place[1] for place in places}) > 1):
                hidden.add(min(rest, key=lambda p: (p[1:].count(TOTAL), truth[p], p)))
    return hidden
