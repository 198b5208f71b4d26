"""Everything that is out, as one reader can put it together."""

from collections.abc import Mapping, Sequence

from reports.disclosure.issues import Issue, Place
from reports.figures.tables import TableSpec, table_specs
from reports.models import Edition
from reports.protected import ProtectedReport, read_protected


def issues_out() -> list[list[Issue]]:
    """Everything published, oldest first, apart where no office is shared: one list is one reader's puzzle."""
    editions = Edition.objects.out().select_related("suppression").order_by("published_at", "pk")
    puzzles: list[list[Issue]] = []
    for issue in map(issue_of, editions):
        tied = [
            puzzle for puzzle in puzzles if any(set(issue.offices) & set(other.offices) for other in puzzle)
        ]
        puzzles = [puzzle for puzzle in puzzles if puzzle not in tied]
        puzzles.append([*(each for puzzle in tied for each in puzzle), issue])
    return puzzles


def issue_of(edition: Edition) -> Issue:
    """A built edition as protection sees it, with what it prints and the true numbers behind."""
    report = read_protected(edition.report)
    offices = tuple(office.slug for office in report.offices)
    return Issue(
        label=f"{report.cluster.slug} {report.period.label}, {report.edition}",
        period=report.period,
        offices=offices,
        specs=_specs_in(report, offices),
        counts=edition.suppression.atoms,
        printed=_printed(report),
    )


def _specs_in(report: ProtectedReport, offices: Sequence[str]) -> tuple[TableSpec, ...]:
    published = {table.id for table in report.tables}
    return tuple(spec for spec in table_specs(offices) if spec.id in published)


def _printed(report: ProtectedReport) -> Mapping[Place, int | None]:
    return {
        (table.id, row, column): value
        for table in report.tables
        for row, values in zip(table.rows, table.cells, strict=True)
        for column, value in zip(table.columns, values, strict=True)
    }
