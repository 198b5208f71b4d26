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
from cell_suppression.atoms.cases import audit_cases
from reports.attacker.ranges import outer_ranges
from reports.disclosure.audit import exposures_in
from reports.disclosure.ledger import Ledger, ledgers, out_of
from reports.editions.arguments import Names, in_words, office_names
from reports.models import Edition


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
            alone = [Ledger((out_of(self.edition(edition)),))] if edition else None
            self.report(alone or ledgers())

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
        built = Edition.objects.exclude(report=None).select_related("suppression", "series__cluster")
        try:
            return built.get(pk=UUID(id))
        except (Edition.DoesNotExist, ValueError):
            raise CommandError(_("There is no built edition “%(id)s”.") % {"id": id}) from None

    def report(self, puzzles: Sequence[Ledger]) -> None:
        """Ranges as JSON for programs, exposures in words for people, and a failure where there are any."""
        ranges, sentences = {}, []
        for ledger in puzzles:
            names = {each.key: each.name for each in ledger.editions}
            found = outer_ranges([each.as_printed() for each in ledger.editions])
            ranges |= {"|".join((names[key], *place)): list(limits) for (key, place), limits in found.items()}
            called = Names(names, office_names())
            sentences += [in_words(exposure, called) for exposure in exposures_in(ledger)]
        self.stdout.write(json.dumps(ranges, ensure_ascii=False, indent=1))
        for sentence in sentences:
            self.stderr.write(sentence)
        if sentences:
            raise CommandError(
                ngettext(
                    "%(count)s small number can be told.",
                    "%(count)s small numbers can be told.",
                    len(sentences),
                )
                % {"count": len(sentences)}
            )
