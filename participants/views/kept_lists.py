"""The list a reader last looked at, kept in the session: codes and an office, never a person.

It gives the way back with filters and page as they were, and the people before and after the one that is shown.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from participants.forms.listing import chosen_list
from participants.models import Participant
from participants.queries.desks import desk_of, viewer_of

KEPT = "people_list"


@dataclass(frozen=True, slots=True)
class Beside:
    """Who stands before and after somebody on the list, and where the list is."""

    list_url: str
    previous: UUID | None = None
    following: UUID | None = None
    place: int = 0
    of: int = 0


def keep_list(request: HttpRequest, office: UUID) -> None:
    request.session[KEPT] = {"office": str(office), "query": request.GET.urlencode()}


def kept_query(request: HttpRequest, office: UUID) -> str:
    """What was last chosen at this office, as it stands in an address."""
    kept = request.session.get(KEPT) or {}
    return kept.get("query", "") if kept.get("office") == str(office) else ""


def beside(request: HttpRequest, person: Participant, now: datetime) -> Beside:
    """One query for the ids of the list, in the order it was shown; none for whoever came from no list."""
    url = reverse("participant_list", args=[person.office_id])
    if (request.session.get(KEPT) or {}).get("office") != str(person.office_id):
        return Beside(url)
    query = kept_query(request, person.office_id)
    list_url = f"{url}?{query}"
    viewer = viewer_of(request.user, [person.office], desk_of(request.user), now)
    choice = chosen_list(QueryDict(query), person.office, viewer.today)
    if choice is None:
        return Beside(list_url)
    everybody = Participant.objects.visible_to(request.user, viewer.today).filter(office=person.office_id)
    ids = list(choice.people(everybody, viewer).values_list("pk", flat=True))
    place = ids.index(person.pk) if person.pk in ids else None
    if place is None:
        return Beside(list_url)
    return Beside(
        list_url,
        previous=ids[place - 1] if place else None,
        following=ids[place + 1] if place + 1 < len(ids) else None,
        place=place + 1,
        of=len(ids),
    )
