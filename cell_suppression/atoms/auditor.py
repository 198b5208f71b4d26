"""The last word before a number goes out: can a reader compute a small count after all?

Works from published values alone, by the reader's own means, and shares no code with the suppressor.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from cell_suppression.atoms.attack import LEAST, MOST, Attack
from cell_suppression.atoms.publication import Publication, Published, PublishedCell, check_k


@dataclass(frozen=True, slots=True)
class Range:
    """The whole numbers a reader must hold possible for a count; `high` is None where there is no limit."""

    low: int
    high: int | None


class Rule(StrEnum):
    """Which part of the rule a count breaks."""

    PRINTED = "printed"  # a small count stands in print
    DIFFERENCE = "difference"  # two printed counts differ by a small count
    EXACT = "exact"  # there is just one number it can be
    CEILING = "ceiling"  # it is certain to be under k
    FLOOR = "floor"  # it is certain to be above its floor


@dataclass(frozen=True, slots=True)
class Exposure:
    """A small count that a reader can tell too much about, and the printed counts it follows from."""

    label: str
    range: Range
    rule: Rule
    because: tuple[str, ...] = ()


def audit(published: Published, *, exact: bool = True) -> dict[str, Range]:
    """The range of every count that is not printed.

    Exact in whole numbers, or quicker by linear reasoning with both ends rounded inwards: what a reader
    can be sure of with a linear program, and in tables as good as never further out than the exact range.
    """
    attack = Attack(published)
    find = _range if exact else _linear_range
    return {
        cell.label: find(attack, index) for index, cell in enumerate(published.cells) if cell.value is None
    }


def _range(attack: Attack, cell: int) -> Range:
    return Range(attack.end(cell, LEAST) or 0, attack.end(cell, MOST))


def _linear_range(attack: Attack, cell: int) -> Range:
    return Range(attack.linear_end(cell, LEAST) or 0, attack.linear_end(cell, MOST))


def exposed(published: Published, k: int = 5) -> tuple[Exposure, ...]:
    """What any reader can be sure is under k, without knowing a single true number."""
    check_k(k)
    attack = Attack(published)
    capped = [
        index
        for index, cell in enumerate(published.cells)
        if cell.value is None and not attack.can_be(index, MOST, k) and attack.end(index, MOST)
    ]
    return _exposures(published, attack, dict.fromkeys(capped, Rule.CEILING), k)


def exposed_by(
    publication: Publication,
    hidden: Collection[int],
    k: int = 5,
    witnesses: Iterable[Sequence[tuple[int, int]]] = (),
) -> tuple[Exposure, ...]:
    """The gate before release: whether every count that is small in truth keeps its whole range.

    The truth is used to know which counts are small; ranges are the reader's. `witnesses` are tables, as
    changes from the true one, that somebody says the reader must hold possible: each is tried against what
    is published and spares a search when it holds.
    """
    check_k(k)
    published = Published.of(publication, hidden)
    attack = Attack(published)
    tables = _tables(publication, witnesses)
    attack.consider(tables)
    small = [
        index
        for index, cell in enumerate(publication.cells)
        if cell.is_sensitive(k) and published.cells[index].value is None
    ]
    broken = {index: Rule.CEILING for index in small if not attack.can_be(index, MOST, k)}
    raised = [index for index in small if index not in broken and not attack.can_be(index, LEAST, 1)]
    floors = _floors(publication, raised, tables)
    broken |= {index: Rule.FLOOR for index in raised if not attack.can_be(index, LEAST, floors[index])}
    return _exposures(published, attack, broken, k)


def _tables(publication: Publication, witnesses: Iterable[Sequence[tuple[int, int]]]) -> list[np.ndarray]:
    """The true table and the witnesses, each as persons by atom."""
    true = np.array(publication.atoms, dtype=np.int64)
    tables = [true]
    for witness in witnesses:
        table = true.copy()
        for atom, change in witness:
            table[atom] += change
        tables.append(table)
    return tables


def _floors(
    publication: Publication, cells: Collection[int], tables: Sequence[np.ndarray]
) -> Mapping[int, int]:
    """How low each cell could be if nothing but zeros were printed."""
    if not cells:
        return {}
    listed = [index for index, cell in enumerate(publication.cells) if cell.listed and cell.value]
    attack = Attack(replace(Published.of(publication, frozenset(listed)), bounds=()))
    attack.consider(tables)
    return {index: attack.end(index, LEAST) or 0 for index in cells}


def _exposures(
    published: Published, attack: Attack, broken: Mapping[int, Rule], k: int
) -> tuple[Exposure, ...]:
    """Small counts in print, hidden ones that break the rule, then differences that say more than those."""
    printed = [cell for cell in published.cells if cell.value]
    told = [frozenset(published.cells[index].atoms) for index in broken]
    return (
        *(
            _known(cell.label, cell.value or 0, Rule.PRINTED, cell)
            for cell in printed
            if (cell.value or k) < k
        ),
        *(_exposure(published, attack, index, rule) for index, rule in sorted(broken.items())),
        *(
            _known(f"{large.label} - {small.label}", difference, Rule.DIFFERENCE, large, small)
            for small, large, difference in _small_differences(published, printed)
            if difference < k and not any(group <= set(large.atoms) - set(small.atoms) for group in told)
        ),
    )


def _known(label: str, value: int, rule: Rule, *printed: PublishedCell) -> Exposure:
    return Exposure(label, Range(value, value), rule, tuple(cell.label for cell in printed))


def _exposure(published: Published, attack: Attack, cell: int, rule: Rule) -> Exposure:
    found = Range(attack.end_so_far(cell, LEAST) or 0, attack.end_so_far(cell, MOST))
    because = attack.because(cell, MOST if rule is Rule.CEILING else LEAST)
    exact = found.low == found.high
    return Exposure(published.cells[cell].label, found, Rule.EXACT if exact else rule, because)


def _small_differences(
    published: Published, printed: Collection[PublishedCell]
) -> Iterator[tuple[PublishedCell, PublishedCell, int]]:
    """Printed cells within one another that do not count just the same persons."""
    empty = {atom for cell in published.cells if cell.value == 0 for atom in cell.atoms}
    atoms = {cell.label: frozenset(cell.atoms) - empty for cell in printed}
    by_atom: dict[int, list[PublishedCell]] = defaultdict(list)
    for cell in printed:
        for atom in atoms[cell.label]:
            by_atom[atom].append(cell)
    for small in printed:
        around = min((by_atom[atom] for atom in atoms[small.label]), key=len, default=[])
        for large in around:
            difference = (large.value or 0) - (small.value or 0)
            if difference > 0 and atoms[small.label] < atoms[large.label]:
                yield small, large, difference
