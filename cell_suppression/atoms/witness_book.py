"""Which demands of the rule each witness table meets."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cell_suppression.atoms.witness_search import Side, Witness


@dataclass(frozen=True, slots=True)
class Demand:
    """The rule for one row and one end of its range."""

    row: int
    side: Side
    target: int

    def met_by(self, value: int) -> bool:
        return value >= self.target if self.side is Side.UP else value <= self.target


class WitnessBook:
    """All witnesses so far, the demands they meet and the rows they need hidden."""

    def __init__(self, values: Sequence[int]) -> None:
        self._values = values
        self._witnesses: dict[int, Witness] = {}
        self._entered = 0
        self._changing: dict[int, set[int]] = defaultdict(set)
        self._demands: dict[int, list[Demand]] = defaultdict(list)
        self._meeting: dict[Demand, set[int]] = {}

    def is_met(self, demand: Demand, without: int | None = None) -> bool:
        """Does the true table or a witness (one that leaves the row `without` as it is) meet the demand?"""
        if demand.met_by(self._values[demand.row]):
            return True
        meeting = self._meeting.get(demand) or self._found(demand)
        return bool(meeting if without is None else meeting - self._changing[without])

    def _found(self, demand: Demand) -> set[int]:
        """Those that meet a demand nobody has asked for before."""
        meeting = {
            number for number in self._changing[demand.row] if self._meets(self._witnesses[number], demand)
        }
        if meeting:
            self._keep(demand, meeting)
        return meeting

    def _meets(self, witness: Witness, demand: Demand) -> bool:
        return demand.met_by(self._values[demand.row] + witness.rows.get(demand.row, 0))

    def _keep(self, demand: Demand, meeting: set[int]) -> None:
        if demand not in self._meeting:
            self._demands[demand.row].append(demand)
        self._meeting[demand] = meeting

    def add(self, witness: Witness, demand: Demand | None = None) -> None:
        """Enter a witness, and the demand it was found for; others it meets are noted as well."""
        number = self._entered
        self._entered += 1
        self._witnesses[number] = witness
        if demand:
            self._keep(demand, self._meeting.get(demand, set()))
        for row in witness.rows:
            self._changing[row].add(number)
            for other in self._demands[row]:
                if self._meets(witness, other):
                    self._meeting[other].add(number)

    def relying_on(self, row: int) -> list[Demand]:
        """The demands that no witness meets without changing this row, in the order they came."""
        spoilt = self._changing[row]
        rows = sorted({other for number in spoilt for other in self._witnesses[number].rows})
        return [
            demand for other in rows for demand in self._demands[other] if self._meeting[demand] <= spoilt
        ]

    def meeting(self, demand: Demand) -> Witness:
        """The first witness that meets a demand which is met by one."""
        return self._witnesses[min(self._meeting[demand])]

    def drop(self, row: int) -> None:
        """Forget the witnesses that change a row: it is printed."""
        for number in sorted(self._changing[row]):
            for other in self._witnesses.pop(number).rows:
                self._changing[other].discard(number)
                for demand in self._demands[other]:
                    self._meeting[demand].discard(number)

    def fewest(self) -> list[Witness]:
        """Witnesses that together meet every demand: the busiest first, none without work of its own."""
        work: dict[int, set[Demand]] = defaultdict(set)
        for demand, meeting in self._meeting.items():
            for number in meeting:
                work[number].add(demand)
        left = set(self._meeting)
        chosen = []
        for number in sorted(work, key=lambda number: (-len(work[number]), number)):
            if work[number] & left:
                chosen.append(self._witnesses[number])
                left -= work[number]
        return chosen
