"""`manage.py audit_disclosure`: what a reader can compute from what is published."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.protection.cases import audit_cases


class Command(BaseCommand):
    help = "Print the range a reader must hold possible for every hidden cell."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=Path, required=True, help="a JSON file of published tables")

    def handle(self, *, cases: Path, **options: object) -> None:
        try:
            self.stdout.write(json.dumps(audit_cases(cases), ensure_ascii=False, indent=1))
        except OSError as error:
            raise CommandError(
                _("Cannot read %(file)s: %(reason)s") % {"file": cases, "reason": error.strerror}
            ) from error
        except (KeyError, TypeError, ValueError) as error:
            raise CommandError(
                _("%(file)s does not hold cases in the expected form: %(reason)s")
                % {"file": cases, "reason": error}
            ) from error
