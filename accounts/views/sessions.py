"""Where somebody is signed in, and ending what is not theirs."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Session
from audit.access import get_visible_or_404
from audit.enums import Action
from audit.recording import record

# As browsers call themselves, the more particular first: most say that they are several.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@require_safe
def my_sessions(request: HttpRequest) -> HttpResponse:
    sessions = list(Session.objects.of(request.user))
    for session in sessions:
        session.browser = browser_of(session.agent)
        session.is_here = session.pk == request.session.public_id
    context = {"sessions": sessions, "others": any(not session.is_here for session in sessions)}
    return render(request, "account/sessions.html", context)


@require_POST
def end_session(request: HttpRequest, browser_id: UUID) -> HttpResponse:
    """Sign one other browser out."""
    session = get_visible_or_404(
        Session.objects.of(request.user), "session", browser_id, by=request.user.pk, action=Action.CLOSED
    )
    Session.objects.of(request.user).filter(pk=session.pk).delete()
    record(Action.CLOSED, "session", [browser_id], by=request.user.pk)
    messages.success(request, _("You are signed out there."))
    return redirect("my_sessions")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign every browser but this one out."""
    others = Session.objects.of(request.user).exclude(pk=request.session.public_id)
    ids = list(others.values_list("pk", flat=True))
    Session.objects.of(request.user).filter(pk__in=ids).delete()
    record(Action.CLOSED, "session", ids, by=request.user.pk)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("my_sessions")


def browser_of(agent: str) -> str:
    """What a person calls a browser: “Firefox, Windows”."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}", agent)), _("Unknown browser"))
    machine = next((name for mark, name in MACHINES if mark in agent), "")
    return f"{browser}, {machine}" if machine else browser
