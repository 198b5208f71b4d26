"""Everything that is out, as one reader can put it together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.attacker.editions import PrintedEdition
from reports.disclosure.creation import Created
from reports.disclosure.definitions import definition_of, printed_in
from reports.figures.definitions import Definition, Place
from reports.figures.measures import CREATION
from reports.models import Edition
from reports.protected.report import read_protected

# People who leave, and who comes in their place.
Worlds = Sequence[Sequence[Sequence[Mapping[str, Any]]]]


@dataclass(frozen=True, eq=False)
class Out:
    """One edition that is out, with the proof that was made for it; `worlds` is None where it has none that counts."""

    key: str
    name: str
    cutoff: datetime
    definition: Definition
    printed: Mapping[Place, int | None]
    k: int
    worlds: Worlds | None
    # The editions that its proof is about beside itself.
    beside: frozenset[str]
    created: Created

    def as_printed(self) -> PrintedEdition:
        return PrintedEdition(self.key, self.name, self.definition, self.printed)


@dataclass(frozen=True, eq=False)
class Ledger:
    """What one reader holds, oldest first."""

    editions: tuple[Out, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.editions)

    def of(self, key: str) -> Out | None:
        """One edition of them."""
        return next((each for each in self.editions if each.key == key), None)

    @property
    def offices(self) -> frozenset[str]:
        return frozenset().union(*(each.definition.offices for each in self.editions))

    @property
    def unproved(self) -> frozenset[str]:
        """The editions that no proof speaks of: they came out before there were any."""
        proved = {
            key for each in self.editions if each.worlds is not None for key in (each.key, *each.beside)
        }
        return frozenset(self.keys) - proved


NOTHING_OUT = Ledger()


def ledger_of(offices: Collection[str]) -> Ledger:
    """What a reader of a report over these offices may hold beside it. An office is known by its key."""
    return next((ledger for ledger in ledgers(offices) if ledger.editions), NOTHING_OUT)


def ledgers(offices: Collection[str] | None = None) -> list[Ledger]:
    """Everything published, apart where no office is shared; of these offices, as one, where they are given."""
    editions = list(
        Edition.objects.out().select_related("suppression", "series__cluster").order_by("published_at", "pk")
    )
    read = [out_of(edition) for edition in editions]
    puzzles: list[tuple[set[str], list[Out]]] = [(set(offices), [])] if offices is not None else []
    for each in read:
        shared = set(each.definition.offices)
        tied = [puzzle for puzzle in puzzles if puzzle[0] & shared]
        puzzles = [puzzle for puzzle in puzzles if puzzle not in tied]
        together = [*(out for _, members in tied for out in members), each]
        puzzles.append((shared.union(*(covered for covered, _ in tied)), together))
    order = {each.key: number for number, each in enumerate(read)}
    return [
        Ledger(tuple(sorted(members, key=lambda each: order[each.key])))
        for covered, members in puzzles
        if offices is None or covered >= set(offices)
    ]


def out_of(edition: Edition) -> Out:
    """A built edition as protection sees it."""
    report = read_protected(edition.report)
    definition = definition_of(edition, report)
    kept = edition.suppression
    return Out(
        key=str(edition.pk),
        name=f"{report.cluster.name} {report.period.label}"
        + (f" ({report.edition})" if report.edition > 1 else ""),
        cutoff=edition.cutoff,
        definition=definition,
        printed=printed_in(report, definition, kept.atoms),
        k=report.k,
        worlds=kept.certificate.get("worlds") if kept.definition else None,
        beside=frozenset(kept.beside),
        created=_created(edition, report, definition),
    )


def _created(edition: Edition, report: Any, definition: Definition) -> Created:
    counts = {id: dict(edition.suppression.atoms.get(id, [])) for id in CREATION}
    printed = {measure.id: dict(measure.cells) for measure in report.measures if measure.id in CREATION}
    return Created(str(edition.pk), report.period, frozenset(definition.offices), counts, printed)
