"""Which cells to hide, so that no small count can be computed from all that is published.

For each small count and each end of its range: find, at the least cost, another table that a reader
could not tell from the true one and that has the count where the rule wants it. What differs in that
table is hidden. A clean-up then shows again what need not be hidden after all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cell_suppression.atoms.block_search import BlockSearch
from cell_suppression.atoms.certificate import Certificate, FloorProof
from cell_suppression.atoms.differences import with_differences
from cell_suppression.atoms.floors import Floor, Floors
from cell_suppression.atoms.publication import Lock, Publication, check_k
from cell_suppression.atoms.reduction import reduce
from cell_suppression.atoms.surroundings import Surroundings
from cell_suppression.atoms.witness_book import Demand, WitnessBook
from cell_suppression.atoms.witness_search import Side, Witness


class Reason(StrEnum):
    """Why a cell is hidden: it is small, or it guards one that is. Never told to readers."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Unprotectable:
    """A small count that what is already out gives away: `pinned_by` are labels of cells and bounds."""

    label: str
    side: Side
    pinned_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """What hiding takes from the reader: of the listed cells that hold anybody, as cells, persons and cost."""

    cells: int
    hidden_cells: int
    persons: int
    hidden_persons: int
    cost: float


@dataclass(frozen=True, slots=True)
class Suppression:
    """The answer: cells to hide by their index, the proof that it holds, and where it cannot hold."""

    hidden: Mapping[int, Reason]
    certificate: Certificate
    unprotectable: tuple[Unprotectable, ...]
    loss: Loss


def suppress(
    publication: Publication, k: int = 5, known: Iterable[Sequence[tuple[int, int]]] = ()
) -> Suppression:
    """Hide the least such that every count of 1 to k-1 persons could be its floor as well as k or more.

    The same publication always gives the same answer. Small counts that are printed, or that earlier
    editions pin down, come back as `unprotectable`, and the rest is protected all the same. `known` are
    witnesses (changes of atoms) that held before something was added: those that still do spare a search.
    """
    check_k(k)
    whole = with_differences(publication, k)
    search = _Suppressor(whole, k, known)
    search.protect()
    search.clean_up()
    hidden = search.hidden_cells()
    return Suppression(
        hidden=hidden,
        certificate=search.certificate(),
        unprotectable=tuple(search.unprotectable),
        loss=_loss(publication, hidden),
    )


def _loss(publication: Publication, hidden: Mapping[int, Reason]) -> Loss:
    held = [(index, cell) for index, cell in enumerate(publication.cells) if cell.listed and cell.value]
    lost = [cell for index, cell in held if index in hidden]
    return Loss(
        cells=len(held),
        hidden_cells=len(lost),
        persons=sum(cell.value for _, cell in held),
        hidden_persons=sum(cell.value for cell in lost),
        cost=sum(cell.cost for cell in lost),
    )


