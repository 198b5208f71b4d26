"""`manage.py audit_disclosure`: what a reader can compute from what is published."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.scope import acting_as_system
from reports.disclosure.issues import Issue
from reports.disclosure.ledger import hidden_in, issue_of, ledgers, strictest
from reports.disclosure.publications import publication_of
from reports.models import Edition
from reports.protection.auditor import Exposure, audit, exposed_by
from reports.protection.cases import audit_cases
from reports.protection.publication import Published


class Command(BaseCommand):
    help = "Print the range a reader must hold possible for every hidden cell, and what is exposed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--cases", type=Path, help="a JSON file of published tables")
        what.add_argument("--edition", help="one edition by its id, read alone")
        what.add_argument("--all", action="store_true", help="everything published, read together")

    def handle(self, *, cases: Path | None, edition: str | None, **options: object) -> None:
        if cases is not None:
            self.stdout.write(json.dumps(self.ranges_of_cases(cases), ensure_ascii=False, indent=1))
            return
        with acting_as_system():
            puzzles = (
                [[issue_of(self.edition(edition))]] if edition else [ledger.issues for ledger in ledgers()]
            )
        self.report(puzzles)

    def ranges_of_cases(self, cases: Path) -> dict[str, object]:
        try:
            return audit_cases(cases)
        except OSError as error:
            raise CommandError(
                _("Cannot read %(file)s: %(reason)s") % {"file": cases, "reason": error.strerror}
            ) from error
        except (KeyError, TypeError, ValueError) as error:
            raise CommandError(
                _("%(file)s does not hold cases in the expected form: %(reason)s")
                % {"file": cases, "reason": error}
            ) from error

    def edition(self, id: str) -> Edition:
        try:
            return Edition.objects.exclude(report=None).select_related("suppression").get(pk=UUID(id))
        except (Edition.DoesNotExist, ValueError):
            raise CommandError(_("There is no built edition “%(id)s”.") % {"id": id}) from None

    def report(self, puzzles: Sequence[Sequence[Issue]]) -> None:
        """Ranges as JSON for programs, exposures in words for people, and a failure where there are any."""
        ranges, exposures = {}, []
        for puzzle in puzzles:
            found, exposed = _attack(puzzle)
            ranges.update(found)
            exposures.extend(exposed)
        self.stdout.write(json.dumps(ranges, ensure_ascii=False, indent=1))
        for exposure in exposures:
            self.stderr.write(_sentence(exposure))
        if exposures:
            raise CommandError(
                ngettext(
                    "%(count)s small number can be told.",
                    "%(count)s small numbers can be told.",
                    len(exposures),
                )
                % {"count": len(exposures)}
            )


def _attack(puzzle: Sequence[Issue]) -> tuple[dict[str, list[int | None]], Sequence[Exposure]]:
    """`{label: [low, high]}` by linear reasoning for every hidden cell, and what breaks the rule."""
    cells, hidden = publication_of(puzzle), hidden_in(puzzle)
    found = audit(Published.of(cells.publication, hidden), exact=False)
    listed = {cells.publication.cells[index].label for index in hidden}
    ranges = {label: [limits.low, limits.high] for label, limits in found.items() if label in listed}
    return ranges, exposed_by(cells.publication, hidden, strictest(puzzle))


def _sentence(exposure: Exposure) -> str:
    low, high = exposure.range.low, exposure.range.high
    because = ", ".join(exposure.because)
    if low == high:
        return _("%(cell)s is %(low)s: it follows from %(because)s.") % {
            "cell": exposure.label,
            "low": low,
            "because": because,
        }
    return _("%(cell)s is between %(low)s and %(high)s: it follows from %(because)s.") % {
        "cell": exposure.label,
        "low": low,
        "high": high,
        "because": because,
    }
