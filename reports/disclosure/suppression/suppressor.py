"""What an edition hides, with the proof: for each small count other people who would have printed the very same.

An alternative is found in one of two ways. Tables by an attribute
(office, target group, age, sex) are protected by giving people another attribute and leaving every journey as it is.
What is counted of journeys is protected by other journeys, and then by attributes that make the tables come out again.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from cell_suppression.cells import Demand, Ints, State, demands_of, is_met
from cell_suppression.programs import ALL_OF_THEM
from cell_suppression.search import choose
from reports.disclosure.suppression.alternatives import (
    ATTRIBUTES,
    MOST_PERSONS,
    Alternatives,
    Candidates,
)
from reports.disclosure.suppression.blocked import Blocked, Sought
from reports.disclosure.suppression.costs import reserved_first
from reports.disclosure.suppression.puzzle import JOURNEYS, Puzzle
from reports.disclosure.suppression.retreat import Retreat
from reports.figures.records import Records

# How dear hiding may be for one demand: first what costs little, at last whatever it takes.
# With each how many demands are asked for at once.
# That a count could be k is worth anything. That it could be its least is not worth the total of everybody: without an
# alternative for it a reader has no argument either, and the auditor says whether there is one.
MOST_FOR_LESS = 2000.0
REWARDS = ((12.0, 12), (60.0, 12), (400.0, 12), (MOST_FOR_LESS, 1), (ALL_OF_THEM, 1))
MOST_ROUNDS = 12
# What extending a former alternative may cost at first: once more is hidden, others find a cheaper way.
CHEAP_ENOUGH = 400.0
# So many former alternatives are tried for one demand.
MOST_EXTENDED = 2
# The searches: by journeys or one attribute alone, over all cells at once, courses with one attribute, a former alternative.
SINGLY, WHOLE, BOTH, EXTENDED = "singly", "whole", "both", "extended"


@dataclass(eq=False)
class Suppressor:
    """Finds alternatives until every demand of a puzzle is met, and says what that hides or leaves out."""

    puzzle: Puzzle
    _labels: dict[str, Alternatives] = field(default_factory=dict)
    # Single demands, each with the block it was looked for in, for which no alternative was found whatever it takes.
    _in_vain: set[tuple[str, Demand]] = field(default_factory=set)
    # What has been looked for since something was released. What need not be met is not looked for again.
    _left_alone: set[Demand] = field(default_factory=set)

    @cached_property
    def _blocked(self) -> Blocked:
        return Blocked(self.puzzle.cells)

    @cached_property
    def _candidates(self) -> Candidates:
        everybody, among = self.puzzle.everybody, self._everybody()
        if len(among) == len(everybody.among):
            return everybody
        return Candidates(everybody.population, among, everybody.last_day)

    @cached_property
    def _courses(self) -> Alternatives:
        return self._extended(self._candidates.course_alternatives())

    @cached_property
    def _everything(self) -> Alternatives:
        return self._extended(self._candidates.all_alternatives())

    @cached_property
    def _retreat(self) -> Retreat:
        return Retreat(self.puzzle)

    def _recall_what_hides_nothing(self) -> None:
        """Count on the former alternatives that hide nothing more."""
        self.puzzle.lower_to_floors()
        for records, changed, difference in self.puzzle.former:
            if not difference[self.puzzle.cells.state == State.FREE].any():
                self.puzzle.enter(records, changed)

    def _recall(self) -> None:
        """Count for what is open on the former alternative that fits and hides the least."""
        self.puzzle.lower_to_floors()
        for demand in list(self.puzzle.open):
            if demand not in self.puzzle.open:
                continue
            value = int(self.puzzle.cells.value[demand.cell])
            fitting = [
                (float(self.puzzle.cells.cost[self.puzzle.would_hide(difference)].sum()), at)
                for at, (*_, difference) in enumerate(self.puzzle.former)
                if is_met(demand, value, value + int(difference[demand.cell]))
                and self.puzzle.fits(difference)
            ]
            if fitting and min(fitting)[0] < self._worth(demand):
                records, changed, _ = self.puzzle.former[min(fitting)[1]]
                self.puzzle.enter(records, changed)

    def solve(self) -> None:
        """Meet every demand that can be met, the cheap ones first; leave out what cannot be protected."""
        places = self.puzzle.population.places
        new = np.flatnonzero(self.puzzle.is_new)
        for group in reserved_first(places, new):
            self.puzzle.reserve(group)
        self._recall_what_hides_nothing()
        self._go_on()

    def insist(self, cells: Ints) -> None:
        """Go on until these small counts could be their least too."""
        self.puzzle.insist(cells)
        self._in_vain.clear()
        self._go_on()

    def _go_on(self) -> None:
        self._meet()
        # What hiding has not covered on its way: differences of which all is shown.
        asked = np.zeros(0, np.int64)
        while (told := np.setdiff1d(self.puzzle.told_differences(), asked)).size:
            asked = np.union1d(asked, told)
            self.puzzle.open += demands_of(self.puzzle.cells, told)
            self._meet()

    def _meet(self) -> None:
        self._find()
        while stuck := self._unmet():
            given_up = self._retreat.give_up(stuck)
            if not given_up and not self.puzzle.release():
                return
            if given_up and all(self.puzzle.is_difference[demand.cell] for demand in given_up):
                # One number more is hidden: nothing has become possible that a search must find.
                self._recall()
            else:
                self._in_vain.clear()
                if not given_up:
                    self._left_alone.clear()
                self._find()

    def _unmet(self) -> list[Demand]:
        """What is open of what must be met."""
        self.puzzle.lower_to_floors()
        return [demand for demand in self.puzzle.open if self.puzzle.must_be_met(demand)]

    def _find(self) -> None:
        self._search()
        self._search_whole(CHEAP_ENOUGH)
        # The dear searches take most of the time, and find next to nothing while what tables are read by is kept too.
        if not self._retreat.keeps_tables:
            self._search_jointly()
            self._search_whole(ALL_OF_THEM)
            self._extend_former(CHEAP_ENOUGH)
            self._extend_former(ALL_OF_THEM)
            self._recall()
        self._left_alone |= set(self.puzzle.open)

    def _sought(self) -> list[Demand]:
        """What is open and not left alone: a number may be known to be more by now, and then less is asked of it."""
        self.puzzle.lower_to_floors()
        return [d for d in self.puzzle.open if d not in self._left_alone or self.puzzle.must_be_met(d)]

    def _worth(self, demand: Demand) -> float:
        """How dear it may be to meet it."""
        return ALL_OF_THEM if self.puzzle.must_be_met(demand) else MOST_FOR_LESS

    def _search(self) -> None:
        asked = len(self.puzzle.open)
        for reward, at_once in REWARDS:
            for block in (JOURNEYS, *ATTRIBUTES):
                for _ in range(MOST_ROUNDS):
                    wanted = [d for d in self._sought() if self.puzzle.block[d.cell] == block]
                    wanted = [
                        d
                        for d in wanted
                        if self._worth(d) >= reward
                        and (block, d) not in self._in_vain
                        and (SINGLY, block, (d,)) not in self._blocked
                    ]
                    if not wanted or not self._advance(block, wanted, reward, at_once):
                        break
                    self.puzzle.say(asked - len(self.puzzle.open), asked)

    def show_again(self) -> None:
        """Show what was hidden for an alternative that is not needed after all, the dearest first."""
        candidates = np.flatnonzero(
            (self.puzzle.cells.state == State.HIDDEN) & self.puzzle.is_new & ~self.puzzle.cells.is_small
        )
        candidates = candidates[~np.isin(candidates, list(self.puzzle.kept))]
        order = candidates[np.argsort(-self.puzzle.cells.cost[candidates], kind="stable")]
        for cell in order:
            kept = [world for world in self.puzzle.worlds if not world.difference[cell]]
            if len(kept) < len(self.puzzle.worlds) and self.puzzle.all_met_by(kept):
                self.puzzle.worlds = kept
        moved = np.zeros(len(self.puzzle.cells.value), bool)
        for world in self.puzzle.worlds:
            moved |= world.difference != 0
        for cell in order[~moved[order]]:
            self.puzzle.cells.state[cell] = State.FREE
            if self.puzzle.told_differences().size:
                self.puzzle.cells.state[cell] = State.HIDDEN

    def _advance(self, block: str, wanted: Sequence[Demand], reward: float, at_once: int) -> bool:
        """Alternatives that meet some of the demands, so many at once; False where none was found."""
        before = len(self.puzzle.open)
        while wanted:
            some, wanted = wanted[:at_once], wanted[at_once:]
            found = (
                self._by_journeys(some, reward) if block == JOURNEYS else self._by_label(block, some, reward)
            )
            if found:
                wanted = [demand for demand in wanted if demand in self.puzzle.open]
            elif reward == ALL_OF_THEM:
                self._in_vain |= {(block, demand) for demand in some}
        return len(self.puzzle.open) < before

    def _by_label(self, attribute: str, wanted: Sequence[Demand], reward: float) -> bool:
        if attribute not in self._labels:
            population = self.puzzle.population
            self._labels[attribute] = self._label_alternatives(
                attribute, population.latest, population.contribution, np.zeros(0, np.int64)
            )
        alternatives = self._labels[attribute]
        choice = choose(self.puzzle.cells, alternatives.changes, wanted, reward)
        self._blocked.remember((SINGLY, attribute, tuple(wanted)), choice)
        if not choice.changes_something:
            return False
        return self.puzzle.enter(*alternatives.apply(self.puzzle.population.latest, choice.picks))

    def _by_journeys(self, wanted: Sequence[Demand], reward: float) -> bool:
        search = (SINGLY, JOURNEYS, tuple(wanted))
        if search in self._blocked:
            return False
        only = self.puzzle.view(self.puzzle.block == JOURNEYS)
        choice = choose(only, self._courses.changes, wanted, reward)
        self._blocked.remember(search, choice)
        if not choice.changes_something:
            return False
        records, changed = self._courses.apply(self.puzzle.population.latest, choice.picks)
        return self._with_labels(search, records, changed, choice.picks @ self._courses.changes.delta)

    def _extend_former(self, most: float) -> None:
        """Change former alternatives further, until what is new comes out of them too."""
        for nth in range(MOST_EXTENDED):
            wanted: dict[int, list[Demand]] = defaultdict(list)
            for demand, at in self._nearest_former(nth):
                if (EXTENDED, at, (demand,)) not in self._blocked:
                    wanted[at].append(demand)
            for at, demands in wanted.items():
                self._extend(at, demands, most)

    def _nearest_former(self, nth: int) -> Iterator[tuple[Demand, int]]:
        """For each demand a former alternative that meets it, the nth of them by how little it differs in what a reader sees first."""
        if not self.puzzle.former:
            return
        cells, former = self.puzzle.cells, np.array([difference for *_, difference in self.puzzle.former])
        seen = (cells.state == State.SHOWN) | (cells.state == State.FREE)
        nearest = np.argsort((former[:, seen] != 0) @ cells.cost[seen], kind="stable")
        for demand in self._sought():
            value = cells.value[demand.cell]
            meeting = nearest[is_met(demand, value, value + former[nearest, demand.cell])]
            if len(meeting) > nth:
                yield demand, int(meeting[nth])

    def _extend(self, at: int, demands: Sequence[Demand], most: float) -> None:
        """Meet these with what one former alternative becomes when it is changed further."""
        records, changed, difference = self.puzzle.former[at]
        latest, changed = self.puzzle.population.latest, np.unique(changed)
        added = self.puzzle.population.contribution_of(
            records.take(changed), changed, self.puzzle.population.contribution
        )
        added = added - self.puzzle.population.contribution[changed]
        done = self.puzzle.with_differences(csr_array(added))
        alternatives = self._everything.beside(changed, done, latest.take(changed))
        for demand in demands:
            if demand not in self.puzzle.open:
                continue
            worth = min(most, self._worth(demand))
            choice = choose(self.puzzle.cells, alternatives.changes, [demand], worth, shift=difference)
            self._blocked.remember((EXTENDED, at, (demand,)), choice)
            if choice.picks is not None:
                become, others = alternatives.apply(records, choice.picks)
                self.puzzle.enter(become, np.concatenate([changed, others]))

    def _search_whole(self, most: float) -> None:
        """For what is still open, another course or another attribute of anybody, all cells looked at in one search."""
        for demand in self._sought():
            search = (WHOLE, "", (demand,))
            if demand in self.puzzle.open and search not in self._blocked:
                choice = choose(
                    self.puzzle.cells, self._everything.changes, [demand], min(most, self._worth(demand))
                )
                self._blocked.remember(search, choice)
                if choice.changes_something:
                    self.puzzle.enter(*self._everything.apply(self.puzzle.population.latest, choice.picks))

    def _search_jointly(self) -> None:
        """For what is still open, courses and one attribute changed together, then the other attributes to fit."""
        for demand in self._sought():
            if demand not in self.puzzle.open or demand.cell >= len(self.puzzle.population.value):
                continue
            block = str(self.puzzle.block[demand.cell])
            for attribute in (block,) if block != JOURNEYS else ("office", "group"):
                if self._by_both(attribute, demand):
                    break

    def _by_both(self, attribute: str, demand: Demand) -> bool:
        search = (BOTH, attribute, (demand,))
        if search in self._blocked:
            return False
        alternatives = self._extended(self._candidates.joint_alternatives(attribute, demand.cell))
        bound = (self.puzzle.block == JOURNEYS) | (self.puzzle.block == attribute)
        choice = choose(self.puzzle.view(bound), alternatives.changes, [demand], self._worth(demand))
        self._blocked.remember(search, choice)
        if not choice.changes_something:
            return False
        records, changed = alternatives.apply(self.puzzle.population.latest, choice.picks)
        difference = choice.picks @ alternatives.changes.delta
        return (
            self._with_labels(search, records, changed, difference, settled=attribute)
            and demand not in self.puzzle.open
        )

    def _with_labels(
        self, search: Sought, records: Records, changed: Ints, difference: Ints, settled: str = ""
    ) -> bool:
        """Give people other attributes until the tables come out as they must for these journeys. Where they cannot the search that gave
        these is not tried again before something tells less.

        `difference`: int[cells], how the counts differ from the truth where these have changed.
        """
        for attribute in ATTRIBUTES:
            bound = self.puzzle.block == attribute
            shift = np.where(bound, difference, 0)
            if attribute == settled or not shift[self.puzzle.cells.state != State.UNPRINTED].any():
                continue
            somebody_else = np.unique(changed)
            now = self._contribution_of(records, somebody_else)
            alternatives = self._label_alternatives(attribute, records, now, somebody_else)
            choice = choose(self.puzzle.view(bound), alternatives.changes, (), shift=shift)
            self._blocked.remember(search, choice)
            if (picks := choice.picks) is None:
                return False
            records, others = alternatives.apply(records, picks)
            changed = np.concatenate([changed, others])
            difference = difference + picks @ alternatives.changes.delta
        return self.puzzle.enter(records, changed)

    def _everybody(self) -> Ints:
        """All persons, or of many so many as a search takes: those in the cells asked about, and others at even distances."""
        n = len(self.puzzle.population)
        if n <= MOST_PERSONS:
            return np.arange(n)
        contribution = self.puzzle.population.contribution
        asked = [demand.cell for demand in self.puzzle.open if demand.cell < contribution.shape[1]]
        inside = np.unique(csr_array(contribution[:, asked]).nonzero()[0])[: MOST_PERSONS // 2]
        spread = np.linspace(0, n - 1, MOST_PERSONS - len(inside)).astype(np.int64)
        return np.unique(np.concatenate([inside, spread]))

    def _label_alternatives(
        self, attribute: str, now: Records, contribution: csr_array, changed: Ints
    ) -> Alternatives:
        return self._extended(self._candidates.label_alternatives(attribute, now, contribution, changed))

    def _contribution_of(self, records: Records, changed: Ints) -> csr_array:
        """int[n, cells]: what everybody adds where these have changed."""
        n = len(self.puzzle.population)
        keep = np.ones(n, np.int64)
        keep[changed] = 0
        stay = csr_array((keep, (np.arange(n), np.arange(n))), shape=(n, n))
        other = self.puzzle.population.contribution_of(
            records.take(changed), changed, self.puzzle.population.contribution
        )
        place = csr_array(
            (np.ones(len(changed), np.int64), (changed, np.arange(len(changed)))), (n, len(changed))
        )
        return csr_array(stay @ self.puzzle.population.contribution + place @ other)

    def _extended(self, alternatives: Alternatives) -> Alternatives:
        """With the differences of nested cells behind the cells."""
        changes = alternatives.changes
        delta = self.puzzle.with_differences(changes.delta)
        return replace(alternatives, changes=replace(changes, delta=delta))
