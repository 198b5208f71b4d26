"""What a reader has in hand: editions as they were printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reports.figures.definitions import Definition, Place

# A cell of some edition: the edition's key and the place in it.
Cell = tuple[str, Place]


@dataclass(frozen=True)
class PrintedEdition:
    """An edition that is out or about to be.

    `printed` holds every cell that stands in it: its number, or None where it is hidden. Of a cell that is left out nothing is said.
    """

    key: str
    name: str
    definition: Definition
    printed: Mapping[Place, int | None]

    @property
    def hidden(self) -> tuple[Place, ...]:
        """The cells that are not shown, in the order of the definition."""
        return tuple(
            place for place in self.definition.places if place in self.printed and self.printed[place] is None
        )


def with_numbered_offices(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """The same definitions with offices by number: what is tied to what does not depend on which offices they are."""
    definitions = tuple(definitions)
    number: dict[str, str] = {}
    for definition in definitions:
        for office in definition.offices:
            number.setdefault(office, f"office {len(number)}")
    return tuple(
        replace(
            definition,
            offices=tuple(number[office] for office in definition.offices),
            tables=tuple(
                replace(
                    table,
                    rows=tuple(
                        replace(line, members=frozenset(number.get(word, word) for word in line.members))
                        for line in table.rows
                    ),
                )
                for table in definition.tables
            ),
        )
        for definition in definitions
    )
