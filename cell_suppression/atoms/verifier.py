"""Check a suppression against its certificate: whole numbers, additions, no solver.

Shares nothing with the suppressor, so an error there cannot excuse itself here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from cell_suppression.atoms.certificate import Certificate, FloorProof
from cell_suppression.atoms.differences import with_differences
from cell_suppression.atoms.publication import Cell, Link, Lock, Publication, check_k


def verify(
    publication: Publication, hidden: Collection[int], certificate: Certificate, k: int = 5
) -> list[str]:
    """What is wrong with hiding just these cells, in plain sentences; nothing when it is safe."""
    check_k(k)
    whole = with_differences(publication, k)
    problems = list(_misplaced(whole, hidden, k))
    reach = {
        index: [cell.value, cell.value] for index, cell in enumerate(whole.cells) if cell.is_sensitive(k)
    }
    holders = _holders(whole)
    for number, witness in enumerate(certificate.witnesses):
        changes = _changes(holders, witness)
        fault = _fault(whole, hidden, witness, changes)
        if fault:
            problems.append(f"Witness {number}: {fault}")
            continue
        for index, change in changes.items():
            if change and index in reach:
                value = whole.cells[index].value + change
                reach[index] = [min(reach[index][0], value), max(reach[index][1], value)]
    empty = {atom for cell in whole.cells if cell.listed and not cell.value for atom in cell.atoms}
    floors = {proof.cell: proof for proof in certificate.floors}
    for index, (low, high) in reach.items():
        label = whole.cells[index].label
        if high < k:
            problems.append(f"{label}: no witness shows {k} or more.")
        if low > 1 and not (index in floors and _proves(whole, empty, floors[index], low)):
            problems.append(f"{label}: no witness shows it at its floor.")
    return problems


def _misplaced(publication: Publication, hidden: Collection[int], k: int) -> Iterator[str]:
    """Cells that are shown or hidden against the rule or against what is already out."""
    for index, cell in enumerate(publication.cells):
        if index in hidden:
            if cell.lock is Lock.SHOWN:
                yield f"{cell.label}: hidden, but already printed."
            if not cell.value:
                yield f"{cell.label}: a zero must be printed."
        elif cell.lock is Lock.HIDDEN:
            yield f"{cell.label}: shown, but out as hidden."
        elif cell.listed and cell.is_sensitive(k):
            yield f"{cell.label}: shown, but under {k}."


def _holders(publication: Publication) -> Mapping[int, Sequence[int]]:
    """Which cells each atom is counted in."""
    holders: dict[int, list[int]] = defaultdict(list)
    for index, cell in enumerate(publication.cells):
        for atom in cell.atoms:
            holders[atom].append(index)
    return holders


def _changes(holders: Mapping[int, Sequence[int]], witness: Sequence[tuple[int, int]]) -> dict[int, int]:
    """How much each cell differs in a witness table from the true one."""
    changes: dict[int, int] = {}
    for atom, change in witness:
        for index in holders.get(atom, ()):
            changes[index] = changes.get(index, 0) + change
    return changes


def _fault(
    publication: Publication,
    hidden: Collection[int],
    witness: Sequence[tuple[int, int]],
    changes: Mapping[int, int],
) -> str:
    """Why a reader could tell this table from the true one; empty when no reader can."""
    moved = dict(witness)
    if len(moved) != len(witness) or any(publication.atoms[atom] + change < 0 for atom, change in witness):
        return "an atom is named twice or holds fewer than no persons."
    for index, change in changes.items():
        cell = publication.cells[index]
        if change and not _may_change(cell, index in hidden, change):
            return f"{cell.label} is not what is printed."
    for bound in publication.bounds:
        total = sum(weight * (publication.atoms[atom] + moved.get(atom, 0)) for atom, weight in bound.weights)
        if (bound.low is not None and total < bound.low) or (bound.high is not None and total > bound.high):
            return f"{bound.label} is not what is printed."
    if any(_change(link.left, moved) != _change(link.right, moved) for link in publication.links):
        return "linked counts differ."
    return ""


def _may_change(cell: Cell, hidden: bool, change: int) -> bool:
    return not cell.listed or (hidden and cell.value + change >= 1)


def _change(atoms: Sequence[int], moved: Mapping[int, int]) -> int:
    return sum(moved.get(atom, 0) for atom in atoms)


def _proves(publication: Publication, empty: Collection[int], proof: FloorProof, low: int) -> bool:
    """Does the proof hold, and does it say that the cell cannot be under `low`?"""
    held: dict[int, int] = defaultdict(int)
    for index, weight in proof.parts:
        cell = publication.cells[index]
        if weight < 0 or not cell.listed or not cell.value:
            return False
        for atom in cell.atoms:
            held[atom] += weight
    for index, weight in proof.links:
        _add_link(held, publication.links[index], weight)
    inside = frozenset(publication.cells[proof.cell].atoms)
    within = all(
        weight <= proof.times * (atom in inside) for atom, weight in held.items() if atom not in empty
    )
    return within and proof.times > 0 and sum(weight for _, weight in proof.parts) > proof.times * (low - 1)


def _add_link(held: dict[int, int], link: Link, weight: int) -> None:
    for atom in link.left:
        held[atom] += weight
    for atom in link.right:
        held[atom] -= weight
