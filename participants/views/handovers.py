"""Hand-over of an office from one leader to the next. Both see the same page, each as long as the own seat lasts."""

from datetime import date, datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from audit.access import get_visible_or_404, require
from audit.actions import Refused
from audit.enums import Action
from audit.forms import DAY_FORMATS, DayInput, data_of, done
from clusters.models import Partner
from participants.actions.handover_notes import settle_note, write_note
from participants.enums import NoteKind
from participants.forms.records import PlainText
from participants.models import Desk, HandoverNote
from participants.models.handovers import NOTE_LENGTH
from participants.permissions import refusal_to_hand_over
from participants.queries.desks import viewer_of
from participants.queries.handovers import (
    OPEN_CASES,
    Handover,
    agreements_of,
    handovers_at,
    questions_ahead,
    tasks_of,
)
from participants.queries.whereabouts import count_by_office, groups_of, links_to
from participants.views.people import office_or_404, people_of


class NoteForm(forms.Form):
    """Something whoever comes next should know."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=NoteKind.choices,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        initial=NoteKind.NOTE,
        error_messages={"required": gettext_lazy("Choose what it is.")},
    )
    text = PlainText(
        label=gettext_lazy("What should your successor know?"),
        help_text=gettext_lazy("About the work only. Never write about a participant or a colleague here."),
        error_messages={"required": gettext_lazy("Write what whoever comes next should know.")},
        longest=NOTE_LENGTH,
    )
    due_on = forms.DateField(
        label=gettext_lazy("By which day? (optional)"),
        required=False,
        input_formats=DAY_FORMATS,
        widget=DayInput(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """What goes with the office: who leaves and comes, what waits, what was agreed, and a form for notes."""
    now = timezone.now()
    today = timezone.localdate(now)
    office = office_or_404(request.user, office_id, today)
    if request.method == "POST":
        require(
            refusal_to_hand_over(request.user, office, today),
            by=request.user.pk,
            subject="hand-over note",
            office=office.pk,
            action=Action.RECORDED,
        )
    form = NoteForm(data_of(request))
    if done(form, lambda given: write_note(office=office, by=request.user, now=now, **given)):
        messages.success(request, _("Your note is written down for whoever comes next."))
        return redirect("handover", office.pk)
    context = {"office": office, "form": form}
    return render(request, "participants/handover.html", context | _handed_over(office, request.user, now))


@require_POST
def handover_settle(request: HttpRequest, note_id: UUID) -> HttpResponse:
    now = timezone.now()
    note = _note_or_404(request.user, note_id, timezone.localdate(now))
    try:
        settle_note(note=note, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The note is settled."))
    return redirect("handover", note.office_id)


def _handed_over(office: Partner, user: User, now: datetime) -> dict[str, object]:
    # Nothing here is new or seen, so nobody's desk is asked for.
    viewer = viewer_of(user, [office], Desk(user=user), now)
    today = viewer.today
    passing = next(iter(handovers_at([office], today)), Handover(office, today))
    numbers = count_by_office(people_of(office, user, today), OPEN_CASES, viewer).get(office.pk, {})
    tasks = list(tasks_of(passing, user, today))
    notes = HandoverNote.objects.visible_to(user, today).standing().filter(office=office)
    return {
        "handover": passing,
        # A leader who sees the office has a seat there.
        "can_write": viewer.of_office,
        "counts": links_to(groups_of(numbers, OPEN_CASES), office, None),
        "ahead": questions_ahead(office, user, today),
        "held": [task for task in tasks if task.owner_user_id in passing.leavers],
        "begun": [task for task in tasks if task.owner_user_id not in passing.leavers],
        "agreements": agreements_of(office, user, today),
        "notes": notes.select_related("written_by").in_order(),
    }


def _note_or_404(user: User, note_id: UUID, today: date) -> HandoverNote:
    visible = HandoverNote.objects.visible_to(user, today).select_related("office")
    return get_visible_or_404(visible, "hand-over note", note_id, by=user.pk)
