"""`manage.py import_workbook FILE --office SLUG [--dry-run]`: the same way in as the portal's upload."""

from argparse import ArgumentParser
from dataclasses import fields
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.scope import acting_as_system
from clusters.models import Partner
from participants.intake.choices import Choices
from participants.intake.run import Outcome, take_in
from participants.workbook.findings import Problem

SHEETS = {"participants": "Deltakere", "moves": "Forløp", "follow_ups": "Oppfølging"}


class Command(BaseCommand):
    help = "Take in an office's workbook. With any error nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--office", required=True, help="the office's short name, for example bjerke")
        parser.add_argument("--dry-run", action="store_true", help="check and compare, write nothing")
        parser.add_argument(
            "--clear-blanks", action="store_true", help="take away what is known where a cell is blank"
        )
        parser.add_argument(
            "--lift-shielding", action="store_true", help="let Nei in Skjermet lift shielding"
        )
        parser.add_argument(
            "--take-back",
            action="store_true",
            help="let the workbook take back corrections made in the portal",
        )
        parser.add_argument(
            "--keep-both",
            action="store_false",
            dest="replace",
            help="keep a row that is gone beside one that has come, instead of reading a correction",
        )

    def handle(self, *, file: Path, office: str, dry_run: bool, **options: object) -> None:
        choices = Choices(**{field.name: options.get(field.name, field.default) for field in fields(Choices)})
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(
                _("Cannot read %(file)s: %(reason)s") % {"file": file, "reason": error.strerror}
            ) from error
        with acting_as_system():
            partner = self.office(office)
            outcome = take_in(
                office=partner.pk,
                data=data,
                by=None,
                today=timezone.localdate(),
                dry_run=dry_run,
                choices=choices,
            )
        self.report(outcome, dry_run)

    def office(self, slug: str) -> Partner:
        partner = Partner.objects.offices().filter(slug=slug).first()
        if partner is None:
            known = ", ".join(Partner.objects.offices().order_by("slug").values_list("slug", flat=True))
            raise CommandError(
                _("There is no office “%(slug)s”. Known offices: %(known)s.")
                % {"slug": slug, "known": known or _("none; run seed_clusters first")}
            )
        return partner

    def report(self, outcome: Outcome, dry_run: bool) -> None:
        for notice in outcome.notices:
            self.stdout.write(f"{notice.sheet}: {notice.message}" if notice.sheet else str(notice.message))
        if outcome.is_refused:
            for problem in outcome.problems:
                self.stderr.write(_line(problem))
            count = len(outcome.problems)
            raise CommandError(
                ngettext(
                    "Nothing was written: %(count)s error.", "Nothing was written: %(count)s errors.", count
                )
                % {"count": count}
            )
        for sheet, counts in outcome.summary.items():
            self.stdout.write(
                _("%(sheet)s: %(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(gone)s gone.")
                % {"sheet": SHEETS[sheet], **counts}
            )
        if dry_run:
            self.stdout.write(_("Nothing was written: this was a dry run."))


def _line(problem: Problem) -> str:
    row = _("row %(row)s") % {"row": problem.row} if problem.row else ""
    place = ", ".join(part for part in (problem.sheet, row, problem.column) if part)
    if problem.value:
        place = f"{place} " + _("“%(value)s”") % {"value": problem.value}
    return f"{place}: {problem.message}" if place else str(problem.message)
