"""Name and one way to reach somebody: behind a click of its own, with a reason."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from audit.access import require
from audit.enums import Action
from audit.forms import data_of
from participants.actions.contacts import SUBJECT, erase_contact, record_contact, show_contact
from participants.contacts import ContactDetails
from participants.enums import ContactReason
from participants.forms.records import PlainText
from participants.models import Contact
from participants.permissions import refusal_to_see_contact
from participants.views.people import participant_or_404, record_look


class WhyForm(forms.Form):
    """What the contact data is needed for."""

    reason = forms.TypedChoiceField(
        choices=ContactReason.choices,
        coerce=ContactReason,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        label=gettext_lazy("What do you need it for?"),
        help_text=gettext_lazy("Your answer is logged, and the participant can see it."),
        error_messages={"required": gettext_lazy("Choose what you need it for.")},
    )


class ContactForm(forms.Form):
    """What is held."""

    name = PlainText(
        label=gettext_lazy("Name"),
        is_sealed=True,
        error_messages={"required": gettext_lazy("Write the name.")},
    )
    way = PlainText(
        label=gettext_lazy("Telephone or e-mail"),
        is_sealed=True,
        help_text=gettext_lazy("One way to reach the participant. Never an address."),
        error_messages={"required": gettext_lazy("Write a telephone number or an e-mail address.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Ask why first; the answer to the form is the page that shows it, which is stored nowhere."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_see_contact(request.user, person, today),
        by=request.user.pk,
        subject=SUBJECT,
        ids=[person.pk],
        office=person.office_id,
    )
    if not Contact.objects.filter(participant=person).exists():
        return _page(request, person, edit=ContactForm())
    why = WhyForm(data_of(request))
    if not why.is_valid():
        return _page(request, person, why=why)
    details = show_contact(
        participant=person, reason=why.cleaned_data["reason"], by=request.user, today=today
    )
    edit = ContactForm(initial={"name": details.name, "way": details.way})
    return _page(request, person, details=details, edit=edit)


@require_POST
def contact_record(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_see_contact(request.user, person, today),
        by=request.user.pk,
        subject=SUBJECT,
        ids=[person.pk],
        office=person.office_id,
        action=Action.RECORDED,
    )
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, person, edit=form)
    record_contact(
        participant=person, details=ContactDetails(**form.cleaned_data), by=request.user, today=today
    )
    messages.success(request, _("The contact data is kept, sealed."))
    return redirect("participant", person.pk)


@require_POST
def contact_erase(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_see_contact(request.user, person, today),
        by=request.user.pk,
        subject=SUBJECT,
        ids=[person.pk],
        office=person.office_id,
        action=Action.ERASED,
    )
    erase_contact(participant=person, by=request.user, today=today)
    messages.success(request, _("The contact data is erased."))
    return redirect("participant", person.pk)


def _page(request: HttpRequest, person, *, why=None, details=None, edit=None) -> HttpResponse:
    if details is None:
        # Else the line says that contact data was shown, and why.
        record_look(request, person)
    context = {"person": person, "why": why, "details": details, "edit": edit, "form": why or edit}
    return render(request, "participants/contact.html", context)
