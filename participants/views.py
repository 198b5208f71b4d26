"""The people of an office: their lists, and one person's journey. Every look is in the log."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from audit.enums import Action, Decision
from audit.recording import record
from clusters.models import Partner
from participants.forms import ReferenceForm
from participants.journeys import journey_of
from participants.models import Participant, ParticipantQuerySet
from participants.permissions import may_see_offices
from participants.whereabouts import EVERYBODY, Group, groups_of, in_group

PAGE_LENGTH = 50


@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    """The offices somebody can see; whoever has one goes straight there."""
    if refusal := may_see_offices(request.user):
        raise PermissionDenied(refusal)
    offices = Partner.objects.visible_to(request.user, timezone.localdate())
    offices = list(offices.annotate(people=Count("participants", distinct=True)).order_by("name", "pk"))
    if len(offices) == 1:
        return redirect("participant_list", offices[0].pk)
    return render(request, "participants/office_list.html", {"offices": offices})


@require_safe
def participant_list(request: HttpRequest, office_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    office = office_or_404(request.user, office_id, today)
    people = _people_of(office, request.user, today)
    code = request.GET.get("state", EVERYBODY)
    groups = groups_of(people)
    chosen = next((group for group in groups if group.code == code), None)
    if chosen is None:
        raise Http404("No such state.")
    paginator = Paginator(in_group(people, code).order_by("reference", "pk"), PAGE_LENGTH)
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
            "counts": count_links(groups, office, code),
            "form": ReferenceForm(),
        },
    )


@require_POST
def participant_find(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Search by reference. Nothing is kept and nothing stands in the address."""
    today = timezone.localdate()
    office = office_or_404(request.user, office_id, today)
    form = ReferenceForm(request.POST)
    people = []
    if form.is_valid():
        found = _people_of(office, request.user, today).with_reference(form.cleaned_data["reference"])
        people = list(found.order_by("pk"))
        _record_listing(Action.FOUND, people, request.user, office)
    return render(request, "participants/found.html", {"office": office, "form": form, "people": people})


@require_safe
def participant(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    person = _participant_or_404(request.user, participant_id, today)
    journey = journey_of(person)
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=person.office_id)
    return render(
        request,
        "participants/participant.html",
        {"person": person, "journey": journey, "state": journey.state_on(today)},
    )


def office_or_404(user: User, office_id: UUID, today: date) -> Partner:
    """An office a user may see the people of. A refusal looks like a page that is not there, and is in the log."""
    office = Partner.objects.visible_to(user, today).filter(pk=office_id).first()
    if office is None:
        record(Action.LISTED, "office", [office_id], by=user.pk, decision=Decision.REFUSED)
        raise Http404("No such office.")
    return office


def count_links(groups: list[Group], office: Partner, current: str | None) -> list[dict[str, object]]:
    """Counts that lead to their lists."""
    url = reverse("participant_list", args=[office.pk])
    return [
        {
            "code": group.code,
            "label": group.label,
            "number": group.number,
            "url": f"{url}?state={group.code}" if group.code else url,
            "is_current": group.code == current,
        }
        for group in groups
    ]


def _participant_or_404(user: User, participant_id: UUID, today: date) -> Participant:
    visible = Participant.objects.visible_to(user, today).select_related("office")
    person = visible.filter(pk=participant_id).first()
    if person is None:
        record(Action.SHOWN, "participant", [participant_id], by=user.pk, decision=Decision.REFUSED)
        raise Http404("No such participant.")
    return person


def _people_of(office: Partner, user: User, today: date) -> ParticipantQuerySet:
    return Participant.objects.visible_to(user, today).filter(office=office).with_state(today)


def _record_listing(action: Action, people: list[Participant], user: User, office: Partner) -> None:
    record(action, "participant", [person.pk for person in people], by=user.pk, office=office.pk)
