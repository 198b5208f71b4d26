"""What will be deleted and when, by which rule, and erasing at once where a participant asks for it."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from audit.access import get_visible_or_404, require
from audit.enums import Action
from audit.forms import data_of, done
from audit.recording import record
from participants.actions.erasure import choose_rule, erase_on_request, refuse_erasure
from participants.enums import DataRequestKind, ErasureRefusal
from participants.forms.records import PlainText
from participants.forms.transfers import RuleForm
from participants.models import DataRequest
from participants.permissions import refusal_to_answer_data_request, refusal_to_keep_rule
from participants.queries.lookups import OWN_PAGE
from participants.queries.retention import Rule, rule_of
from participants.views.people import office_or_404, people_of

SOON = timedelta(days=30)


class ErasureAnswerForm(forms.Form):
    """Erase, or say why not."""

    what = forms.ChoiceField(
        label=gettext_lazy("What do you do?"),
        choices=[
            ("erase", gettext_lazy("Erase everything now. It cannot be undone.")),
            *ErasureRefusal.choices,
        ],
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": gettext_lazy("Choose to erase, or why you cannot.")},
    )
    more = PlainText(
        label=gettext_lazy("More about why it cannot be erased"),
        required=False,
        help_text=gettext_lazy("The participant reads this. Never write health information or names here."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def deletions(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Who is deleted in the next thirty days, and the rule that says when."""
    today = timezone.localdate()
    office = office_or_404(request.user, office_id, today)
    may_not = refusal_to_keep_rule(request.user, office, today)
    rule = rule_of(office.pk)
    form = RuleForm(data_of(request), initial={"months": rule.months, "legal_basis": rule.legal_basis})
    if done(form, lambda given: choose_rule(office=office, rule=Rule(**given), by=request.user, today=today)):
        messages.success(request, _("The rule is saved, and the days follow it."))
        return redirect("deletions", office.pk)
    people = people_of(office, request.user, today).filter(delete_on__lte=today + SOON)
    people = list(people.order_by("delete_on", "reference", "pk"))
    record(Action.LISTED, "participant", [each.pk for each in people], by=request.user.pk, office=office.pk)
    context = {"office": office, "people": people, "form": None if may_not else form, "rule": rule}
    return render(request, "participants/deletions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest, data_request_id: UUID) -> HttpResponse:
    """The second look before everything goes, and the place to say why it must stay."""
    now = timezone.now()
    asked = _asked_or_404(request, data_request_id)
    person = asked.participant
    require(
        refusal_to_answer_data_request(request.user, person, timezone.localdate(now)),
        by=request.user.pk,
        subject=OWN_PAGE,
        ids=[person.pk],
        office=asked.office_id,
        action=Action.ERASED,
    )
    form = ErasureAnswerForm(data_of(request))
    if done(form, lambda given: _answer(asked, given, request)):
        if form.cleaned_data["what"] == "erase":
            messages.success(request, _("Everything is erased. What is left are numbers without a person."))
            return redirect("participant_list", asked.office_id)
        messages.success(request, _("The answer stands on the participant’s own page."))
        return redirect("own_page_give", person.pk)
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=person.office_id)
    context = {"person": person, "asked": asked, "form": form}
    return render(request, "participants/erasure.html", context)


def _answer(asked: DataRequest, given: dict, request: HttpRequest) -> DataRequest:
    now = timezone.now()
    if given["what"] == "erase":
        erase_on_request(data_request=asked, by=request.user, now=now)
    else:
        refuse_erasure(
            data_request=asked,
            reason=ErasureRefusal(given["what"]),
            more=given["more"],
            by=request.user,
            now=now,
        )
    return asked


def _asked_or_404(request: HttpRequest, data_request_id: UUID) -> DataRequest:
    visible = DataRequest.objects.visible_to(request.user, timezone.localdate())
    visible = visible.filter(kind=DataRequestKind.ERASURE).select_related("participant__office")
    return get_visible_or_404(visible, "data request", data_request_id, by=request.user.pk)
