"""What waits for somebody to do it: questions about jobs, half-years to write down, people to meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.models import User
from clusters.half_years import HalfYear
from entrepreneurs.enums import NUMBERED, CheckMonth
from entrepreneurs.models import BottomLine, Holding, JobCheck, Mentorship, Venture
from entrepreneurs.months import month_after

# A question that nobody put within so many months tells nothing of the day it was about.
LATEST_MONTHS = 6
QUIET_DAYS = 30


@dataclass(frozen=True, slots=True)
class CheckDue:
    """Somebody took a job so long ago that it is time to ask."""

    holding: Holding
    month: CheckMonth
    due_on: date


def checks_due(user: User, today: date) -> list[CheckDue]:
    """The questions about jobs that nobody has put yet, longest due first. Two queries."""
    oldest = month_after(today, -(max(CheckMonth) + LATEST_MONTHS))
    checks = JobCheck.objects.standing().order_by("pk")
    holdings = (
        Holding.objects.visible_to(user, today)
        .filter(Q(participant=None) | Q(participant__is_shielded=False), starts_on__gte=oldest)
        .select_related("job__partner", "job__venture", "office")
        .prefetch_related(Prefetch("checks", checks, to_attr="answered"))
        .order_by("starts_on", "pk")
    )
    due = [each for holding in holdings for each in _due_of(holding, today)]
    return sorted(due, key=lambda each: (each.due_on, each.holding.pk))


def _due_of(holding: Holding, today: date) -> list[CheckDue]:
    answered = {check.month for check in holding.answered}
    return [
        CheckDue(holding, month, due_on)
        for month in CheckMonth
        if month not in answered
        and (due_on := month_after(holding.starts_on, month)) <= today
        and month_after(due_on, LATEST_MONTHS) >= today
        # Who has left before the day has answered by leaving.
        and (holding.ends_on is None or holding.ends_on >= due_on)
    ]


def ventures_without_half_year(user: User, today: date) -> list[Venture]:
    """Ventures with a number whose last whole half-year is not written down."""
    half_year = HalfYear.of(today)
    written = BottomLine.objects.standing().filter(venture=OuterRef("pk"), day=half_year.before.first_day)
    ventures = Venture.objects.visible_to(user, today).with_rung(today).select_related("office")
    return list(
        ventures.filter(~Exists(written), rung__in=NUMBERED, rung_since__lt=half_year.first_day).order_by(
            "name", "pk"
        )
    )


def quiet(links: Iterable[Mentorship], today: date) -> set[UUID]:
    """The people a mentor has not met for a month; needs `last_met` on each link."""
    limit = today - timedelta(days=QUIET_DAYS)
    return {link.pk for link in links if (link.last_met or link.starts_on) < limit}
