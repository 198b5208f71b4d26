"""The file of a list: asked for on a page of its own, because a reason has to be given."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.signing_in.stepping_up import ask_again
from audit.access import require
from audit.actions import Refused
from audit.enums import Action
from audit.forms import data_of
from participants.actions.exports import export_people
from participants.enums import ExportKind
from participants.forms.records import PlainText
from participants.permissions import refusal_to_export
from participants.queries.desks import desk_of, viewer_of
from participants.queries.whereabouts import LISTS
from participants.views.people import choice_or_404, office_or_404, people_of

CONTENT_TYPES = {
    ExportKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportKind.CSV: "text/csv; charset=utf-8",
}


class ExportForm(forms.Form):
    """What the file is for, and how it is to be written."""

    reason = PlainText(
        label=gettext_lazy("What do you need the file for?"),
        help_text=gettext_lazy("Your answer is logged with everybody on the list."),
        error_messages={"required": gettext_lazy("Write what the file is needed for.")},
    )
    kind = forms.TypedChoiceField(
        choices=ExportKind.choices,
        coerce=ExportKind,
        initial=ExportKind.XLSX,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        label=gettext_lazy("Kind of file"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def participant_export(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """What the list shows, as a file. Whoever asks has proved a short while ago who they are."""
    now = timezone.now()
    office = office_or_404(request.user, office_id, timezone.localdate(now))
    viewer = viewer_of(request.user, [office], desk_of(request.user), now)
    require(
        refusal_to_export(request.user, office, viewer.today),
        by=request.user.pk,
        subject="office",
        ids=[office.pk],
        office=office.pk,
        action=Action.EXPORTED,
    )
    if again := ask_again(request):
        return again
    choice = choice_or_404(request, office, viewer.today)
    people = choice.people(people_of(office, request.user, viewer.today), viewer)
    form = ExportForm(data_of(request))
    if form.is_valid():
        kind, reason = form.cleaned_data["kind"], form.cleaned_data["reason"]
        try:
            data = export_people(
                office=office, people=people, kind=kind, reason=reason, by=request.user, today=viewer.today
            )
        except Refused as refused:
            form.add_error("reason", str(refused))
        else:
            name = f"{_('participants')}-{office.slug}-{viewer.today.isoformat()}.{kind.value}"
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return HttpResponse(data, content_type=CONTENT_TYPES[kind], headers=headers)
    context = {
        "office": office,
        "form": form,
        "choice": choice,
        "number": people.count(),
        "label": LISTS[choice.cleaned_data["list"]].label,
    }
    return render(request, "participants/export.html", context)
