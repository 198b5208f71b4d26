"""What every request passes on its way to a view."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from accounts.scope import IN_USE, acting_for, coming_in, take_up
from accounts.signing_in.passkeys import SECOND_FACTORS
from accounts.signing_in.second_factor_secrets import CannotOpenSecondFactor
from accounts.signing_in.sessions import AGENT
from audit.enums import Action, Decision
from audit.recording import origin, record

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
# Noting every request would write the session each time; a minute is exact enough.
NOTED_EVERY = timedelta(minutes=1)
SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"

SETTING_UP = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
    }
)


class OwnLanguage:
    """Whoever has signed in reads in the language they chose, whatever was chosen in this browser before."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if not language:
            return self.get_response(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


class AccessEnds:
    """Sign out whoever's account is closed: the last day has passed, or KREM has closed it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The back end knows nobody by this session any more, but the session says somebody signed in.
        if not request.user.is_authenticated and SESSION_KEY in request.session:
            logout(request)
            messages.error(request, _("Your access to the portal has ended."))
        return self.get_response(request)


class SessionEnds:
    """Sign out after half an hour without a request, and after eight hours whatever happens."""

    def __init__(self, get_response: Handler, clock: Callable[[], datetime] = timezone.now) -> None:
        self.get_response = get_response
        self.clock = clock

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self.is_over(request):
            logout(request)
            messages.info(request, _("You have been signed out because it is a while since you were here."))
        response = self.get_response(request)
        if request.user.is_authenticated:
            self.note(request)
        return response

    def is_over(self, request: HttpRequest) -> bool:
        now = self.clock().timestamp()
        signed_in = request.session.get(SIGNED_IN_AT, now)
        seen = request.session.get(SEEN_AT, now)
        return now - signed_in >= ABSOLUTE.total_seconds() or now - seen >= IDLE.total_seconds()

    def note(self, request: HttpRequest) -> None:
        now = self.clock().timestamp()
        request.session.setdefault(SIGNED_IN_AT, now)
        request.session.setdefault(AGENT, request.headers.get("User-Agent", "")[:200])
        if now - request.session.get(SEEN_AT, 0) >= NOTED_EVERY.total_seconds():
            request.session[SEEN_AT] = now


class SecondFactorRequired:
    """Whoever can see a person must have a second factor, an app or a passkey. allauth has no such setting."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict):
        user = request.user
        if not user.is_authenticated or not user.sees_people or (settings.DEMO and user.is_demo):
            return None
        # Public pages show nothing of anybody; the others are those it takes to set the second factor up.
        if not getattr(view, "login_required", True) or request.resolver_match.url_name in SETTING_UP:
            return None
        if is_mfa_enabled(user, SECOND_FACTORS):
            return None
        return redirect("mfa_activate_totp")


class SilentCache:
    """Nobody signs in while attempts cannot be counted: say so instead of breaking."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RedisError):
            page = render(request, "account/unavailable.html", status=503)
            page["Retry-After"] = "30"
            return page
        return None


class SecondFactorOpens:
    """Nobody signs in against a secret that no key opens: say whose fault it is instead of breaking."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, CannotOpenSecondFactor):
            logger.error("%s", exception)
            return render(request, "account/second_factor_closed.html", status=503)
        return None


def _pending(request: HttpRequest) -> UUID | None:
    """Who has shown the password in this browser and not yet the second factor; allauth notes it in the session."""
    pending = request.session.get(LOGIN_SESSION_KEY) or {}
    try:
        return UUID(pending.get("user_pk") or "")
    except ValueError:
        return None


class PostInUse:
    """Whoever has several posts works under one at a time: the one chosen in this browser, as long as it is open."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.post_in_use = take_up(request.user, request.session.get(IN_USE, ""))
        return self.get_response(request)


class RequestScope:
    """Open the request's transaction as the user's database role.

    A broken answer (500) leaves nothing written; a refusal (403, 404) keeps its line in the log.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        pending = None if request.user.is_authenticated else _pending(request)
        scope = coming_in(pending) if pending else acting_for(request.user)
        with origin(request.path) as came_from, scope:
            came_from.post = getattr(request.user, "role", "")
            response = self.get_response(request)
            if response.status_code == 403 and not came_from.was_refused and request.user.is_authenticated:
                # Django's own pages, and a form without its token, refuse without asking `audit.access`.
                record(Action.SHOWN, "page", by=request.user.pk, decision=Decision.REFUSED)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
