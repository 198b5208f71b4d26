"""Who has looked at an office's people, and what about it is unusual. The rules are few, so that one can read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.enums import Action, Decision
from audit.models import Event
from clusters.models import Partner
from participants.models import Joining, Participant

SINCE = timedelta(days=90)
OWN_PAGE = "own page"
SUBJECTS = ("participant", "contact", "proposal", "office", OWN_PAGE)
LOOKS = (Action.SHOWN, Action.FOUND)
MOST_A_DAY = 40
NIGHT_BEGINS, NIGHT_ENDS = 22, 6
FEW = 3


@dataclass(frozen=True, slots=True)
class LookupLine:
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


def too_many(events: QuerySet[Event]) -> set[UUID]:
    """The looks with which somebody went beyond what is usual in a day: the one after the last usual one."""
    looks = events.order_by().filter(action__in=LOOKS)
    numbered = looks.annotate(
        number=Window(
            RowNumber(),
            partition_by=[F("actor_id"), TruncDate("at")],
            order_by=[F("at").asc(), F("pk").asc()],
        )
    )
    return set(numbered.filter(number=MOST_A_DAY + 1).values_list("pk", flat=True))


def unusual(events: QuerySet[Event], many: set[UUID]) -> QuerySet[Event]:
    """The lines that stand out: refusals, files, nights, and days with very many looks."""
    night = Q(at__hour__gte=NIGHT_BEGINS) | Q(at__hour__lt=NIGHT_ENDS)
    return events.filter(
        Q(decision=Decision.REFUSED)
        | Q(action=Action.EXPORTED)
        | Q(night, actor_id__isnull=False)
        | Q(pk__in=many)
    )


def why_unusual(event: Event, many: set[UUID]) -> str:
    """Why a line stands out, if it does; the same rules as above, for those on the page."""
    hour = timezone.localtime(event.at).hour
    if event.decision == Decision.REFUSED:
        return _("Refused")
    if event.action == Action.EXPORTED:
        return _("Taken out as a file")
    if event.actor_id and (hour >= NIGHT_BEGINS or hour < NIGHT_ENDS):
        return _("At night")
    if event.pk in many:
        return _("More than %(number)s looks in a day") % {"number": MOST_A_DAY}
    return ""


def lines_of(events: Iterable[Event], many: set[UUID]) -> list[LookupLine]:
    """Events with names and references, three queries for all of them."""
    events = list(events)
    users = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    few = {pk for event in events for pk in event.subject_ids[:FEW]}
    references = dict(Participant.objects.filter(pk__in=few).values_list("pk", "reference"))
    joined = Joining.objects.filter(gone_id__in=few - references.keys(), participant__stripped_on=None)
    # The record is another one's now, and is called so.
    references |= dict(joined.values_list("gone_id", "participant__reference"))
    return [
        LookupLine(
            at=event.at,
            who=_who(event, users),
            what=_what(event),
            whom=_whom(event, references),
            reason=event.reason,
            unusual=why_unusual(event, many),
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
    names = dict.fromkeys(references[pk] for pk in event.subject_ids if pk in references)
    return ", ".join(names)
