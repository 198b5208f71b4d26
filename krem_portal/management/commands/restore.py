"""Fill an empty database from a sealed backup, and compare it with what was backed up."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from krem_portal.backups.restoring import CannotRestore, restore
from krem_portal.backups.sealed import CannotOpen


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--into", required=True, metavar="URL", help="an empty database, as superuser or owner"
        )
        parser.add_argument(
            "--verify", action="store_true", help="end with an error where anything is not as it was"
        )

    def handle(self, *, file: Path, into: str, verify: bool, **options: object) -> None:
        try:
            with file.open("rb") as sealed:
                told = restore(
                    url=into, file=sealed, backup_keys=settings.BACKUP_KEYS, keys=settings.SEALING_KEYS
                )
        except (CannotOpen, CannotRestore, LookupError) as refusal:
            raise CommandError(str(refusal)) from None
        for line in told:
            self.stderr.write(line)
        if told and verify:
            raise CommandError(f"Restored, but not as it was: {len(told)} differences.")
        self.stdout.write("Restored. Rows, roles, grants, policies, functions and keys are as they were." if not told
                          else f"Restored with {len(told)} differences.")  # fmt: skip
