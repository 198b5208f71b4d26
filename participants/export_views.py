"""The file of a list: asked for on a page of its own, because a reason has to be given."""

from uuid import UUID

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audit.deeds import Refused
from audit.forms import data_of
from participants.desks import desk_of, sight_of
from participants.enums import ExportKind
from participants.exporting import export_people
from participants.permissions import may_export
from participants.record_forms import PlainText
from participants.views import choice_or_404, office_or_404, people_of
from participants.whereabouts import LISTS

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
        widget=forms.RadioSelect,
        label=gettext_lazy("Kind of file"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def participant_export(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """What the list shows, as a file. Whoever asks has proved a short while ago who they are."""
    now = timezone.now()
    office = office_or_404(request.user, office_id, timezone.localdate(now))
    sight = sight_of(request.user, [office], desk_of(request.user), now)
    if refusal := may_export(request.user, office, sight.today):
        raise PermissionDenied(refusal)
    if is_reauthentication_required(request, app="participants"):
        if request.method == "POST":
            # allauth would keep what was sent in the session, in plain.
            return redirect(request.get_full_path())
        raise ReauthenticationRequired
    choice = choice_or_404(request, office, sight.today)
    people = choice.people(people_of(office, request.user, sight.today), sight)
    form = ExportForm(data_of(request))
    if form.is_valid():
        kind, reason = form.cleaned_data["kind"], form.cleaned_data["reason"]
        try:
            data = export_people(
                office=office, people=people, kind=kind, reason=reason, by=request.user, today=sight.today
            )
        except Refused as refused:
            form.add_error("reason", str(refused))
        else:
            name = f"{_('participants')}-{office.slug}-{sight.today.isoformat()}.{kind.value}"
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
