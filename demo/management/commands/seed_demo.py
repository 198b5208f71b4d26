"""`manage.py seed_demo`: the made-up people of the demo. Does nothing where they are already."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.scope import acting_as_system
from demo.accounts import ensure_demo_accounts
from demo.clusters import seed_cluster_work
from demo.days import seed_leaders_day
from demo.people import seed_people, seed_reports


class Command(BaseCommand):
    help = "Fill the demo: clusters, accounts, participants, ventures, jobs and published reports."

    def handle(self, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("The demo's people belong in a demo only: set PORTAL_DEMO=1.")
        call_command("seed_clusters", stdout=self.stdout)
        with acting_as_system():
            ensure_demo_accounts()
        seed_cluster_work()
        seed_people(self.stdout.write)
        seed_reports(self.stdout.write)
        # After the reports: what is proposed today is in none of them.
        seed_leaders_day()
