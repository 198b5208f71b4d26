"""Who leaves an office and who comes, and what the one hands over to the other.

Nothing here is kept for a hand-over but the notes: the rest is what the office works with every day, seen at once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from accounts.enums import Role
from accounts.models import User
from clusters.enums import CLOSED, TaskState
from clusters.models import Agreement, Partner, Seat, StepTask
from participants.enums import ON_THE_WAY
from participants.models import Question
from participants.queries.whereabouts import (
    ANSWERED,
    ASKS,
    DUE,
    LISTS,
    NO_JOURNEY,
    NO_REASON,
    NOT_REACHED,
    PROPOSED,
    STILL,
)

# How long before the last day of a seat a hand-over is near, and how long after it is fresh.
NEAR = timedelta(days=60)
FRESH = timedelta(days=42)
# The questions that come up in so long are told beforehand, month by month.
AHEAD = timedelta(days=184)
OPEN_CASES = tuple(
    LISTS[code]
    for code in (
        *ON_THE_WAY,
        NO_JOURNEY,
        STILL,
        NO_REASON,
        DUE,
        NOT_REACHED,
        PROPOSED,
        ANSWERED,
        ASKS,
    )
)


@dataclass(frozen=True, slots=True)
class Handover:
    """The seats at one office that end or have just ended, and those that begin then."""

    office: Partner
    today: date
    ending: tuple[Seat, ...] = ()
    beginning: tuple[Seat, ...] = ()

    @property
    def leavers(self) -> tuple[UUID, ...]:
        return tuple(seat.user_id for seat in self.ending)

    @property
    def gone(self) -> list[Seat]:
        return [seat for seat in self.ending if seat.ends_on < self.today]

    @property
    def leaving(self) -> list[Seat]:
        return [seat for seat in self.ending if seat.ends_on >= self.today]

    @property
    def come(self) -> list[Seat]:
        return [seat for seat in self.beginning if seat.starts_on <= self.today]

    @property
    def coming(self) -> list[Seat]:
        return [seat for seat in self.beginning if seat.starts_on > self.today]


def handovers_at(offices: Iterable[Partner], today: date) -> list[Handover]:
    """The hand-overs that are near or fresh, in the order of the offices. One query."""
    offices = list(offices)
    first, last = today - FRESH, today + NEAR
    seats = defaultdict(list)
    some = _leaders_seats().filter(
        _ending(first, last) | Q(starts_on__gte=first, starts_on__lte=last), partner__in=offices
    )
    for seat in some.select_related("user").order_by("ends_on", "starts_on", "pk"):
        seats[seat.partner_id].append(seat)
    handovers = (
        Handover(
            office,
            today,
            ending=tuple(seat for seat in seats[office.pk] if _ends(seat, first, last)),
            beginning=tuple(seat for seat in seats[office.pk] if first <= seat.starts_on <= last),
        )
        for office in offices
    )
    return [handover for handover in handovers if handover.ending]


def is_handed_over(today: date) -> Exists:
    """Whether a hand-over at an office is near or fresh, to be asked with the office itself."""
    ending = _leaders_seats().filter(_ending(today - FRESH, today + NEAR), partner=OuterRef("pk"))
    return Exists(ending)


def tasks_of(handover: Handover, user: User, today: date) -> QuerySet[StepTask]:
    """The open tasks that go with a seat: those of whoever leaves, and the office's that are begun or have a day."""
    held = Q(owner_user__in=handover.leavers)
    begun = Q(state=TaskState.UNDER_WAY) | Q(due_on__isnull=False)
    tasks = StepTask.objects.visible_to(user, today).exclude(state__in=CLOSED).with_late(today)
    tasks = tasks.filter(
        (held & (Q(partner=handover.office) | Q(partner=None))) | (begun & Q(partner=handover.office))
    )
    return tasks.select_related("cluster", "owner_user", "owner_partner").order_by(
        F("due_on").asc(nulls_last=True), "step", "title", "pk"
    )


def agreements_of(office: Partner, user: User, today: date) -> QuerySet[Agreement]:
    """What the office has promised in writing and still counts."""
    agreements = Agreement.objects.visible_to(user, today).on(today).filter(partner=office)
    return agreements.select_related("cluster").order_by(F("ends_on").asc(nulls_last=True), "pk")


def questions_ahead(office: Partner, user: User, today: date) -> list[tuple[date, int]]:
    """How many are to be asked how it went in each of the coming months; today's are on the list of those due."""
    ahead = Question.objects.visible_to(user, today).filter(
        office=office,
        due_on__gt=today,
        due_on__lte=today + AHEAD,
        answer="",
        participant__is_shielded=False,
    )
    months = ahead.order_by().values(in_month=TruncMonth("due_on")).annotate(number=Count("pk"))
    return list(months.order_by("in_month").values_list("in_month", "number"))


def _leaders_seats() -> QuerySet[Seat]:
    """`goes_on` tells of a seat whose owner has another one at the same office after it."""
    later = Seat.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")),
        user=OuterRef("user"),
        partner=OuterRef("partner"),
    )
    return Seat.objects.filter(user__role=Role.NAV_LEADER).annotate(goes_on=Exists(later))


def _ending(first: date, last: date) -> Q:
    return Q(ends_on__gte=first, ends_on__lte=last, goes_on=False)


def _ends(seat: Seat, first: date, last: date) -> bool:
    return seat.ends_on is not None and first <= seat.ends_on <= last and not seat.goes_on
