"""Who signs in to the demo. Users are of one app and their seats of another, so they are put together here."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from clusters.enums import PartnerKind
from clusters.models import Partner, Seat
from clusters.seeding import seed_clusters, seed_projects, seed_step_model
from demo.cast import DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_POSTS, DemoAccount, DemoPost
from reports.seeding import seed_series


@transaction.atomic
def ensure_demo_accounts() -> list[User]:
    """Make the demo's accounts and seats where they are missing, and the clusters they sit in."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo accounts are made only where PORTAL_DEMO is on.")
    seed_clusters()
    seed_step_model()
    seed_projects()
    seed_series()
    # Follows people and is a member of no cluster, so it is not in the clusters' history.
    Partner.objects.get_or_create(
        slug="sagene", defaults={"name": "NAV Sagene", "kind": PartnerKind.NAV_OFFICE, "region": "Oslo"}
    )
    users = [_ensure(account) for account in DEMO_ACCOUNTS]
    for post in DEMO_POSTS:
        _ensure_post(post)
    return users


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
    if not user.seats.filter(partner=partner, role=account.role).exists():
        Seat.objects.create(user=user, partner=partner, starts_on=account.since)
    return user


def _ensure_post(post: DemoPost) -> None:
    user, partner = User.objects.get(email=post.email), Partner.objects.get(slug=post.sits_at)
    if not user.seats.filter(partner=partner, role=post.role).exists():
        Seat.objects.create(
            user=user, partner=partner, role=post.role, starts_on=post.starts_on, ends_on=post.ends_on
        )
