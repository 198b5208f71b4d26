"""Pages that are the same for everybody, and the answers when something is wrong."""

import sys
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from django.views.i18n import set_language as set_language_view
from redis.exceptions import RedisError

from accounts.actions.accounts import choose_language
from audit.actions import Refused

# A server behind the portal is away, or so busy that it has given up.
AWAY = (OperationalError, InterfaceError, RedisError)
RETRY_SECONDS = 30


def without_database(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a view that asks no database: `krem_portal.middleware` answers it before anything else does."""
    view.asks_no_database = True
    return view


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """The choice stays in this browser. Of whoever has signed in it is known, so that letters follow it too."""
    if request.method == "POST" and request.user.is_authenticated:
        try:
            choose_language(language=request.POST.get("language", ""), by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
    return set_language_view(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Says sorry without asking anything that may be broken: no user, no session, no database."""
    if isinstance(sys.exception(), AWAY):
        return unavailable(request)
    return HttpResponseServerError(render_to_string("500.html"))


def unavailable(request: HttpRequest) -> HttpResponse:
    """PostgreSQL or Redis is away or does not answer: nobody's fault here, and soon over."""
    page = HttpResponse(render_to_string("503.html"), status=503)
    page["Retry-After"] = str(RETRY_SECONDS)
    page["Cache-Control"] = "no-store"
    return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request itself cannot be trusted, so the page is as plain as the one for our own errors."""
    return HttpResponse(render_to_string("400.html"), status=400)
