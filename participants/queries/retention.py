"""Until when an office holds somebody: the last follow-up that can be due, and some months by the office's own rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from participants.enums import FollowUpMonth
from participants.models import Participant, RetentionRule

MONTHS = 3
# Somebody without an exit has no follow-up yet. An exit is reckoned with after this time at the latest.
LONGEST_FOLLOW_UP = 60


@dataclass(frozen=True, slots=True)
class Rule:
    """An office's rule, or the portal's where the office has made none."""

    months: int
    legal_basis: str


def rule_of(office: UUID) -> Rule:
    own = RetentionRule.objects.filter(office_id=office).first()
    if own:
        return Rule(own.months, own.legal_basis)
    return Rule(MONTHS, _("General Data Protection Regulation, Article 5(1)(e): no longer than is necessary"))


def delete_day_of(person: Participant) -> date | None:
    """The day by the rule; None before the journey has begun. Where somebody chose another day, that stands."""
    if person.delete_because:
        return person.delete_on
    return delete_days([person], rule_of(person.office_id)).get(person.pk)


def delete_days(people: Iterable[Participant], rule: Rule) -> dict[UUID, date]:
    """The days by a rule, of several people of one office."""
    ids = [person.pk for person in people]
    whereabouts = Participant.objects.filter(pk__in=ids, whereabouts__since__isnull=False)
    last_due = max(FollowUpMonth.values)
    found = {}
    for pk, exit_on, since in whereabouts.values_list("pk", "whereabouts__exit_on", "whereabouts__since"):
        begins, months = (exit_on, last_due) if exit_on else (since, LONGEST_FOLLOW_UP + last_due)
        found[pk] = add_months(begins, months + rule.months)
    return found


def add_months(day: date, months: int) -> date:
    """The same day number, or the last day of the month where there is none."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(years, month + 1, number)
        except ValueError:
            continue
    raise ValueError(day)
