"""Who changed what about a person, when and why, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from participants.models import Participant, Record
from participants.queries.journeys import RecordedJourney, summary_of

# What may change about a person, and whose change stays on record by a trigger.
FACTS = (
    "reference",
    "birth_year",
    "sex",
    "target_group",
    "effort_group",
    "informed_on",
    "is_shielded",
    "delete_on",
)
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class JourneyChange:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    why: str = ""


def history_of(person: Participant, journey: RecordedJourney) -> list[JourneyChange]:
    """Every change of the journey, the answers and the facts about a person. Nothing about a shielded one."""
    if person.is_shielded:
        return []
    changes = [*_of_records(journey), *_of_facts(person)]
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _of_records(journey: RecordedJourney) -> Iterator[JourneyChange]:
    records = {record.pk: record for record in (*journey.moves, *journey.follow_ups, *journey.superseded)}
    replaced = {record.replaces_id for record in records.values()}
    for record in records.values():
        before = records.get(record.replaces_id)
        yield JourneyChange(record.recorded_at, _name(record.recorded_by), *_came(record, before))
        if not record.stands and record.pk not in replaced:
            yield JourneyChange(
                record.superseded_at,
                _name(record.superseded_by),
                _("Removed: %(record)s") % {"record": summary_of(record)},
                record.superseded_because,
            )


def _came(record: Record, before: Record | None) -> tuple[str, str]:
    if before is None:
        return _("Recorded: %(record)s") % {"record": summary_of(record)}, ""
    what = _("Corrected: %(before)s, to %(after)s") % {
        "before": summary_of(before),
        "after": summary_of(record),
    }
    return what, before.superseded_because


def _of_facts(person: Participant) -> Iterator[JourneyChange]:
    events = list(person.events.order_by("pgh_created_at", "pgh_id"))
    names = _names({event.pgh_context.get("actor", SYSTEM) for event in events if event.pgh_context})
    before = None
    for event in events:
        who = names.get((event.pgh_context or {}).get("actor", SYSTEM), _("The portal"))
        if before is None:
            yield JourneyChange(event.pgh_created_at, who, _("The participant was registered"))
        elif changed := [name for name in FACTS if getattr(before, name) != getattr(event, name)]:
            labels = ", ".join(str(Participant._meta.get_field(name).verbose_name) for name in changed)
            yield JourneyChange(event.pgh_created_at, who, _("Changed: %(facts)s") % {"facts": labels})
        before = event


def _names(actors: set[str]) -> dict[str, str]:
    ids = {UUID(actor) for actor in actors if actor != SYSTEM}
    if not ids:
        return {}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")}


def _name(user: User | None) -> str:
    return user.name if user else _("The portal")
