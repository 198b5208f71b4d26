"""Recording a person's moves by hand: add, correct, take out, undo."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.unsaved_forms import keeps_unsaved_form, take_unsaved_form
from audit.access import get_visible_or_404, require
from audit.actions import Refused
from audit.enums import Action
from participants.actions.records import correct_move, record_move, remove_move, undo_move
from participants.enums import LeftReason, State
from participants.forms.records import CorrectMoveForm, MoveForm, keep_typed, move_initial
from participants.models import Move, Participant
from participants.permissions import refusal_to_record
from participants.queries.journeys import journey_of, mark_of
from participants.views.people import participant_or_404, record_look
from participants.workbook.checking import REASON_WITHOUT_LEAVING

REMOVE = "remove"


@keeps_unsaved_form
@require_http_methods(["GET", "HEAD", "POST"])
def move_new(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """The second of two clicks: the state was chosen on the page before, and the day is today."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_record(request.user, person, today),
        by=request.user.pk,
        subject="participant",
        ids=[person.pk],
        office=person.office_id,
        action=Action.RECORDED,
    )
    journey = journey_of(person)
    typed = request.POST or take_unsaved_form(request, timezone.now())
    first = {"day": today, "target": chosen_state(request.GET.get("to", "")), "seen": mark_of(journey.moves)}
    form = MoveForm(typed or None, initial=first, today=today)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        try:
            record_move(
                participant=person, facts=facts, seen=form.cleaned_data["seen"], by=request.user, today=today
            )
        except Refused as refused:
            keep_typed(form, str(refused), mark_of(journey_of(person).moves))
        else:
            _say_recorded(request, form)
            return redirect("participant", person.pk)
    _say_typed(request, bool(typed))
    record_look(request, person)
    context = {"person": person, "journey": journey_of(person), "form": form}
    return render(request, "participants/move_new.html", context)


@keeps_unsaved_form
@require_http_methods(["GET", "HEAD", "POST"])
def move_correct(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """Say what a move should have said, or that it should not be there, and why."""
    today = timezone.localdate()
    move = _move_or_404(request, move_id)
    person = move.participant
    require(
        refusal_to_record(request.user, person, today),
        by=request.user.pk,
        subject="participant",
        ids=[person.pk],
        office=person.office_id,
        action=Action.RECORDED,
    )
    if request.method != "POST" and not move.stands:
        messages.info(request, _("This has been changed already. Open the participant again to see how."))
        return redirect("participant", person.pk)
    journey = journey_of(person)
    typed = request.POST or take_unsaved_form(request, timezone.now())
    first = {**move_initial(move), "seen": mark_of(journey.moves)}
    form = CorrectMoveForm(typed or None, initial=first, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            _correct(request, move, form)
        except Refused as refused:
            keep_typed(form, str(refused), mark_of(journey_of(person).moves))
        else:
            return _back_from(request, person)
    _say_typed(request, bool(typed))
    record_look(request, person)
    context = {"person": person, "journey": journey_of(person), "form": form, "move": move}
    return render(request, "participants/move_correct.html", context)


@require_POST
def move_undo(request: HttpRequest, move_id: UUID) -> HttpResponse:
    move = _move_or_404(request, move_id)
    try:
        undo_move(move=move, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The move was undone. The history keeps it."))
    return redirect("participant", move.participant_id)


def _back_from(request: HttpRequest, person: Participant) -> HttpResponse:
    """Back to the person, or to the work list for whoever came from there."""
    return redirect("home") if request.GET.get("then") == "home" else redirect("participant", person.pk)


def chosen_state(code: str) -> str:
    """A state from an address, empty where it says nothing known."""
    return code if code in State.values else ""


def _correct(request: HttpRequest, move: Move, form: CorrectMoveForm) -> None:
    """Whichever of the form's two buttons was pressed."""
    action = {
        "move": move,
        "because": form.cleaned_data["because"],
        "seen": form.cleaned_data["seen"],
        "by": request.user,
        "today": form.today,
    }
    if request.POST.get("action") == REMOVE:
        remove_move(**action)
        messages.success(request, _("The move was taken out. The history keeps it."))
    else:
        correct_move(facts=form.facts(), **action)
        _say_recorded(request, form)


def _say_recorded(request: HttpRequest, form: MoveForm) -> None:
    messages.success(request, _("The move is recorded."))
    facts = form.facts()
    if facts.left_reason != LeftReason.UNKNOWN and facts.target != State.LEFT:
        messages.info(request, str(REASON_WITHOUT_LEAVING))


def _say_typed(request: HttpRequest, was_typed: bool) -> None:
    if was_typed and request.method != "POST":
        messages.info(request, _("You were signed out before this was recorded. What you had typed is here."))


def _move_or_404(request: HttpRequest, move_id: UUID) -> Move:
    visible = Move.objects.visible_to(request.user, timezone.localdate())
    return get_visible_or_404(
        visible.select_related("participant__office"), "move", move_id, by=request.user.pk
    )
