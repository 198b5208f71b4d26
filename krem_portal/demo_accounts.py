"""Who signs in to the demo. Users are of one app and their seats of another, so they are put together here."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, DemoAccount
from accounts.enums import Role
from accounts.models import User
from clusters.models import Partner, Seat
from clusters.seeding import seed_clusters, seed_projects, seed_step_model
from reports.seeding import seed_series

SEATS_SINCE = date(2019, 1, 1)


@transaction.atomic
def ensure_demo_accounts() -> list[User]:
    """Make the demo's accounts and seats where they are missing, and the clusters they sit in."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo accounts are made only where PORTAL_DEMO is on.")
    seed_clusters()
    seed_step_model()
    seed_projects()
    seed_series()
    return [_ensure(account) for account in DEMO_ACCOUNTS]


def _ensure(account: DemoAccount) -> User:
    partner = Partner.objects.get(slug=account.sits_at)
    user = User.objects.filter(email=account.email).first()
    if user is None:
        is_krem = account.role is Role.KREM_STAFF
        user = User.objects.create_user(
            account.email,
            DEMO_PASSWORD,
            name=account.name,
            role=account.role,
            is_demo=True,
            is_staff=is_krem,
            is_superuser=is_krem,
            language=partner.language_of_newcomers,
        )
    if not user.seats.filter(partner=partner).exists():
        Seat.objects.create(user=user, partner=partner, starts_on=SEATS_SINCE)
    return user
