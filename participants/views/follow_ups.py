"""One answer on a person's page: recorded, corrected, taken back."""

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
from audit.forms import done
from participants.actions.records import correct_answer, record_answer, undo_answer
from participants.enums import FollowUpMonth
from participants.forms.records import AnswerForm, CorrectAnswerForm, answer_initial, keep_typed
from participants.models import FollowUp, Participant
from participants.permissions import refusal_to_record
from participants.queries.journeys import mark_of
from participants.views.due import after_undo
from participants.views.people import participant_or_404, record_look


@keeps_unsaved_form
@require_http_methods(["GET", "HEAD", "POST"])
def answer_new(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Write down one answer, or that nobody was reached."""
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
    typed = request.POST or take_unsaved_form(request, timezone.now())
    first = {"day": today, "month": chosen_month(request), "seen": _seen(person)}
    form = AnswerForm(typed or None, initial=first, today=today)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            record_answer(participant=person, facts=form.facts(), seen=seen, by=request.user, today=today)
        except Refused as refused:
            keep_typed(form, str(refused), _seen(person))
        else:
            messages.success(request, _("The answer is recorded."))
            return redirect("participant", person.pk)
    record_look(request, person)
    context = {"person": person, "form": form, "title": _("Record the answer")}
    return render(request, "participants/answer_form.html", context)


@keeps_unsaved_form
@require_http_methods(["GET", "HEAD", "POST"])
def answer_correct(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Say what an answer should have said, and why."""
    today = timezone.localdate()
    follow_up = _follow_up_or_404(request, follow_up_id)
    person = follow_up.participant
    require(
        refusal_to_record(request.user, person, today),
        by=request.user.pk,
        subject="participant",
        ids=[person.pk],
        office=person.office_id,
        action=Action.RECORDED,
    )
    typed = request.POST or take_unsaved_form(request, timezone.now())
    form = CorrectAnswerForm(typed or None, initial=answer_initial(follow_up), today=today)
    if request.method == "POST" and done(
        form,
        lambda given: correct_answer(
            follow_up=follow_up,
            facts=form.facts(),
            because=given["because"],
            by=request.user,
            today=today,
        ),
    ):
        messages.success(request, _("The answer is corrected. What stood before stays in the history."))
        return redirect("participant", person.pk)
    record_look(request, person)
    context = {"person": person, "form": form, "title": _("Correct the answer")}
    return render(request, "participants/answer_form.html", context)


@require_POST
def answer_undo(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    follow_up = _follow_up_or_404(request, follow_up_id)
    try:
        undo_answer(follow_up=follow_up, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if not request.htmx:
            messages.success(request, _("The answer was undone. The history keeps it."))
    return after_undo(request, follow_up)


def _seen(person: Participant) -> str:
    return mark_of(person.follow_ups.standing())


def chosen_month(request: HttpRequest) -> int | None:
    """A month from an address, nothing where it says none of the three."""
    month = request.GET.get("month", "")
    return int(month) if month in map(str, FollowUpMonth.values) else None


def _follow_up_or_404(request: HttpRequest, follow_up_id: UUID) -> FollowUp:
    visible = FollowUp.objects.visible_to(request.user, timezone.localdate())
    visible = visible.select_related("participant__office")
    return get_visible_or_404(visible, "follow-up", follow_up_id, by=request.user.pk)
