"""Become the worker of one queue, with what that queue may take (background/queues.py)."""

import os
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from background.queues import QUEUES

BY_NAME = {queue.name: queue for queue in QUEUES}


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("queue", choices=sorted(BY_NAME))

    def handle(self, *, queue: str, **options: object) -> None:
        words = [sys.executable, "-m", "celery", "--app", "krem_portal", *BY_NAME[queue].worker()]
        os.execv(sys.executable, words)  # noqa: S606 - ours, no shell
