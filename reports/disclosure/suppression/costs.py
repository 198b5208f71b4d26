"""What is lost when a number is hidden: the headline is dearest, then totals, then larger numbers."""

from collections.abc import Sequence

import numpy as np

from cell_suppression.cells import Floats, Ints
from reports.disclosure.suppression.alternatives import ATTRIBUTES
from reports.disclosure.suppression.puzzle import JOURNEYS
from reports.figures.definitions import RESULT, TOTAL, Definition, Place

HEADLINE, YARDSTICK_TOTAL, YARDSTICK, SEEN, CURVE, COMPLETENESS = 600.0, 300.0, 150.0, 100.0, 30.0, 10.0
POPULATION, WHOLE_TOTAL, ROW_TOTAL, OFFICE_TOTAL, WHOLE_LEAF, LEAF = 3000.0, 200.0, 60.0, 20.0, 5.0, 1.0


def costs_of(places: Sequence[tuple[int, Place]], value: Ints) -> Floats:
    """float[cells]"""
    base = np.array([_base(*place) for _, place in places])
    return base * (1 + np.minimum(value[: len(base)], 100) / 200)


def is_headline(place: Place) -> bool:
    """Whether a number is one of the first that anybody reads: who has a result at exit, over twelve months, and who has one on the last day."""
    table, row, column = place
    on_the_last_day = table.startswith("closing-") and (row, column) == (TOTAL, "result")
    return (table, row) == ("yardstick:at-exit", "twelve") or on_the_last_day


def is_yardstick(table: str) -> bool:
    """Whether what stands in a table is counted of a yardstick."""
    return table.startswith("yardstick:")


def reserved_first(places: Sequence[tuple[int, Place]], of: Ints) -> list[Ints]:
    """int[n] each: of these cells what is hidden last of all, the headline; before it the other yardsticks; first what tables are read by."""
    groups: tuple[list[int], ...] = [], [], []
    for at in of:
        place = places[at][1]
        if is_headline(place):
            groups[0].append(at)
        elif _is_answer(place):
            groups[1].append(at)
        elif _is_read_first(place):
            groups[2].append(at)
    return [np.array(group, np.int64) for group in groups]


def _is_answer(place: Place) -> bool:
    """Whether a number is what a yardstick is read by: who reached it, of how many."""
    return is_yardstick(place[0]) and place[2] in ("reached", TOTAL)


def _is_read_first(place: Place) -> bool:
    """Whether a number is what a table is read by: everybody and every result, of the whole cluster and of an office."""
    table, row, column = place
    if row == TOTAL:
        return column in (TOTAL, "result", *RESULT)
    if not _is_by_office(table):
        return False
    return column == TOTAL or (table.startswith("closing-") and column == "result")


def _is_by_office(table: str) -> bool:
    return "-by-office" in table


def _base(table: str, row: str, column: str) -> float:
    if is_yardstick(table):
        if is_headline((table, row, column)):
            return HEADLINE
        # Of two parts that are hidden a reader still knows the sum; without the total every share is lost.
        return YARDSTICK_TOTAL if column == TOTAL else YARDSTICK
    if table == "unseen-by-nav":
        return SEEN
    if table.startswith(("state-occupation", "first-paid-work")):
        return CURVE
    if table.startswith("completeness:"):
        return COMPLETENESS
    if row == TOTAL:
        return POPULATION if column == TOTAL else WHOLE_TOTAL
    if column == TOTAL and not _is_by_office(table):
        return ROW_TOTAL
    if _is_read_first((table, row, column)):
        return OFFICE_TOTAL
    return LEAF if _is_by_office(table) else WHOLE_LEAF


def blocks_of(definitions: Sequence[Definition], places: Sequence[tuple[int, Place]]) -> np.ndarray:
    """str[cells]: the attribute that a cell is counted by, or JOURNEYS."""
    dimension = {
        (number, table.id): table.row_dimension
        for number, definition in enumerate(definitions)
        for table in definition.tables
    }
    return np.array([_block(dimension.get((number, place[0]), ""), place) for number, place in places])


def _block(dimension: str, place: Place) -> str:
    table, row, column = place
    if table == "completeness:target-group" and column != TOTAL:
        return "group"
    if table == "completeness:innsatsgruppe" and column != TOTAL:
        return "effort"
    return dimension if dimension in ATTRIBUTES and row != TOTAL else JOURNEYS
