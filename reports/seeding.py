"""The report every cluster owes IMDi."""

from django.db import transaction

from clusters.models import Cluster
from clusters.seeding import VESTLANDET
from reports.enums import PeriodKind, ReportLanguage
from reports.models import Series

NAME = "Resultatrapport til IMDi"
SMALLEST_COUNT = 5


@transaction.atomic
def seed_series() -> None:
    """One series for each cluster that has none."""
    for cluster in Cluster.objects.filter(series=None).order_by("slug"):
        Series.objects.create(
            cluster=cluster,
            name=NAME,
            period_kind=PeriodKind.TERTIAL,
            language=ReportLanguage.NYNORSK if cluster.slug == VESTLANDET else ReportLanguage.BOKMAL,
            smallest_count=SMALLEST_COUNT,
        )
