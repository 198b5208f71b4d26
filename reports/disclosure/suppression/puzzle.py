"""The cells of every edition of a ledger side by side, what is asked of them, and the alternatives found so far.

What is out is fixed; of the new edition a cell is shown unless some alternative that is needed differs in it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, hstack

from cell_suppression.cells import Cells, Demand, Ints, State, demands_of, is_met
from reports.disclosure.suppression.alternatives import Candidates
from reports.disclosure.suppression.floors import floors_of, sums_of
from reports.disclosure.suppression.population import Population
from reports.figures.definitions import Place
from reports.figures.records import Records

JOURNEYS = "journeys"
# So many former alternatives are counted at a time: a few persons of each, in a few arrays.
AT_ONCE = 200


@dataclass(frozen=True, eq=False)
class World:
    """Everybody in one alternative: `records` of all persons, who has `changed`, and how the cells differ from the truth."""

    records: Records
    changed: Ints
    difference: Ints


@dataclass(eq=False)
class Puzzle:
    """Cells of all editions, with small differences between them behind them, the alternatives found and the demands not yet met.

    `block`: which attribute each cell is counted by, or JOURNEYS. `nested`: int[cells, d], differences of counts that are few
    persons, and must not be told either. `known`: alternatives that proved the editions that are out.
    """

    # Who everybody could be, found once for what is asked of what is out and of the new edition.
    everybody: Candidates
    cells: Cells
    block: np.ndarray
    nested: csr_array
    known: Sequence[tuple[Records, Ints]] = ()
    worlds: list[World] = field(default_factory=list)
    open: list[Demand] = field(default_factory=list)
    # That small counts of what is out could be k, for which no former alternative is left.
    bare: list[Demand] = field(default_factory=list)
    left_out: set[tuple[str, str]] = field(default_factory=set)
    # Hidden because of a small difference, whether or not an alternative moves it.
    kept: set[int] = field(default_factory=set)
    # Shown, and only hidden where a small count could not be covered otherwise; what is released first stands last.
    reserved: list[Ints] = field(default_factory=list)
    # Counts that a reader could otherwise work out to be more than their least.
    insisted: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    # The edition that is to come, by its number; -1 where all are out.
    new: int = -1
    say: Callable[[int, int], None] = lambda done, of: None

    def __post_init__(self) -> None:
        starts = np.concatenate([[0], np.cumsum([len(d.places) for d in self.population.definitions])])
        self.sums = [
            each
            for definition, start in zip(self.population.definitions, starts, strict=False)
            for each in sums_of(definition, int(start))
        ]
        self.is_difference = np.arange(len(self.cells.value)) >= len(self.population.value)
        self.is_new = np.zeros(len(self.cells.value), bool)
        self.is_new[: starts[-1]] = self.population.edition_of == self.new
        self.former: list[tuple[Records, Ints, Ints]] = []
        self.know(self.known)

    @property
    def population(self) -> Population:
        return self.everybody.population

    def know(self, worlds: Iterable[tuple[Records, Ints]]) -> None:
        """Take these too for alternatives that prove what is out, and ask of it what all of them together prove.

        One that no longer gives what was printed proves nothing.
        """
        worlds = list(worlds)
        for at in range(0, len(worlds), AT_ONCE):
            some = worlds[at : at + AT_ONCE]
            for world, difference in zip(some, self._differences_of(some), strict=True):
                if self._gives_what_is_out(difference):
                    self.former.append((*world, difference))
        self.open, self.bare = self._demands()

    def _demands(self) -> tuple[list[Demand], list[Demand]]:
        """That each small count of the new edition could be k, and 1, and of what is out all that is proved; then what is bare."""
        small = self.cells.is_small & (self.cells.state != State.SHOWN)
        demands, bare = demands_of(self.cells, np.flatnonzero(small & self.is_new)), []
        moved = np.zeros((1, len(self.cells.value)), np.int64)
        moved = np.vstack([moved, *(difference for *_, difference in self.former)])
        for cell in np.flatnonzero(small & ~self.is_new & ~self.is_difference):
            value, furthest = int(self.cells.value[cell]), moved[:, cell]
            could_be_k = Demand(int(cell), self.cells.k)
            if value + furthest.max() >= self.cells.k:
                demands.append(could_be_k)
            elif self.cells.state[cell] == State.HIDDEN:
                bare.append(could_be_k)
            # Of one person nothing less is asked than what is true already.
            least = max(1, value + int(furthest.min()))
            if least < value:
                demands.append(Demand(int(cell), least))
        return demands, bare

    def of_what_is_out(self, ask_everything: bool) -> "Puzzle":
        """The same as though there were no new edition: asked is what is bare, or everything."""
        alone = Puzzle(self.everybody, self.view(~self.is_new), self.block, self.nested, self.known)
        small = self.cells.is_small & (self.cells.state != State.SHOWN) & ~self.is_new & ~self.is_difference
        alone.open = demands_of(self.cells, np.flatnonzero(small)) if ask_everything else list(self.bare)
        return alone

    def reserve(self, cells: Ints) -> None:
        """Do without hiding these, as long as that can be; they are released before what was reserved before them."""
        free = cells[self.cells.state[cells] == State.FREE]
        if len(free):
            self.reserved.append(free)
            self.cells.state[free] = State.SHOWN

    def release(self) -> bool:
        """Let what was reserved last be hidden after all; whether anything was."""
        if not self.reserved:
            return False
        group = self.reserved.pop()
        self.cells.state[group[self.cells.state[group] == State.SHOWN]] = State.FREE
        return True

    @cached_property
    def new_cells(self) -> dict[Place, int]:
        """Each place of the new edition, and the number of its cell."""
        places = self.population.places
        return {places[at][1]: int(at) for at in np.flatnonzero(self.is_new)}

    @property
    def all_reserved(self) -> Ints:
        """int[n]: what is reserved still."""
        return np.concatenate([np.zeros(0, np.int64), *self.reserved])

    def insist(self, cells: Ints) -> None:
        """Ask of these that they could be their least, whatever it takes."""
        self.insisted = np.union1d(self.insisted, cells)
        asked = {demand.cell for demand in self.open if demand.target < self.cells.value[demand.cell]}
        self.open += [
            Demand(int(cell), 1) for cell in cells if cell not in asked and self.cells.value[cell] > 1
        ]

    def must_be_met(self, demand: Demand) -> bool:
        """That a count could be k, whatever it takes; that it could be its least only where that is insisted on."""
        return bool(demand.target > self.cells.value[demand.cell] or demand.cell in self.insisted)

    def with_differences(self, counts: csr_array) -> csr_array:
        """int[r, cells]: the differences of nested cells behind what r rows hold of the population's cells."""
        found = csr_array(hstack([counts, counts @ self.nested]))
        found.eliminate_zeros()
        return found

    def difference_of(self, records: Records, changed: Ints) -> Ints:
        """int[cells]: how the counts differ from the truth, those of nested cells behind them."""
        return self._differences_of([(records, changed)])[0]

    def _differences_of(self, worlds: Sequence[tuple[Records, Ints]]) -> Ints:
        """int[worlds, cells]: the same of many."""
        found = self.population.totals_of([(records, np.unique(changed)) for records, changed in worlds])
        return np.hstack([found, found @ self.nested]).astype(np.int64)

    def would_hide(self, difference: Ints) -> np.ndarray:
        return np.flatnonzero((self.cells.state == State.FREE) & (difference != 0))

    def fits(self, difference: Ints) -> bool:
        """Would a reader see the same, apart from what would have to be hidden?"""
        total, state = self.cells.value + difference, self.cells.state
        stays = not (difference[state == State.SHOWN] != 0).any()
        moved = (state == State.HIDDEN) | ((state == State.FREE) & (difference != 0))
        return bool(stays and not (total[moved] < 1).any())

    def _gives_what_is_out(self, difference: Ints) -> bool:
        moved = (difference != 0) & ~self.is_new & ~self.is_difference
        state, total = self.cells.state[moved], (self.cells.value + difference)[moved]
        return not ((state == State.SHOWN) | ((state == State.HIDDEN) & (total < 1))).any()

    def enter(self, records: Records, changed: Ints) -> bool:
        """Count an alternative again from its people; keep it where a reader would see the same. False where not."""
        changed = np.unique(changed)
        difference = self.difference_of(records, changed)
        if not self.fits(difference):
            return False
        total = self.cells.value + difference
        self.cells.state[self.would_hide(difference)] = State.HIDDEN
        self.worlds.append(World(records, changed, difference))
        self.open = [d for d in self.open if not is_met(d, int(self.cells.value[d.cell]), int(total[d.cell]))]
        return True

    def lower_to_floors(self) -> None:
        """Ask for no less than a reader knows a count to be, and for nothing where that is what it is."""
        floor = floors_of(self.cells.value, self.cells.state, self.sums)
        if len(self.insisted):
            # Of these, no more than what zeros alone tell.
            holds_somebody = (self.cells.value > 0) & (self.cells.state != State.UNPRINTED)
            hidden = np.where(holds_somebody, State.HIDDEN, self.cells.state)
            floor[self.insisted] = floors_of(self.cells.value, hidden, self.sums)[self.insisted]
        kept = []
        for demand in self.open:
            value = int(self.cells.value[demand.cell])
            if demand.target < value:
                target = max(demand.target, int(floor[demand.cell]))
                if target >= value:
                    continue
                demand = Demand(demand.cell, target)
                if any(is_met(demand, value, value + int(w.difference[demand.cell])) for w in self.worlds):
                    continue
            kept.append(demand)
        self.open = kept

    def told_differences(self) -> Ints:
        """The small differences of which every part is shown, so that a reader can take one from the other."""
        state = self.cells.state[: len(self.population.value)]
        covered = (self.population.value > 0) & (state != State.SHOWN) & (state != State.FREE)
        told = np.flatnonzero((covered.astype(np.int64) @ abs(self.nested)) == 0)
        return told + len(self.population.value)

    def all_met_by(self, worlds: Sequence[World]) -> bool:
        """Do these alternatives meet everything that all of them together do?"""
        every = np.array([world.difference for world in self.worlds])
        some = np.array([world.difference for world in worlds])
        if not len(some):
            return False
        small = np.flatnonzero(self.cells.is_small & (self.cells.state != State.SHOWN))
        reach = self.cells.k - self.cells.value[small]
        up = (every[:, small].max(axis=0) >= reach) & (some[:, small].max(axis=0) < reach)
        down = some[:, small].min(axis=0) > every[:, small].min(axis=0)
        return not (up.any() or down.any())

    def view(self, bound: np.ndarray) -> Cells:
        """The same cells, of which only these matter."""
        state = np.where(bound, self.cells.state, State.UNPRINTED).astype(np.int8)
        return Cells(self.cells.value, state, self.cells.cost, self.cells.k)
