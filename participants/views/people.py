"""The people of an office: their lists, and one person's journey. Every look is in the log."""

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import Role
from accounts.models import User
from audit.access import get_visible_or_404, no_such, require
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.forms.listing import ListForm, chosen_list
from participants.forms.offices import FindForm
from participants.models import DataRequest, OfficeTally, Participant, ParticipantQuerySet
from participants.permissions import refusal_to_record_at, refusal_to_see_offices
from participants.pictures import band_of
from participants.queries.desks import desk_of, viewer_of
from participants.queries.finding import MOST_FOUND, found
from participants.queries.history import history_of
from participants.queries.journeys import journey_of, whole_journey_of
from participants.queries.next_steps import next_steps_of
from participants.queries.whereabouts import (
    BY_STATE,
    REST,
    TO_DO,
    Group,
    count_by_office,
    groups_of,
    links_to,
)
from participants.views.kept_lists import beside, keep_list, kept_query

PAGE_LENGTH = 50


@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    """The offices somebody can see; whoever has one goes straight there."""
    require(refusal_to_see_offices(request.user), by=request.user.pk, subject="office", action=Action.LISTED)
    offices = Partner.objects.visible_to(request.user, timezone.localdate()).order_by("name", "pk")
    paginator = Paginator(offices.annotate(people=OfficeTally.objects.counted_by_office()), PAGE_LENGTH)
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
    viewer = viewer_of(request.user, [office], desk_of(request.user), now)
    if not request.GET and (query := kept_query(request, office.pk)):
        return redirect(f"{reverse('participant_list', args=[office.pk])}?{query}")
    choice = choice_or_404(request, office, viewer.today)
    keep_list(request, office.pk)
    lists = (*BY_STATE, *REST, *TO_DO)
    everybody = people_of(office, request.user, viewer.today)
    numbers = count_by_office(everybody, lists, viewer).get(office.pk, {})
    code = choice.cleaned_data["list"]
    chosen = next(group for group in groups_of(numbers, lists) if group.code == code)
    paginator = Paginator(choice.people(everybody, viewer), PAGE_LENGTH)
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
            "counts": links_to(_worth_showing(numbers), office, code),
            "to_do": links_to(groups_of(numbers, TO_DO), office, code),
            "can_register": request.user.role == Role.NAV_LEADER,
        },
    )


@require_POST
def participant_find(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Search at one office. Nothing is kept and nothing stands in the address."""
    today = timezone.localdate()
    office = office_or_404(request.user, office_id, today)
    return _search(request, people_of(office, request.user, today), {"office": office})


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """The search that stands on every page: at all offices the reader may see."""
    require(refusal_to_see_offices(request.user), by=request.user.pk, subject="office", action=Action.FOUND)
    return _search(request, Participant.objects.visible_to(request.user, timezone.localdate()), {})


def _search(request: HttpRequest, everybody: ParticipantQuerySet, context: dict[str, object]) -> HttpResponse:
    """One who is found is opened at once; several are listed."""
    form = FindForm(request.POST)
    people = []
    if form.is_valid():
        people = found(everybody.select_related("whereabouts", "office"), form.cleaned_data["words"])
        for office in sorted({person.office_id for person in people}) or [None]:
            ids = [person.pk for person in people if person.office_id == office]
            record(Action.FOUND, "participant", ids, by=request.user.pk, office=office)
        if len(people) == 1:
            return redirect("participant", people[0].pk)
    context |= {"form": form, "people": people[:MOST_FOUND], "are_more": len(people) > MOST_FOUND}
    return render(request, "participants/found.html", context)


@require_safe
def participant(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """One person: where they are, what is next, and the journey as a picture and a table."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    journey = journey_of(person)
    near = beside(request, person, timezone.now())
    record_look(request, person)
    is_own = not refusal_to_record_at(request.user, person.office, today)
    return render(
        request,
        "participants/participant.html",
        {
            "person": person,
            "journey": journey,
            "state": journey.state_on(today),
            "picture": band_of(journey, today),
            "steps": next_steps_of(person, journey, today),
            # Whoever records here may also see how to reach the person, and pass them on or shield them.
            "can_record": is_own and not person.is_shielded,
            "can_move": is_own,
            "can_shield": is_own or request.user.is_krem,
            "asks": person.asks,
            "today": today,
            "beside": near,
            "to_answer": [
                proposal
                for proposal in person.proposals.waiting()
                .select_related("proposed_by")
                .order_by("proposed_at", "pk")
                if proposal.waits_for_side_of(request.user) and not person.is_shielded
            ],
        },
    )


@require_safe
def participant_history(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Who changed what about a person, when and why."""
    person = participant_or_404(request.user, participant_id, timezone.localdate())
    record_look(request, person)
    history = history_of(person, whole_journey_of(person))
    return render(request, "participants/history.html", {"person": person, "history": history})


def office_or_404(user: User, office_id: UUID, today: date) -> Partner:
    """An office a user may see the people of."""
    offices = Partner.objects.visible_to(user, today)
    return get_visible_or_404(offices, "office", office_id, by=user.pk, action=Action.LISTED)


def participant_or_404(user: User, participant_id: UUID, today: date) -> Participant:
    """A person a user may see; `asks` tells whether the person waits for an answer about the data that is held."""
    waiting = DataRequest.objects.waiting().filter(participant=OuterRef("pk"))
    visible = Participant.objects.visible_to(user, today).select_related("office")
    return get_visible_or_404(
        visible.annotate(asks=Exists(waiting)), "participant", participant_id, by=user.pk
    )


def record_look(request: HttpRequest, person: Participant) -> None:
    """A page about somebody leaves a line in the log, a form no less than what it is filled in from."""
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=person.office_id)


def choice_or_404(request: HttpRequest, office: Partner, today: date) -> ListForm:
    """What the address chooses; one that chooses what nobody can is no page."""
    choice = chosen_list(request.GET, office, today)
    if choice is None:
        no_such("list")
    return choice


def people_of(office: Partner, user: User, today: date) -> ParticipantQuerySet:
    return Participant.objects.visible_to(user, today).filter(office=office)


def _worth_showing(numbers: dict[str, int]) -> list[Group]:
    """Each state, and the rest where there is somebody."""
    rest = [group for group in groups_of(numbers, REST) if group.number]
    return [*groups_of(numbers, BY_STATE), *rest]


def _record_listing(action: Action, people: list[Participant], user: User, office: Partner) -> None:
    record(action, "participant", [person.pk for person in people], by=user.pk, office=office.pk)
