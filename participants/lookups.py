"""Who has looked at an office's people, and what about it is unusual. The rules are few, so that one can read them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.enums import Action, Decision
from audit.models import Event
from clusters.models import Partner
from participants.models import Participant

SINCE = timedelta(days=90)
OWN_PAGE = "own page"
SUBJECTS = ("participant", "contact", "proposal", "office", OWN_PAGE)
LOOKS = (Action.SHOWN, Action.FOUND)
MOST_A_DAY = 40
NIGHT_BEGINS, NIGHT_ENDS = 22, 6
FEW = 3

Fact = tuple[UUID, datetime, UUID | None, str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log as a leader reads it."""

    at: datetime
    who: str
    what: str
    whom: str
    reason: str
    unusual: str


def events_of(office: Partner, now: datetime) -> QuerySet[Event]:
    """What has been done with the office's people in the last three months, newest first."""
    events = Event.objects.filter(office_id=office.pk, at__gte=now - SINCE, subject__in=SUBJECTS)
    return events.order_by("-at", "pk")


def facts_of(events: QuerySet[Event]) -> list[Fact]:
    """What the rules look at, in the order it happened."""
    in_order = events.order_by("at", "pk")
    return list(in_order.values_list("pk", "at", "actor_id", "action", "decision"))


def unusual_of(facts: Iterable[Fact]) -> dict[UUID, str]:
    """The lines that stand out, each with the reason: refusals, files, nights, and days with very many looks."""
    found: dict[UUID, str] = {}
    looks: Counter[tuple[UUID | None, date]] = Counter()
    for pk, at, actor, action, decision in facts:
        moment = timezone.localtime(at)
        if action in LOOKS:
            looks[actor, moment.date()] += 1
        if decision == Decision.REFUSED:
            found[pk] = _("Refused")
        elif action == Action.EXPORTED:
            found[pk] = _("Taken out as a file")
        elif actor and (moment.hour >= NIGHT_BEGINS or moment.hour < NIGHT_ENDS):
            found[pk] = _("At night")
        elif action in LOOKS and looks[actor, moment.date()] == MOST_A_DAY + 1:
            found[pk] = _("More than %(number)s looks in a day") % {"number": MOST_A_DAY}
    return found


def lines_of(events: Iterable[Event], unusual: dict[UUID, str]) -> list[Line]:
    """Events with names and references, two queries for all of them."""
    events = list(events)
    users = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    few = {pk for event in events for pk in event.subject_ids[:FEW]}
    references = dict(Participant.objects.filter(pk__in=few).values_list("pk", "reference"))
    return [
        Line(
            at=event.at,
            who=_who(event, users),
            what=_what(event),
            whom=_whom(event, references),
            reason=event.reason,
            unusual=unusual.get(event.pk, ""),
        )
        for event in events
    ]


def _who(event: Event, users: dict[UUID, User]) -> str:
    if event.actor_id in users:
        return users[event.actor_id].name
    return _("The participant") if event.subject == OWN_PAGE else _("The portal")


def _what(event: Event) -> str:
    what = event.get_action_display()
    if event.subject == OWN_PAGE:
        return _("%(what)s: the participant’s own page") % {"what": what}
    return _("%(what)s: contact data") % {"what": what} if event.subject == "contact" else str(what)


def _whom(event: Event, references: dict[UUID, str]) -> str:
    if event.subject == "office":
        return _("the whole office")
    if len(event.subject_ids) > FEW:
        number = len(event.subject_ids)
        return ngettext("%(number)s person", "%(number)s persons", number) % {"number": number}
    return ", ".join(references[pk] for pk in event.subject_ids if pk in references)
