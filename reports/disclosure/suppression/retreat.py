"""What is given up of a new edition where no alternative covers a small count."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cell_suppression.cells import Demand, Ints, State, is_met
from reports.disclosure.suppression.costs import is_headline, is_yardstick
from reports.disclosure.suppression.puzzle import Puzzle
from reports.figures.definitions import TOTAL

# While something is reserved so many rows are left out for it. Where more stand in the way, the numbers that are reserved do too.
MOST_ROWS = 4


@dataclass(frozen=True, eq=False)
class Retreat:
    """Leaves out of a puzzle's new edition what stands in the way of a demand: a number, a row, at last a table."""

    puzzle: Puzzle

    def give_up(self, stuck: Sequence[Demand]) -> list[Demand]:
        """Leave out what stands in the way of the first of these where that can be; of which of them something was."""
        if self.puzzle.reserved:
            # Asked of each once those before it are gone: with them what is in its way may have become something else.
            nothing = [
                demand
                for demand in stuck
                if demand in self.puzzle.open and self._answers_nothing(demand) and self.leave_out(demand)
            ]
            if nothing:
                return nothing
            stuck = self._little(stuck)
        # What only hangs on reports that are out may have nothing in its way; what comes after it still has.
        return next(([demand] for demand in stuck if self.leave_out(demand)), [])

    def _little(self, stuck: Sequence[Demand]) -> list[Demand]:
        """Of these what is little, unless it is many rows."""
        little = [demand for demand in stuck if self.is_little(demand)]
        numbers = [demand for demand in little if self.puzzle.is_difference[demand.cell]]
        rows = {row for demand in little if demand not in numbers for row in self._in_the_way(demand)}
        return little if len(rows) <= MOST_ROWS else numbers

    def leave_out(self, demand: Demand) -> bool:
        """Leave out of the new edition what stands in the way of a demand; False where nothing does."""
        if self.puzzle.is_difference[demand.cell]:
            self._hide_part_of(demand.cell)
            return True
        rows = self._in_the_way(demand)
        if not rows:
            return False
        whole = {table for table, row in rows if row == TOTAL or (table, row) in self.puzzle.left_out}
        gone = set()
        for at in np.flatnonzero(self.puzzle.is_new):
            table, row, _column = self.puzzle.population.places[at][1]
            if table in whole or (table, row) in rows:
                self.puzzle.cells.state[at] = State.UNPRINTED
                # Who is in a row that is left out could still be what the other rows leave of the totals: that is asked on. The windows of a
                # yardstick have no total.
                if table in whole or is_yardstick(table):
                    gone.add(int(at))
        self.puzzle.left_out |= {*rows, *((table, TOTAL) for table in whole)}
        self.puzzle.open = [each for each in self.puzzle.open if each.cell not in gone]
        return True

    @property
    def keeps_tables(self) -> bool:
        """Whether what tables are read by is reserved still, and not only yardsticks and the headline."""
        places = self.puzzle.population.places
        reserved = [places[cell][1] for cell in self.puzzle.all_reserved]
        return not all(is_yardstick(place[0]) or is_headline(place) for place in reserved)

    def is_little(self, demand: Demand) -> bool:
        """Whether leaving out what is in its way costs a reader less than what is reserved: a number of a difference, or rows that are no
        totals where nothing of tables is reserved any more.
        """
        if self.puzzle.is_difference[demand.cell]:
            parts = self._parts_of(demand.cell)
            hangs_on_it = np.isin(parts, self.puzzle.all_reserved).any()
            return bool((self.puzzle.cells.state[parts] == State.FREE).any() or not hangs_on_it)
        if self.keeps_tables:
            return False
        rows = self._in_the_way(demand)
        return bool(rows) and not any(
            row == TOTAL or is_yardstick(table) or (table, row) in self.puzzle.left_out for table, row in rows
        )

    def _answers_nothing(self, demand: Demand) -> bool:
        """Whether only windows of yardsticks that are about too few for a number are in its way."""
        rows = set() if self.puzzle.is_difference[demand.cell] else self._in_the_way(demand)
        totals = [
            self.puzzle.new_cells[table, window, TOTAL] if is_yardstick(table) else None
            for table, window in rows
        ]
        return bool(totals) and all(
            total is not None and bool(self.puzzle.cells.is_small[total]) for total in totals
        )

    def _parts_of(self, difference: int) -> Ints:
        """The counts that a small difference is taken from."""
        return self.puzzle.nested[:, [difference - len(self.puzzle.population.value)]].nonzero()[0]

    def _hide_part_of(self, difference: int) -> None:
        """Hide what a small difference is taken from, where nobody has to come or go for it: the cheapest number, and one beside it."""
        self.puzzle.open = [each for each in self.puzzle.open if each.cell != difference]
        parts = self._parts_of(difference)
        able = parts[self.puzzle.cells.state[parts] == State.FREE]
        if not len(able):
            return
        cell = int(able[np.argmin(self.puzzle.cells.cost[able])])
        beside = self._cells_beside(cell)
        state = self.puzzle.cells.state[beside]
        self.puzzle.cells.state[cell] = State.HIDDEN
        self.puzzle.kept.add(cell)
        free = beside[state == State.FREE]
        # Alone in its row it would be what the others leave of the total.
        if len(free) and not (state == State.HIDDEN).any():
            other = int(free[np.argmin(self.puzzle.cells.cost[free])])
            self.puzzle.cells.state[other] = State.HIDDEN
            self.puzzle.kept.add(other)

    def _cells_beside(self, cell: int) -> Ints:
        """The other cells of its row of the new edition."""
        beside = [at for at in np.flatnonzero(self.puzzle.is_new) if self._row_of(at) == self._row_of(cell)]
        return np.array([at for at in beside if at != cell], np.int64)

    def _in_the_way(self, demand: Demand) -> set[tuple[str, str]]:
        """The row of a count of the new edition; of one that is out the fewest rows whose zeros a former alternative breaks."""
        own = self._row_of(demand.cell)
        if own:
            return {own}
        value, state = int(self.puzzle.cells.value[demand.cell]), self.puzzle.cells.state
        choices = []
        for *_, difference in self.puzzle.former:
            if is_met(demand, value, value + int(difference[demand.cell])):
                wrong = (state == State.SHOWN) & (difference != 0)
                wrong |= (
                    (state != State.UNPRINTED)
                    & (difference != 0)
                    & (self.puzzle.cells.value + difference < 1)
                )
                cells = np.flatnonzero(wrong & self.puzzle.is_new)
                choices.append(sorted({self.puzzle.population.places[cell][1][:2] for cell in cells}))
        # A row of totals takes its whole table with it.
        return set(
            min(choices, key=lambda rows: (sum(1 + 9 * (row == TOTAL) for _, row in rows), rows), default=())
        )

    def _row_of(self, cell: int) -> tuple[str, str] | None:
        """Table and row of a count of the new edition, None for one of an edition that is out."""
        edition, (table, row, _) = self.puzzle.population.places[cell]
        return (table, row) if edition == self.puzzle.new else None
