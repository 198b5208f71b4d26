"""`manage.py seed_skills [--nb skills_no.csv --en skills_en.csv]`: our own short list, or all of ESCO's."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.scope import acting_as_system
from participants.skill_list import put_on_the_list, put_ours_on_the_list, read_esco


class Command(BaseCommand):
    help = "Fill the list of skills. Safe to repeat; a skill keeps its code and gets its new names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--nb", type=Path, help="ESCO's file of skills in Norwegian (CSV)")
        parser.add_argument("--en", type=Path, help="ESCO's file of skills in English (CSV)")

    def handle(self, *, nb: Path | None, en: Path | None, **options: object) -> None:
        if bool(nb) != bool(en):
            raise CommandError("Give both files, --nb and --en, or neither.")
        with acting_as_system():
            number = self.take_in(nb, en) if nb and en else put_ours_on_the_list()
        self.stdout.write(f"{number} skills are on the list.")

    def take_in(self, nb: Path, en: Path) -> int:
        try:
            with (
                nb.open(encoding="utf-8-sig", newline="") as norwegian,
                en.open(encoding="utf-8-sig", newline="") as english,
            ):
                return put_on_the_list(read_esco(norwegian, english))
        except (OSError, UnicodeDecodeError, KeyError) as error:
            raise CommandError(f"This is not ESCO's file of skills: {error!r}") from error
