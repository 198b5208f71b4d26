"""What participants see on their own page: what is held, and who has looked, in plain words.

Offices and capacities are told, not the names of those who work there.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Role
from accounts.models import User
from audit.enums import Action, Decision
from audit.models import Event
from clusters.models import Partner
from participants.contacts import ContactDetails, unseal
from participants.enums import ContactReason
from participants.models import DataRequest, OwnPageLink, Participant, Question
from participants.queries.due import UNANSWERED, is_open
from participants.queries.journeys import RecordedJourney, journey_of
from participants.queries.lookups import OWN_PAGE

LOOKS_SINCE = timedelta(days=365)
MOST_EVENTS = 1000

SAID = {
    Action.SHOWN: gettext_lazy("Looked at what is held about you"),
    Action.LISTED: gettext_lazy("Had you on a list on the screen"),
    Action.FOUND: gettext_lazy("Searched and found you"),
    Action.EXPORTED: gettext_lazy("Took out a list that you are on"),
    Action.IMPORTED: gettext_lazy("Sent in the office’s list with you on it"),
    Action.RECORDED: gettext_lazy("Wrote down something about you"),
    Action.ERASED: gettext_lazy("Erased something about you"),
    Action.MOVED: gettext_lazy("Let you move to another office"),
    Action.JOINED: gettext_lazy("Joined two records about you into one"),
}
SAID_OF_CONTACT = {
    Action.SHOWN: gettext_lazy("Looked up how to reach you"),
    Action.RECORDED: gettext_lazy("Wrote down how to reach you"),
    Action.ERASED: gettext_lazy("Erased how to reach you"),
}
SAID_OF_OWN_PAGE = {
    Action.INVITED: gettext_lazy("Made a link to this page"),
    Action.SHOWN: gettext_lazy("Opened this page"),
    Action.RECORDED: gettext_lazy("Gave an answer on this page"),
    Action.REQUESTED: gettext_lazy("Asked for correction or erasure"),
    Action.EXPORTED: gettext_lazy("Took a copy of this page"),
}
SAID_ABOUT = {"contact": SAID_OF_CONTACT, OWN_PAGE: SAID_OF_OWN_PAGE}


@dataclass(frozen=True, slots=True)
class Look:
    """Something that was done with a person's data on a day, once or more."""

    day: date
    who: str
    what: str
    times: int


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that is held about one participant."""

    person: Participant
    contact: ContactDetails | None
    journey: RecordedJourney
    question: Question | None
    requests: list[DataRequest]
    looks: list[Look]


def participant_in(visit: str, now: datetime) -> Participant | None:
    """Whose visit this is, as long as it lasts."""
    links = OwnPageLink.objects.visited(visit, now).select_related(
        "participant__office", "participant__contact"
    )
    link = links.first()
    return link.participant if link else None


def held_about(person: Participant, now: datetime) -> Held:
    contact = getattr(person, "contact", None)
    return Held(
        person=person,
        contact=unseal(contact) if contact else None,
        journey=journey_of(person),
        question=open_question_of(person, timezone.localdate(now)),
        requests=list(person.data_requests.order_by("-asked_at", "pk")),
        looks=looks_at(person, now),
    )


def open_question_of(person: Participant, today: date) -> Question | None:
    """What the person is asked now, the latest question first."""
    unanswered = person.questions.filter(is_open(today), answer__in=UNANSWERED)
    return unanswered.order_by("-month", "pk").first()


def looks_at(person: Participant, now: datetime) -> list[Look]:
    """What was done in the last year, newest day first; the same on one day by the same office is one line."""
    joined = person.joinings.done().values_list("gone_id", flat=True)
    events = Event.objects.filter(subject_ids__overlap=[person.pk, *joined], at__gte=now - LOOKS_SINCE)
    events = list(events.order_by("-at", "pk")[:MOST_EVENTS])
    actors = {event.actor_id for event in events if event.actor_id}
    roles = dict(User.objects.filter(pk__in=actors).values_list("pk", "role"))
    offices = Partner.objects.in_bulk({event.office_id for event in events if event.office_id})
    found = Counter(
        (timezone.localdate(event.at), _who(event, roles.get(event.actor_id), offices), _what(event))
        for event in events
    )
    return [Look(day, who, what, times) for (day, who, what), times in found.items()]


def _who(event: Event, role: str | None, offices: dict[UUID, Partner]) -> str:
    role = event.post or role
    if role == Role.NAV_LEADER:
        return offices[event.office_id].name if event.office_id in offices else _("A NAV office")
    if role == Role.KREM_STAFF:
        return "KREM"
    if event.actor_id is not None:
        return _("A mentor")
    return _("You") if event.subject == OWN_PAGE else _("The portal")


def _what(event: Event) -> str:
    said = SAID_ABOUT.get(event.subject, SAID)
    what = str(said.get(Action(event.action), event.get_action_display()))
    if event.reason in ContactReason.values:
        what = f"{what}: {ContactReason(event.reason).label}"
    return _("%(what)s (was refused)") % {"what": what} if event.decision == Decision.REFUSED else what
