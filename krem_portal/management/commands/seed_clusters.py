"""Lay down the true history of the clusters, offices and partners. No people; safe to repeat."""

from django.core.management.base import BaseCommand

from accounts.scope import acting_as_system
from clusters.models import Cluster, Membership, Partner
from clusters.seeding import seed_clusters, seed_projects, seed_step_model
from reports.models import Series
from reports.seeding import seed_series


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        with acting_as_system():
            seed_clusters()
            seed_step_model()
            seed_projects()
            seed_series()
            self.stdout.write(
                f"{Cluster.objects.count()} clusters, {Partner.objects.count()} partners,"
                f" {Membership.objects.count()} memberships, {Series.objects.count()} report series."
            )