class _Suppressor:
    """The rows hidden so far, and the witnesses that say why it is enough."""

    def __init__(self, publication: Publication, k: int, known: Iterable[Sequence[tuple[int, int]]]) -> None:
        self._publication = publication
        self._k = k
        self._reduction = reduce(publication)
        self._rows = self._reduction.rows
        self._around = Surroundings(self._reduction)
        self._known = self._by_class(known)
        self._search = BlockSearch(self._reduction, self._around, self._known)
        self._near_by = Floors(self._reduction, self._around)
        self._book = WitnessBook([row.value for row in self._rows])
        self._hidden: set[int] = set()
        self._hidden_for: dict[int, Demand | None] = {}
        self._floors: dict[int, Floor] = {}
        self.unprotectable: list[Unprotectable] = []

    def _by_class(self, known: Iterable[Sequence[tuple[int, int]]]) -> list[dict[int, int]]:
        """Changes of atoms as changes of classes."""
        class_of = {atom: c for c, atoms in enumerate(self._reduction.members) for atom in atoms}
        known_classes = []
        for changes in known:
            classes: dict[int, int] = defaultdict(int)
            for atom, change in changes:
                if atom in class_of:
                    classes[class_of[atom]] += change
            known_classes.append(classes)
        return known_classes

    def protect(self) -> None:
        """Hide every small row, then whatever each of them needs beside it."""
        for index, row in enumerate(self._rows):
            if row.lock is Lock.HIDDEN or (row.lock is Lock.FREE and row.value < self._k):
                self._hide(index)
        self._recall()
        small = [index for index, row in enumerate(self._rows) if row.value < self._k]
        for index in sorted(small, key=lambda index: (self._rows[index].cost, index)):
            if self._rows[index].lock is Lock.SHOWN:
                self.unprotectable.append(Unprotectable(self._label(index), Side.UP, (self._printed(index),)))
            else:
                self._meet(self._up(index))
                self._meet(self._down(index))

    def _up(self, row: int) -> Demand:
        """That a small row could be k."""
        return Demand(row, Side.UP, self._k)

    def _down(self, row: int) -> Demand:
        """That a small row could be one, or its floor where what lies within it forces it up."""
        to_one = Demand(row, Side.DOWN, 1)
        if len(self._rows[row].classes) == 1 or self._book.is_met(to_one):
            return to_one
        if row not in self._floors:
            self._floors[row] = self._near_by.floor_by_parts(row)
        return replace(to_one, target=max(1, self._floors[row].least))

    def _recall(self) -> None:
        """Enter the known witnesses that nobody can tell from the truth even now, and mend those that are missed."""
        broken = []
        for table, holds in self._search.read(self._known):
            if holds:
                self._book.add(table)
            else:
                broken.append((table, self._met_by(table)))
        # Those that change the least come first: what they hide serves the others.
        for table, demands in sorted(broken, key=lambda each: len(each[0].classes)):
            if not all(map(self._book.is_met, demands)):
                witness = self._search.extend(table.classes)
                if witness:
                    self._enter(witness, demands[0])

    def _met_by(self, table: Witness) -> list[Demand]:
        """The demands on what is out that a table meets."""
        return [
            demand
            for row, change in table.rows.items()
            if self._rows[row].value < self._k and self._search.is_out(row)
            for demand in (self._up(row) if change > 0 else self._down(row),)
            if demand.met_by(self._rows[row].value + change)
        ]

    def _hide(self, row: int, demand: Demand | None = None) -> None:
        if row not in self._hidden and self._rows[row].lock is not Lock.UNLISTED:
            self._hidden.add(row)
            self._hidden_for[row] = demand
            self._search.hide(row)

    def _meet(self, demand: Demand) -> None:
        """Have a witness for the demand, and hide what differs in it."""
        if self._book.is_met(demand):
            return
        witness = self._search.find(demand.row, demand.side, demand.target)
        if witness:
            self._enter(witness, demand)
        elif demand.side is Side.DOWN and self._has_higher_floor(demand):
            self._meet(replace(demand, target=self._floors[demand.row].least))
        else:
            self._give_up(demand)

    def _has_higher_floor(self, demand: Demand) -> bool:
        """Does all that the row hangs together with force it up further than was asked for?"""
        floor = self._floors[demand.row] = self._near_by.floor_of(demand.row, above=demand.target)
        return floor.least > demand.target

    def _enter(self, witness: Witness, demand: Demand) -> None:
        """Count on a witness, and hide what differs in it."""
        for row in witness.rows:
            self._hide(row, demand)
        self._book.add(witness, demand)

    def _give_up(self, demand: Demand) -> None:
        rows, bounds = self._search.pins(demand.row, demand.side)
        labels = [self._printed(row) for row in rows]
        labels += [self._publication.bounds[bound].label for bound in bounds]
        self.unprotectable.append(Unprotectable(self._label(demand.row), demand.side, tuple(labels)))

    def _label(self, row: int) -> str:
        return self._publication.cells[self._rows[row].cells[0]].label

    def _printed(self, row: int) -> str:
        """The label under which a row is out."""
        cells = (self._publication.cells[index] for index in self._rows[row].cells)
        return next(cell.label for cell in cells if cell.lock is Lock.SHOWN)

    def clean_up(self) -> None:
        """Show what need not be hidden, dearest first."""
        free = [index for index, row in enumerate(self._rows) if row.lock is Lock.FREE]
        self._search.fix([index for index in free if index not in self._hidden])
        guards = [index for index in free if index in self._hidden and self._rows[index].value >= self._k]
        for row in sorted(
            guards, key=lambda index: (-self._rows[index].cost, -self._rows[index].value, index)
        ):
            if self._can_print(row):
                self._hidden.remove(row)
                self._search.fix([row])
                self._book.drop(row)

    def _can_print(self, row: int) -> bool:
        """Can every demand be met with this row printed?"""
        relying = self._book.relying_on(row)
        # What the row was hidden for is the likeliest to need it still.
        relying.sort(key=lambda demand: demand != self._hidden_for.get(row))
        for demand in relying:
            if self._book.is_met(demand, without=row):
                continue
            witness = self._find_another(demand, row)
            if witness is None:
                return False
            self._book.add(witness, demand)
        return True

    def _find_another(self, demand: Demand, without: int) -> Witness | None:
        """A witness in place of the one the demand has, which may change what is out as that one does."""
        if self._search.is_out(demand.row):
            return self._search.extend(self._book.meeting(demand).classes, printed=[without])
        return self._search.find_closest(demand.row, demand.side, demand.target, printed=[without])

    def hidden_cells(self) -> dict[int, Reason]:
        """Every cell that is hidden, by its index; small ones and those out as hidden whatever else is out."""
        guards = {cell for row in self._hidden for cell in self._rows[row].cells}
        return {
            index: Reason.PRIMARY if cell.is_sensitive(self._k) else Reason.SECONDARY
            for index, cell in enumerate(self._publication.cells)
            if cell.lock is Lock.HIDDEN
            or (cell.lock is Lock.FREE and (index in guards or cell.is_sensitive(self._k)))
        }

    def certificate(self) -> Certificate:
        """The witnesses as changes of atoms, and why some rows cannot be lower."""
        return Certificate(
            witnesses=tuple(self._by_atom(witness) for witness in self._book.fewest()),
            floors=tuple(
                proof
                for row, floor in sorted(self._floors.items())
                if floor.least > 1
                for proof in self._proofs(row, floor)
            ),
        )

    def _by_atom(self, witness: Witness) -> tuple[tuple[int, int], ...]:
        changes: list[tuple[int, int]] = []
        for c, change in witness.classes.items():
            members = self._reduction.members[c]
            if change > 0:
                changes.append((members[0], change))
            else:
                changes += _taken_from(members, self._publication.atoms, -change)
        return tuple(sorted(changes))

    def _proofs(self, row: int, floor: Floor) -> list[FloorProof]:
        """One proof for each cell that stands for the row: they count alike but are checked apart."""
        parts = tuple((self._listed_cell(part), weight) for part, weight in floor.rows)
        return [FloorProof(cell, floor.times, parts, floor.links) for cell in self._rows[row].cells]

    def _listed_cell(self, row: int) -> int:
        return next(cell for cell in self._rows[row].cells if self._publication.cells[cell].listed)


def _taken_from(members: Sequence[int], counts: Sequence[int], persons: int) -> list[tuple[int, int]]:
    """The persons taken out of the first atoms that have any."""
    changes = []
    for atom in members:
        taken = min(persons, counts[atom])
        if taken:
            changes.append((atom, -taken))
            persons -= taken
    return changes
