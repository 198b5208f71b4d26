"""Counts that stand in no table but follow from two that do."""

from collections import defaultdict
from collections.abc import Iterator

from cell_suppression.atoms.publication import Cell, Lock, Publication


def with_differences(publication: Publication, k: int) -> Publication:
    """The publication with the small differences of nested cells as cells of their own.

    Where one count holds another, as the year holds a tertial or one cluster the offices of another,
    the reader subtracts. If the difference is 1 to k-1 persons it must be as safe as a printed cell.
    Within a small count there is nothing to subtract from: that one is hidden.
    """
    empty = {atom for cell in publication.cells if cell.listed and not cell.value for atom in cell.atoms}
    groups: dict[frozenset[int], int] = {}
    for index, cell in enumerate(publication.cells):
        if cell.value:
            groups.setdefault(frozenset(cell.atoms) - empty, index)
    found: dict[frozenset[int], Cell] = {}
    for inner, outer in _nested_pairs(publication, groups, k):
        rest = outer - inner
        if rest not in groups and rest not in found:
            small, large = (publication.cells[groups[group]] for group in (inner, outer))
            label = f"{large.label} - {small.label}"
            found[rest] = Cell(label, tuple(sorted(rest)), large.value - small.value, lock=Lock.UNLISTED)
    return publication.with_cells(tuple(found.values()))


def _nested_pairs(
    publication: Publication, groups: dict[frozenset[int], int], k: int
) -> Iterator[tuple[frozenset[int], frozenset[int]]]:
    """Pairs (inner, outer) of listed groups that differ by 1 to k-1 persons."""
    holders: dict[int, list[frozenset[int]]] = defaultdict(list)
    listed = {group: publication.cells[index] for group, index in groups.items()}
    listed = {group: cell for group, cell in listed.items() if cell.listed}
    for group in listed:
        for atom in group:
            holders[atom].append(group)
    for inner, cell in listed.items():
        rarest = min(inner, key=lambda atom: (len(holders[atom]), atom))
        for outer in holders[rarest]:
            large = listed[outer].value
            if large >= k and cell.value < large < cell.value + k and inner < outer:
                yield inner, outer
