"""The office's side of a participant's own page: give a link, and answer what the participant asks for."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.languages import OWN_NAMES
from accounts.signing_in.invitations import hash_of
from accounts.signing_in.stepping_up import ask_again
from audit.access import get_visible_or_404, no_such, require
from audit.enums import Action
from audit.forms import data_of, done
from participants.actions.own_page import LASTS, answer_data_request, make_link
from participants.forms.records import PlainText
from participants.models import DataRequest, OwnPageLink, Participant
from participants.own_letters import letter, qr_code, words_for
from participants.permissions import refusal_to_answer_data_request, refusal_to_give_link
from participants.queries.lookups import OWN_PAGE
from participants.views.people import participant_or_404, record_look

LINKS_SHOWN = 10


class LetterLanguageForm(forms.Form):
    """What the participant reads: the office knows."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter and the page"),
        choices=list(OWN_NAMES.items()),
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": gettext_lazy("Choose a language.")},
    )


class ReplyForm(forms.Form):
    """What the office says to a request."""

    answer = PlainText(
        label=gettext_lazy("What was done, or why not?"),
        help_text=gettext_lazy("The participant reads this. Never write health information or names here."),
        error_messages={"required": gettext_lazy("Write what was done, or why not.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_page_give(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """What the participant asks for, and a new link. The link is shown in the answer to the form, and nowhere else.

    It opens what is held about somebody without a sign-in, so it is not made in a browser that was left open.
    """
    person = _person_or_refusal(request, participant_id)
    if request.method == "POST" and (again := ask_again(request)):
        return again
    form = LetterLanguageForm(data_of(request), initial={"language": person.office.language_form})
    if not form.is_valid():
        return _page(request, person, form)
    now = timezone.now()
    token = make_link(participant=person, by=request.user, now=now)
    words = words_for(person.office, token, now + LASTS, language=form.cleaned_data["language"])
    given = {"token": token, "words": words, "code": qr_code(words.address)}
    return _page(request, person, form, given=given)


@sensitive_post_parameters()
@require_POST
def own_page_letter(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """The link that was just made as a letter to print. Only whoever holds the link can have it printed."""
    person = _person_or_refusal(request, participant_id)
    now = timezone.now()
    token = request.POST.get("token", "")
    link = OwnPageLink.objects.unopened(now).filter(participant=person, token_hash=hash_of(token)).first()
    if link is None:
        no_such("link")
    form = LetterLanguageForm(request.POST)
    language = form.cleaned_data["language"] if form.is_valid() else person.office.language_form
    words = words_for(person.office, token, link.expires_at, language=language)
    response = HttpResponse(
        letter(person.office, words, made_at=link.made_at), content_type="application/pdf"
    )
    response["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def data_request_answer(request: HttpRequest, data_request_id: UUID) -> HttpResponse:
    """Tell the participant what was done about what they asked for."""
    asked = _data_request_or_404(request, data_request_id)
    now = timezone.now()
    require(
        refusal_to_answer_data_request(request.user, asked.participant, timezone.localdate(now)),
        by=request.user.pk,
        subject=OWN_PAGE,
        ids=[asked.participant_id],
        office=asked.office_id,
        action=Action.RECORDED,
    )
    form = ReplyForm(request.POST or None)
    if done(
        form,
        lambda given: answer_data_request(
            data_request=asked, answer=given["answer"], by=request.user, now=now
        ),
    ):
        messages.success(request, _("The answer stands on the participant’s own page."))
        return redirect("own_page_give", asked.participant_id)
    record_look(request, asked.participant)
    context = {"person": asked.participant, "asked": asked, "form": form}
    return render(request, "participants/data_request_answer.html", context)


def _person_or_refusal(request: HttpRequest, participant_id: UUID) -> Participant:
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_give_link(request.user, person, today),
        by=request.user.pk,
        subject=OWN_PAGE,
        ids=[person.pk],
        office=person.office_id,
        action=Action.INVITED,
    )
    return person


def _data_request_or_404(request: HttpRequest, data_request_id: UUID) -> DataRequest:
    visible = DataRequest.objects.visible_to(request.user, timezone.localdate())
    visible = visible.select_related("participant__office")
    return get_visible_or_404(visible, "data request", data_request_id, by=request.user.pk)


def _page(
    request: HttpRequest, person: Participant, form: LetterLanguageForm, *, given: dict | None = None
) -> HttpResponse:
    record_look(request, person)
    links = person.own_page_links.select_related("made_by").order_by("-made_at", "pk")
    requests = person.data_requests.select_related("answered_by").order_by("-asked_at", "pk")
    context = {
        "person": person,
        "form": form,
        "given": given,
        "links": links[:LINKS_SHOWN],
        "requests": requests,
        "now": timezone.now(),
        "days": LASTS.days,
    }
    return render(request, "participants/own_page_give.html", context)
