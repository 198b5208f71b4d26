"""What every request passes on its way to a view."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.scope import acting_for
from audit.recording import origin

Handler = Callable[[HttpRequest], HttpResponse]

SETTING_UP = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "account_logout",
        "set_language",
    }
)


class AccessEnds:
    """Sign out whoever's last day has passed, whatever the session says."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.has_ended(timezone.localdate()):
            logout(request)
            messages.error(request, _("Your access to the portal has ended."))
        return self.get_response(request)


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
        if request.resolver_match.url_name in SETTING_UP or is_mfa_enabled(user):
            return None
        return redirect("mfa_activate_totp")


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
