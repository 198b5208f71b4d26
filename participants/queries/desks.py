"""What a leader has seen, and wants to see, on the front page."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from clusters.models import Partner
from participants.enums import ON_THE_WAY
from participants.models import Desk
from participants.queries.whereabouts import LISTS, NO_JOURNEY, TO_DO, Group, Viewer, groups_of

# What a front page can show, in this order.
FRONT_PAGE = (*(LISTS[state] for state in ON_THE_WAY), *TO_DO, LISTS[NO_JOURNEY])
# Whoever has never said "seen" is shown the last week.
AT_FIRST = timedelta(days=7)


def desk_of(user: User) -> Desk:
    """The leader's desk; one that nobody has touched is not stored."""
    return Desk.objects.filter(user=user).first() or Desk(user=user)


def seen_at(desk: Desk, now: datetime) -> datetime:
    return desk.seen_at or now - AT_FIRST


def viewer_of(user: User, offices: list[Partner], desk: Desk, now: datetime) -> Viewer:
    """How this leader looks at these offices now."""
    return Viewer(
        user=user.pk,
        offices=tuple(office.pk for office in offices),
        today=timezone.localdate(now),
        seen_at=seen_at(desk, now),
        of_office=user.role == Role.NAV_LEADER,
    )


def kept_on(desk: Desk, numbers: dict[str, int]) -> list[Group]:
    """The counts a leader keeps on the front page."""
    return groups_of(numbers, [each for each in FRONT_PAGE if each.code not in desk.hidden])
