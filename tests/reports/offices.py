"""Offices and moments for counting in tests."""

from datetime import UTC, datetime

from django.db import connection

from clusters.models import Partner
from reports.figures.figures import Office

SLUGS = ("nordstrand", "bjerke", "ullensvang", "nordre-follo", "ullern")
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def office(partner: Partner) -> Office:
    return Office(partner.pk, partner.slug, partner.name)


def now() -> datetime:
    """The moment of the test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]
