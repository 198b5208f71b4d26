"""Write the whole database into one sealed file."""

import os
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from krem_portal.backups.writing import CannotBackUp, back_up


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to; must not exist")

    def handle(self, *, file: Path, **options: object) -> None:
        if not settings.BACKUP_KEYS:
            raise CommandError("Set PORTAL_BACKUP_KEYS: see .env.example.")
        # A file by this name is a whole backup: it gets it at the very end.
        draft = file.with_name(file.name + ".unfinished")
        try:
            if file.exists():
                raise CommandError(f"{file} exists already.")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
                head = back_up(
                    url=settings.DATABASE_BACKUP_URL,
                    file=output,
                    key=settings.BACKUP_KEYS[0],
                    keys=settings.SEALING_KEYS,
                    now=timezone.now(),
                )
                output.flush()
                os.fsync(output.fileno())
            draft.rename(file)
        except (CannotBackUp, LookupError) as refusal:
            draft.unlink(missing_ok=True)
            raise CommandError(str(refusal)) from None
        rows = sum(count for count, _digest in head["inventory"]["content"].values())
        tables, grants = len(head["inventory"]["content"]), len(head["inventory"]["grants"])
        size = file.stat().st_size
        self.stdout.write(f"{tables} tables, {rows} rows, {grants} grants: {size} bytes in {file}.")
