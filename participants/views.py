"""The people of an office: their lists, and one person's journey. Every look is in the log."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.db.models.functions import Upper
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from audit.doors import found
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.contacts import indexes_of
from participants.desks import desk_of, sight_of
from participants.forms import FindForm
from participants.history import history_of
from participants.journeys import journey_of, whole_journey_of
from participants.listing import ListForm, chosen_list
from participants.models import DataRequest, Participant, ParticipantQuerySet
from participants.next_steps import next_steps_of
from participants.permissions import may_record, may_see_offices
from participants.pictures import band_of
from participants.whereabouts import BY_STATE, REST, TO_DO, Group, count_by_office, groups_of

PAGE_LENGTH = 50


@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    """The offices somebody can see; whoever has one goes straight there."""
    if refusal := may_see_offices(request.user):
        raise PermissionDenied(refusal)
    offices = Partner.objects.visible_to(request.user, timezone.localdate()).order_by("name", "pk")
    paginator = Paginator(offices.annotate(people=Participant.objects.counted_by_office()), PAGE_LENGTH)
    # Counted without the people in it: they are asked for with the offices of one page.
    paginator.count = offices.count()
    page = paginator.get_page(request.GET.get("page"))
    offices = list(page.object_list)
    if paginator.count == 1:
        return redirect("participant_list", offices[0].pk)
    return render(request, "participants/office_list.html", {"offices": offices, "page": page})


@require_safe
def participant_list(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Counts that are links, and the people of the one that was chosen."""
    now = timezone.now()
    office = office_or_404(request.user, office_id, timezone.localdate(now))
    sight = sight_of(request.user, [office], desk_of(request.user), now)
    choice = choice_or_404(request, office, sight.today)
    lists = (*BY_STATE, *REST, *TO_DO)
    everybody = people_of(office, request.user, sight.today)
    numbers = count_by_office(everybody, lists, sight).get(office.pk, {})
    code = choice.cleaned_data["list"]
    chosen = next(group for group in groups_of(numbers, lists) if group.code == code)
    paginator = Paginator(choice.people(everybody, sight), PAGE_LENGTH)
    if not choice.is_narrowed:
        paginator.count = chosen.number
    page = paginator.get_page(request.GET.get("page"))
    _record_listing(Action.LISTED, page.object_list, request.user, office)
    return render(
        request,
        "participants/participant_list.html",
        {
            "office": office,
            "page": page,
            "people": page.object_list,
            "chosen": chosen,
            "choice": choice,
            "counts": count_links(_worth_showing(numbers), office, code),
            "to_do": count_links(groups_of(numbers, TO_DO), office, code),
            "form": FindForm(),
        },
    )


@require_POST
def participant_find(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Search by the whole reference or the whole name. Nothing is kept and nothing stands in the address."""
    today = timezone.localdate()
    office = office_or_404(request.user, office_id, today)
    form = FindForm(request.POST)
    people = []
    if form.is_valid():
        everybody = people_of(office, request.user, today).select_related("whereabouts")
        people = _found(everybody, form.cleaned_data["words"])
        _record_listing(Action.FOUND, people, request.user, office)
    return render(request, "participants/found.html", {"office": office, "form": form, "people": people})


@require_safe
def participant(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """One person: where they are, what is next, and the journey as a picture and a table."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    journey = journey_of(person)
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=person.office_id)
    return render(
        request,
        "participants/participant.html",
        {
            "person": person,
            "journey": journey,
            "state": journey.state_on(today),
            "picture": band_of(journey, today),
            "steps": next_steps_of(person, journey, today),
            # Whoever records here may also see how to reach the person.
            "can_record": not may_record(request.user, person, today),
            "asks": person.asks,
            "today": today,
        },
    )


@require_safe
def participant_history(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Who changed what about a person, when and why."""
    person = participant_or_404(request.user, participant_id, timezone.localdate())
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=person.office_id)
    history = history_of(person, whole_journey_of(person))
    return render(request, "participants/history.html", {"person": person, "history": history})


def office_or_404(user: User, office_id: UUID, today: date) -> Partner:
    """An office a user may see the people of."""
    offices = Partner.objects.visible_to(user, today)
    return found(offices, "office", office_id, by=user.pk, action=Action.LISTED)


def participant_or_404(user: User, participant_id: UUID, today: date) -> Participant:
    """A person a user may see; `asks` tells whether the person waits for an answer about the data that is held."""
    waiting = DataRequest.objects.waiting().filter(participant=OuterRef("pk"))
    visible = Participant.objects.visible_to(user, today).select_related("office")
    return found(visible.annotate(asks=Exists(waiting)), "participant", participant_id, by=user.pk)


def choice_or_404(request: HttpRequest, office: Partner, today: date) -> ListForm:
    """What the address chooses; one that chooses what nobody can is no page."""
    choice = chosen_list(request.GET, office, today)
    if choice is None:
        raise Http404("No such list.")
    return choice


def people_of(office: Partner, user: User, today: date) -> ParticipantQuerySet:
    return Participant.objects.visible_to(user, today).filter(office=office)


def count_links(groups: list[Group], office: Partner, current: str | None) -> list[dict[str, object]]:
    """Counts that lead to their lists."""
    url = reverse("participant_list", args=[office.pk])
    return [
        {
            "code": group.code,
            "label": group.label,
            "number": group.number,
            "url": f"{url}?list={group.code}" if group.code else url,
            "is_current": group.code == current,
        }
        for group in groups
    ]


def _found(everybody: ParticipantQuerySet, words: str) -> list[Participant]:
    """Whoever has this reference, else whoever has this name."""
    by_reference = list(everybody.with_reference(words).order_by("pk"))
    return by_reference or list(
        everybody.with_name_index(indexes_of(words)).order_by(Upper("reference"), "pk")
    )


def _worth_showing(numbers: dict[str, int]) -> list[Group]:
    """Each state, and the rest where there is somebody."""
    rest = [group for group in groups_of(numbers, REST) if group.number]
    return [*groups_of(numbers, BY_STATE), *rest]


def _record_listing(action: Action, people: list[Participant], user: User, office: Partner) -> None:
    record(action, "participant", [person.pk for person in people], by=user.pk, office=office.pk)
