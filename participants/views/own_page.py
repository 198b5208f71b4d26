"""A participant's own page. No account: a link opens it once, and a cookie of its own carries the visit.

A link that is wrong, used, replaced or too old looks like every other address that opens nothing.
"""

from collections.abc import Callable
from functools import wraps

from allauth.decorators import rate_limit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.languages import OWN_NAMES
from accounts.scope import acting_in_visit
from accounts.signing_in.invitations import hash_of
from audit.forms import done
from participants.actions.own_page import (
    VISIT_LASTS,
    OwnPageLinkOpensNothing,
    answer_for_oneself,
    ask_office,
    leave,
    open_link,
    take_copy,
)
from participants.enums import DataRequestKind, FollowUpAnswer, FollowUpMonth
from participants.forms.records import INPUT, CellField, PlainText
from participants.models import Participant
from participants.own_copies import as_json, as_pdf
from participants.queries.own_copy import more_about
from participants.queries.own_page import Held, held_about, participant_in
from participants.workbook import cells

# Only the hash of a link that has been followed waits here, until the button is pressed.
FOLLOWED = "own-page-link"
# A name that begins with __Host- in production, like the session's.
COOKIE = f"{settings.SESSION_COOKIE_NAME}-own-page"
ANSWERS = [choice for choice in FollowUpAnswer.choices if choice[0] != FollowUpAnswer.NOT_REACHED]

InVisit = Callable[[HttpRequest, Participant], HttpResponse]


class OwnAnswerForm(forms.Form):
    """How it went, in the participant's own words of a closed list."""

    month = forms.TypedChoiceField(
        choices=FollowUpMonth.choices,
        coerce=lambda value: FollowUpMonth(int(value)),
        widget=forms.HiddenInput,
    )
    answer = forms.TypedChoiceField(
        label=gettext_lazy("What are you doing now?"),
        choices=ANSWERS,
        coerce=FollowUpAnswer,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": gettext_lazy("Choose what you are doing now.")},
    )
    hours_percent = CellField(
        cells.percent,
        if_empty=None,
        label=gettext_lazy("Percentage of full time, if known"),
        widget=forms.TextInput(attrs={**INPUT, "inputmode": "decimal"}),
    )


class AskForm(forms.Form):
    """What the participant wants the office to correct or erase."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("What do you want?"),
        choices=DataRequestKind.choices,
        coerce=DataRequestKind,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": gettext_lazy("Choose what you want.")},
    )
    about = PlainText(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy(
            "A short sentence. Never write a national identity number or health information."
        ),
        error_messages={"required": gettext_lazy("Write what it is about.")},
    )


@login_not_required
@never_cache
@require_GET
@rate_limit(action="own_page", limit_get=True)
def own_page_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address. Nothing is spent yet: programs that look at links in messages come here too."""
    request.session[FOLLOWED] = hash_of(token)
    response = redirect("own_page")
    language = request.GET.get("language")
    if language in OWN_NAMES and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        # The page is read as the letter was, unless somebody has chosen in this browser.
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
        )
    return response


@login_not_required
@never_cache
@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    """The page itself within a visit; before it the button that opens it."""
    with acting_in_visit(_visit(request)):
        person = participant_in(_visit(request), timezone.now())
        # A link that was just followed goes before a visit that somebody else left open on this machine.
        if person is not None and FOLLOWED not in request.session:
            return _page(request, person)
    if FOLLOWED in request.session:
        return render(request, "participants/own_page_open.html", {"minutes": VISIT_LASTS.seconds // 60})
    return _opens_nothing(request)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_POST
@rate_limit(action="own_page")
def own_page_open(request: HttpRequest) -> HttpResponse:
    """Spend the link that was followed, and begin a visit."""
    try:
        secret = open_link(token_hash=request.session.pop(FOLLOWED, ""), now=timezone.now())
    except OwnPageLinkOpensNothing:
        return _opens_nothing(request)
    response = redirect("own_page")
    response.set_cookie(
        COOKIE,
        secret,
        # No age: the cookie ends with the browser, and the visit by itself before that.
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


@login_not_required
@never_cache
@require_POST
def own_page_leave(request: HttpRequest) -> HttpResponse:
    """End the visit, so that nobody after on the same machine sees anything."""
    leave(visit=_visit(request), now=timezone.now())
    response = render(request, "participants/own_page_left.html")
    response.delete_cookie(COOKIE, samesite="Strict")
    return response


def within_visit(view: InVisit, method: Callable = require_POST) -> Callable[[HttpRequest], HttpResponse]:
    """A form or a file of the page: within the visit's own scope, and nothing at all outside a visit."""

    @wraps(view)
    def visited(request: HttpRequest) -> HttpResponse:
        with acting_in_visit(_visit(request)):
            person = participant_in(_visit(request), timezone.now())
            if person is not None:
                return view(request, person)
        return _opens_nothing(request)

    return login_not_required(never_cache(method(visited)))


@within_visit
def own_page_answer(request: HttpRequest, person: Participant) -> HttpResponse:
    """Answer the question that is open."""
    form = OwnAnswerForm(request.POST)
    today = timezone.localdate()
    if done(form, lambda given: answer_for_oneself(participant=person, today=today, **given)):
        messages.success(request, _("Thank you. Your answer is recorded."))
        return redirect("own_page")
    return _page(request, person, answer=form)


@within_visit
def own_page_ask(request: HttpRequest, person: Participant) -> HttpResponse:
    """Ask for correction or erasure."""
    form = AskForm(request.POST)
    if done(form, lambda given: ask_office(participant=person, **given)):
        messages.success(request, _("The office has been asked, and must answer you."))
        return redirect("own_page")
    return _page(request, person, ask=form)


def _copy_as_pdf(request: HttpRequest, person: Participant) -> HttpResponse:
    """All that is held, to keep and read."""
    now = timezone.now()
    sections = take_copy(participant=person, now=now)
    data = as_pdf(sections, office=person.office.name, made_at=now)
    return _file(data, "application/pdf", "copy.pdf")


def _copy_as_json(request: HttpRequest, person: Participant) -> HttpResponse:
    """All that is held, for another machine."""
    now = timezone.now()
    data = as_json(take_copy(participant=person, now=now), made_at=now)
    return _file(data, "application/json", "copy.json")


own_page_pdf = within_visit(_copy_as_pdf, require_safe)
own_page_json = within_visit(_copy_as_json, require_safe)


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _visit(request: HttpRequest) -> str:
    """The hash of what the browser holds; the hash of nothing is no visit's."""
    return hash_of(request.COOKIES.get(COOKIE, ""))


def _page(
    request: HttpRequest,
    person: Participant,
    *,
    answer: OwnAnswerForm | None = None,
    ask: AskForm | None = None,
) -> HttpResponse:
    held = held_about(person, timezone.now())
    context = {
        "held": held,
        "sections": more_about(person),
        "person": person,
        "journey": held.journey,
        "state": held.journey.state_on(timezone.localdate()),
        "answer": answer or _answer_form(held),
        "ask": ask or AskForm(),
        # Whose errors stand on top.
        "form": answer or ask,
    }
    return render(request, "participants/own_page.html", context)


def _answer_form(held: Held) -> OwnAnswerForm | None:
    return OwnAnswerForm(initial={"month": held.question.month}) if held.question else None


def _opens_nothing(request: HttpRequest) -> HttpResponse:
    return render(request, "participants/own_page_closed.html", status=404)
