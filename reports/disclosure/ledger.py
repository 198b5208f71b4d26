"""Everything that is out, as one reader can put it together."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.disclosure.beside import read_printed
from reports.disclosure.issues import Issue, Place
from reports.disclosure.publications import publication_of
from reports.figures.tables import TableSpec, merged_specs, table_specs
from reports.models import Edition
from reports.protected import ProtectedReport, read_protected
from reports.protection.auditor import exposed_by
from reports.protection.certificate import Certificate

# Changes within issues: (issue, atom of that issue, change).
Witness = Sequence[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What one reader holds: issues oldest first, the editions they are, and proofs that hold so far."""

    issues: tuple[Issue, ...]
    editions: tuple[str, ...]
    witnesses: tuple[Witness, ...]

    def told_already(self) -> frozenset[str]:
        """The small counts that can be told from what is out: nothing later can take that back."""
        if not self.issues:
            return frozenset()
        cells = publication_of(self.issues)
        found = exposed_by(
            cells.publication,
            hidden_in(self.issues),
            strictest(self.issues),
            map(cells.joined, self.witnesses),
        )
        return frozenset(exposure.label for exposure in found)


def strictest(issues: Sequence[Issue]) -> int:
    """The k that keeps every promise given in these issues."""
    return max(issue.k for issue in issues)


NOTHING_OUT = Ledger((), (), ())


def hidden_in(issues: Sequence[Issue]) -> frozenset[int]:
    """The cells of these issues that stand in print as hidden, by their number in the publication."""
    places = publication_of(issues).places
    return frozenset(
        index for index, (issue, place) in enumerate(places) if issues[issue].printed[place] is None
    )


def ledger_of(offices: Collection[str]) -> Ledger:
    """What a reader of a report over these offices may hold beside it."""
    return next((ledger for ledger in ledgers(offices) if ledger.issues), NOTHING_OUT)


def ledgers(offices: Collection[str] | None = None) -> list[Ledger]:
    """Everything published, apart where no office is shared; of these offices, as one, where they are given."""
    editions = list(Edition.objects.out().select_related("suppression").order_by("published_at", "pk"))
    issues = {str(edition.pk): issue_of(edition) for edition in editions}
    puzzles: list[tuple[set[str], list[Edition]]] = [(set(offices), [])] if offices else []
    for edition in editions:
        shared = set(issues[str(edition.pk)].offices)
        tied = [puzzle for puzzle in puzzles if puzzle[0] & shared]
        puzzles = [puzzle for puzzle in puzzles if puzzle not in tied]
        together = [*(each for _, members in tied for each in members), edition]
        puzzles.append((shared.union(*(covered for covered, _ in tied)), together))
    order = {edition.pk: number for number, edition in enumerate(editions)}
    return [
        _ledger(sorted(members, key=lambda edition: order[edition.pk]), issues)
        for covered, members in puzzles
        if offices is None or covered >= set(offices)
    ]


def _ledger(editions: Sequence[Edition], issues: Mapping[str, Issue]) -> Ledger:
    ids = [str(edition.pk) for edition in editions]
    return Ledger(
        issues=tuple(issues[id] for id in ids),
        editions=tuple(ids),
        witnesses=tuple(_witnesses(editions, issues)),
    )


def _witnesses(editions: Sequence[Edition], issues: Mapping[str, Issue]) -> Iterator[Witness]:
    """The witnesses of the newest proofs: a proof that a later one was made beside is part of that one."""
    number_of = {str(edition.pk): number for number, edition in enumerate(editions)}
    older = {id for edition in editions for id in edition.suppression.beside}
    for edition in editions:
        if str(edition.pk) in older:
            continue
        order = [*edition.suppression.beside, str(edition.pk)]
        cells = publication_of([issues[id] for id in order])
        for witness in Certificate.from_json(edition.suppression.certificate).witnesses:
            yield [(number_of[order[issue]], atom, change) for issue, atom, change in cells.split(witness)]


def issue_of(edition: Edition) -> Issue:
    """A built edition as protection sees it, with what it prints and the true numbers behind."""
    report = read_protected(edition.report)
    offices = tuple(office.slug for office in report.offices)
    printed = read_printed(report, edition.suppression.atoms)
    return Issue(
        label=f"{report.cluster.slug} {report.period.label}, {report.edition}",
        period=report.period,
        offices=offices,
        specs=_specs_in(report, offices),
        counts=edition.suppression.atoms,
        measures=tuple(printed.measures),
        printed=_printed(report) | printed.cells,
        k=report.k,
    )


def _specs_in(report: ProtectedReport, offices: Sequence[str]) -> tuple[TableSpec, ...]:
    published = {table.id for table in report.tables}
    return tuple(spec for spec in (*table_specs(offices), *merged_specs()) if spec.id in published)


def _printed(report: ProtectedReport) -> Mapping[Place, int | None]:
    return {
        (table.id, row, column): value
        for table in report.tables
        for row, values in zip(table.rows, table.cells, strict=True)
        for column, value in zip(table.columns, values, strict=True)
    }
