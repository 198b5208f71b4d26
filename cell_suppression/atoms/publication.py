"""What is published, as sums over atoms, and what of it a reader can see.

An atom is a group of persons alike in everything that is counted. Every published count of every
table and edition is a sum over atoms, so totals, hierarchies, linked tables, tertials and their
year, corrected editions and overlapping clusters are all just cells over the same atoms.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

SMALLEST_K: Final = 3


class Lock(StrEnum):
    """What has been decided about a cell before the suppressor looks at it."""

    FREE = "free"  # to be decided now
    SHOWN = "shown"  # printed in an earlier edition: readable for ever
    HIDDEN = "hidden"  # a printed table has it as hidden: the reader knows it is at least 1
    UNLISTED = "unlisted"  # in no table, but must not be computable either


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of persons. `cost` says how much is lost when it is hidden."""

    label: str
    atoms: tuple[int, ...]
    value: int
    cost: float = 1.0
    lock: Lock = Lock.FREE

    @property
    def listed(self) -> bool:
        """Does the cell stand in a table, where a zero would be printed as a zero?"""
        return self.lock is not Lock.UNLISTED

    def is_sensitive(self, k: int) -> bool:
        return 1 <= self.value < k


@dataclass(frozen=True, slots=True)
class Bound:
    """Something printed that bounds a weighted sum of atoms: low <= sum <= high."""

    label: str
    weights: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Link:
    """Two groups of atoms that hold the same persons, counted by different dimensions.

    Tables that share only their columns need no atoms for every combination of their rows: each
    keeps its own, and the shared columns are linked.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that is, was or is to be published, with the true numbers. Never leaves the house.

    `atoms` holds the true count of each atom. A combination that nobody is in, but somebody could
    be in as far as the reader knows, is an atom too: left out, the reader is taken to know it is empty.
    """

    atoms: tuple[int, ...]
    cells: tuple[Cell, ...]
    bounds: tuple[Bound, ...] = ()
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        if any(count < 0 for count in self.atoms):
            raise ValueError("An atom cannot hold fewer than no persons.")
        if len({cell.label for cell in self.cells}) != len(self.cells):
            raise ValueError("Two cells have the same label.")
        for cell in self.cells:
            self._check_cell(cell)
        for bound in self.bounds:
            self._check_bound(bound)
        for link in self.links:
            if self.count(link.left) != self.count(link.right):
                raise ValueError("Both sides of a link must count the same persons.")

    def _check_cell(self, cell: Cell) -> None:
        if len(set(cell.atoms)) != len(cell.atoms):
            raise ValueError(f"{cell.label}: an atom is counted twice.")
        if self.count(cell.atoms) != cell.value:
            raise ValueError(f"{cell.label}: the value {cell.value} is not the sum of its atoms.")
        if cell.lock is Lock.HIDDEN and cell.value == 0:
            raise ValueError(f"{cell.label}: a zero is always printed and cannot be locked as hidden.")
        if cell.cost <= 0:
            raise ValueError(f"{cell.label}: hiding must cost something.")

    def _check_bound(self, bound: Bound) -> None:
        total = sum(weight * self.atoms[atom] for atom, weight in bound.weights)
        if (bound.low is not None and total < bound.low) or (bound.high is not None and total > bound.high):
            raise ValueError(f"{bound.label}: the true numbers are not within what is printed.")

    def count(self, atoms: Collection[int]) -> int:
        """How many persons these atoms hold."""
        return sum(map(self.atoms.__getitem__, atoms))

    def with_cells(self, cells: Sequence[Cell]) -> "Publication":
        """The same with more cells after those it has, whose numbers do not change."""
        return replace(self, cells=(*self.cells, *cells)) if cells else self


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """A cell as a reader sees it: a value, or none and what the reader knows it is at least."""

    label: str
    atoms: tuple[int, ...]
    value: int | None
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Published:
    """What a reader knows: no true number that is not printed has a place here."""

    cells: tuple[PublishedCell, ...]
    bounds: tuple[Bound, ...] = ()
    links: tuple[Link, ...] = ()

    @classmethod
    def of(cls, publication: Publication, hidden: Collection[int]) -> "Published":
        """What is left to read when the cells with these indices are hidden."""
        return cls(
            cells=tuple(_as_seen(cell, index in hidden) for index, cell in enumerate(publication.cells)),
            bounds=publication.bounds,
            links=publication.links,
        )


def _as_seen(cell: Cell, hidden: bool) -> PublishedCell:
    if not cell.listed:
        return PublishedCell(cell.label, cell.atoms, None)
    if hidden:
        return PublishedCell(cell.label, cell.atoms, None, at_least=1)
    return PublishedCell(cell.label, cell.atoms, cell.value)


def share_bounds(
    label: str, numerator: Collection[int], denominator: Collection[int], per_cent: int
) -> tuple[Bound, Bound]:
    """What a share printed in whole per cent tells about the atoms above and below the line.

    A half is allowed to have been rounded either way, since not every program rounds it up.
    """

    def weights(edge: int) -> tuple[tuple[int, int], ...]:
        atoms = sorted({*numerator, *denominator})
        return tuple((atom, 200 * (atom in above) - edge * (atom in below)) for atom in atoms)

    above, below = frozenset(numerator), frozenset(denominator)
    return (
        Bound(label, weights(2 * per_cent - 1), low=0, high=None),
        Bound(label, weights(2 * per_cent + 1), low=None, high=0),
    )


def check_k(k: int) -> None:
    """Refuse a rule that protects nobody."""
    if k < SMALLEST_K:
        raise ValueError(f"k must be at least {SMALLEST_K}, not {k}.")
