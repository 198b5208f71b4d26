"""`manage.py seed --offices 300 --participants 1000000 --seed 7`: a made-up country to measure the portal with."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.country import seed_country


class Command(BaseCommand):
    help = "Add a cluster of made-up offices of uneven size, with people, journeys and all that grows out of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--offices", type=int, default=30)
        parser.add_argument("--participants", type=int, default=10_000)
        parser.add_argument("--seed", type=int, default=7, help="The same seed gives the same people.")

    def handle(self, *, offices: int, participants: int, seed: int, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("Made-up people do not belong among real ones.")
        if offices < 1 or participants < offices:
            raise CommandError("There must be an office, and somebody at each.")
        seed_country(offices=offices, participants=participants, seed=seed, say=self.stdout.write)
