"""Why a suppression is safe: other tables that a reader cannot tell from the true one."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FloorProof:
    """Why a cell cannot be under its floor, whatever is hidden, as a sum that anybody can check.

    `parts` are cells (with whole weights) of at least one person each, `links` the linked counts used.
    Added up, they stay within `times` copies of the cell and hold more than times * (floor - 1) persons.
    """

    cell: int
    times: int
    parts: tuple[tuple[int, int], ...]
    links: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """Witness tables, each as its (atom, change) pairs from the true table, and proofs of floors.

    As secret as the true numbers: it is stored with the edition and never published.
    """

    witnesses: tuple[tuple[tuple[int, int], ...], ...] = ()
    floors: tuple[FloorProof, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "witnesses": [[list(pair) for pair in witness] for witness in self.witnesses],
            "floors": [
                {
                    "cell": proof.cell,
                    "times": proof.times,
                    "parts": [list(pair) for pair in proof.parts],
                    "links": [list(pair) for pair in proof.links],
                }
                for proof in self.floors
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Certificate":
        return cls(
            witnesses=tuple(_pairs(witness) for witness in data["witnesses"]),
            floors=tuple(
                FloorProof(
                    cell=proof["cell"],
                    times=proof["times"],
                    parts=_pairs(proof["parts"]),
                    links=_pairs(proof["links"]),
                )
                for proof in data["floors"]
            ),
        )


def _pairs(data: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((first, second) for first, second in data)
