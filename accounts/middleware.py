"""What every request passes on its way to a view."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
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

from accounts.scope import acting_for
from audit.recording import origin

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
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_reauthenticate",
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
        if now - request.session.get(SEEN_AT, 0) >= NOTED_EVERY.total_seconds():
            request.session[SEEN_AT] = now


class SecondFactorRequired:
    """Whoever can see a person must have a second factor. allauth has no such setting."""

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
        if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
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
            return render(request, "account/unavailable.html", status=503)
        return None


class RequestScope:
    """Open the request's transaction as the user's database role.

    A broken answer (500) leaves nothing written; a refusal (403, 404) keeps its line in the log.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with origin(request.path), acting_for(request.user):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
