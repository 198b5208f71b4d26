"""A leader's own choices about the front page."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from audit.access import require
from audit.enums import Action
from audit.forms import data_of
from participants.actions.desks import choose_desk, mark_seen
from participants.permissions import refusal_to_keep_desk
from participants.queries.desks import FRONT_PAGE, desk_of

CHOICES = [(each.code, each.label) for each in FRONT_PAGE]


class DeskForm(forms.Form):
    """Which counts stand on the front page, and which come in the weekly letter."""

    shown = forms.MultipleChoiceField(
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}),
        label=gettext_lazy("Show on the front page"),
    )
    mailed = forms.MultipleChoiceField(
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}),
        label=gettext_lazy("Count in a letter every Monday"),
        help_text=gettext_lazy("The letter holds numbers only, never a reference or a name."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    require(refusal_to_keep_desk(request.user), by=request.user.pk, subject="desk", ids=[request.user.pk])
    kept = desk_of(request.user)
    first = {"shown": [code for code, _label in CHOICES if code not in kept.hidden], "mailed": kept.mailed}
    form = DeskForm(data_of(request), initial=first)
    if form.is_valid():
        choose_desk(**form.cleaned_data, by=request.user, today=timezone.localdate())
        messages.success(request, _("Your choices are saved."))
        return redirect("home")
    return render(request, "participants/desk.html", {"form": form})


@require_POST
def desk_seen(request: HttpRequest) -> HttpResponse:
    """What came in after the page was drawn stays new: `until` is when that was."""
    require(
        refusal_to_keep_desk(request.user),
        by=request.user.pk,
        subject="desk",
        ids=[request.user.pk],
        action=Action.RECORDED,
    )
    now = timezone.now()
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        until = None
    mark_seen(until=until if until and timezone.is_aware(until) else now, by=request.user, now=now)
    messages.success(request, _("What was new is marked as seen."))
    return redirect("home")
