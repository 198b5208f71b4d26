"""Write the log in Common Event Format, for a system that watches over several."""

import sys
from argparse import ArgumentParser
from datetime import date, datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.scope import acting_as_system
from audit.cef import lines_of
from audit.enums import Action
from audit.models import Event
from audit.recording import record


class Command(BaseCommand):
    help = "Writes the log's lines of some days to standard output, in CEF 0. That it was written is logged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=date.fromisoformat, required=True, help="first day, as 2026-01-31"
        )
        parser.add_argument("--until", type=date.fromisoformat, required=True, help="last day")

    def handle(self, *args: object, since: date, until: date, **options: object) -> None:
        if until < since:
            raise CommandError("The last day is before the first.")
        begins, ends = (
            timezone.make_aware(datetime.combine(since, time.min)),
            timezone.make_aware(datetime.combine(until, time.max)),
        )
        out = options.get("stdout") or sys.stdout
        with acting_as_system():
            record(Action.EXPORTED, "log", by=None, reason=f"{since}/{until}")
            for event in Event.objects.filter(at__range=(begins, ends)).order_by("at", "pk").iterator():
                for line in lines_of(event):
                    out.write(line + "\n")
