"""A publication with everything taken out that makes no difference to what can be computed."""

from collections import defaultdict
from dataclasses import dataclass

from cell_suppression.atoms.publication import Bound, Lock, Publication

# What is known of a number that stands in several tables: the first of these that holds anywhere.
_STRONGEST_FIRST = (Lock.SHOWN, Lock.HIDDEN, Lock.FREE, Lock.UNLISTED)


@dataclass(frozen=True, slots=True)
class Row:
    """One number, in all the cells where it stands: they are hidden or shown together."""

    cells: tuple[int, ...]
    classes: tuple[int, ...]
    value: int
    cost: float
    lock: Lock


@dataclass(frozen=True, slots=True)
class Sum:
    """A weighted sum of classes that is given within bounds (a link: exactly nothing)."""

    weights: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Reduction:
    """Rows over classes: atoms that are counted in the same cells are one class.

    `members` are the atoms of each class and `counts` their persons. Atoms of a printed zero are gone,
    and so are rows of no persons.
    """

    members: tuple[tuple[int, ...], ...]
    counts: tuple[int, ...]
    rows: tuple[Row, ...]
    bounds: tuple[Sum, ...]
    links: tuple[Sum, ...]


def reduce(publication: Publication) -> Reduction:
    """Drop what is empty, merge atoms counted alike, then cells counting alike."""
    sums = [*(_bound_weights(bound) for bound in publication.bounds)]
    sums += [{**dict.fromkeys(link.left, 1), **dict.fromkeys(link.right, -1)} for link in publication.links]
    members, class_of = _classes(publication, sums)
    folded = [_fold(weights, class_of) for weights in sums]
    split = len(publication.bounds)
    return Reduction(
        members=members,
        counts=tuple(publication.count(atoms) for atoms in members),
        rows=_rows(publication, class_of),
        bounds=tuple(
            Sum(weights, bound.low, bound.high)
            for weights, bound in zip(folded[:split], publication.bounds, strict=True)
        ),
        links=tuple(Sum(weights, 0, 0) for weights in folded[split:]),
    )


def _bound_weights(bound: Bound) -> dict[int, int]:
    weights: dict[int, int] = defaultdict(int)
    for atom, weight in bound.weights:
        weights[atom] += weight
    return weights


def _classes(
    publication: Publication, sums: list[dict[int, int]]
) -> tuple[tuple[tuple[int, ...], ...], dict[int, int]]:
    """The atoms of each class, and the class of each atom that is left."""
    empty = {atom for cell in publication.cells if cell.listed and not cell.value for atom in cell.atoms}
    # Where each atom is counted: the numbers of cells, then those of sums with its weight in them.
    places: list[list[int | tuple[int, int]]] = [[] for _ in publication.atoms]
    for index, cell in enumerate(publication.cells):
        if cell.value:
            for atom in cell.atoms:
                places[atom].append(index)
    for index, weights in enumerate(sums):
        for atom, weight in weights.items():
            places[atom].append((index, weight))
    classes: dict[tuple[int | tuple[int, int], ...], list[int]] = {}
    for atom, where in enumerate(places):
        if where and atom not in empty:
            classes.setdefault(tuple(where), []).append(atom)
    class_of = {atom: number for number, atoms in enumerate(classes.values()) for atom in atoms}
    return tuple(tuple(atoms) for atoms in classes.values()), class_of


def _fold(weights: dict[int, int], class_of: dict[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(
        sorted({class_of[atom]: weight for atom, weight in weights.items() if atom in class_of}.items())
    )


def _rows(publication: Publication, class_of: dict[int, int]) -> tuple[Row, ...]:
    groups: dict[tuple[int, ...], list[int]] = {}
    for index, cell in enumerate(publication.cells):
        if cell.value:
            classes = tuple(sorted({class_of[atom] for atom in cell.atoms if atom in class_of}))
            groups.setdefault(classes, []).append(index)
    rows = []
    for classes, indices in groups.items():
        cells = [publication.cells[index] for index in indices]
        locks = {cell.lock for cell in cells}
        rows.append(
            Row(
                cells=tuple(indices),
                classes=classes,
                value=cells[0].value,
                cost=sum(cell.cost for cell in cells if cell.listed),
                lock=next(lock for lock in _STRONGEST_FIRST if lock in locks),
            )
        )
    return tuple(rows)
