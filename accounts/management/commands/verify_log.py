"""Compute every seal of the log anew, and say what is not as it was sealed. Ends with 1 when something is wrong."""

import re
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from accounts.scope import acting_as_system
from audit.sealing import CheckedLog, check_log, seal_log

SEAL = re.compile(r"(\d+):([0-9a-f]{64})")


class Command(BaseCommand):
    help = "Checks that no line of the log has been changed, added or taken away since it was sealed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--known",
            action="append",
            default=[],
            metavar="NUMBER:DIGEST",
            help="a seal kept in another place, as this command has printed it; may be given several times",
        )
        parser.add_argument("--seal", action="store_true", help="seal what is new first")

    def handle(self, *args: object, known: list[str], seal: bool, **options: object) -> None:
        kept = {}
        for text in known:
            match = SEAL.fullmatch(text)
            if match is None:
                raise CommandError(
                    f"Not a seal: {text!r}. It looks like 12:0a1b…, as this command prints it."
                )
            kept[int(match[1])] = match[2]
        if seal:
            with acting_as_system():
                seal_log()
        with acting_as_system():
            checked = check_log(kept)
        self.tell(checked)

    def tell(self, checked: CheckedLog) -> None:
        if checked.problems:
            raise CommandError("\n".join(checked.problems))
        self.stdout.write(
            f"The log is whole: {checked.lines} lines in {checked.batches} batches,"
            f" {checked.unsealed} lines not sealed yet."
        )
        if checked.stripped:
            self.stdout.write(
                f"{checked.stripped} sealed lines have lost whom they were about, as erasure takes it."
            )
        if checked.anew:
            self.stdout.write(
                f"{checked.anew} batches from before lines could lose anything have a second seal, made when they were whole."
            )
        if checked.removals:
            lines, since = sum(each.lines for each in checked.removals), checked.removals[-1].lines_before
            self.stdout.write(
                f"It begins {since:%Y-%m-%d}: {lines} lines from before have left, in {len(checked.removals)} removals."
            )
        if checked.newest:
            self.stdout.write(f"Newest seal, to keep in another place: {checked.newest}")
