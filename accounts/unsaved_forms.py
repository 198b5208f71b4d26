"""What was typed into a form that could not be taken, kept until its writer can send it again.

A session may have ended while the form lay open, or a sign-in in another window may have changed the form's key. A view
that asks `take_unsaved_form` shows its own form again; for any other there is a page with what was typed and one button.

It is sealed with a key that only the browser holds, in a cookie for that one page; the session holds the sealed text
and so nobody who reads the database reads it. Nothing stands in an address, and after half an hour it is worthless.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.csrf import csrf_failure

from accounts.taken_forms import FIELD

SESSION_KEY = "unsaved-form"
COOKIE = "unsaved-form-key"
LASTS = timedelta(minutes=30)
# More than any form of the portal holds, and little enough to lie in a session.
MOST_BYTES = 50_000
# Never kept, wherever they are typed.
SECRETS = ("password", "code", "token", "secret")

View = Callable[..., HttpResponse]


def keeps_unsaved_form(view: View) -> View:
    """Marks a view that takes up again what was typed, by asking `take_unsaved_form`."""
    view.keeps_unsaved_form = True
    return view


class UnsavedForms:
    """Keeps a form that was sent by somebody whose session had ended."""

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
        clock: Callable[[], datetime] = timezone.now,
    ) -> None:
        self.get_response = get_response
        self.clock = clock

    def __call__(self, request: HttpRequest) -> HttpResponse:
        writer = str(request.user.pk or "")
        response = self.get_response(request)
        if not request.user.is_authenticated and is_worth_keeping(request):
            if getattr(response, "is_of_stale_form", False):
                response = redirect_to_login(request.path)
            if response.status_code == 302:
                self.keep(request, response, writer)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Where a view does not take up what was typed itself, a page of its own shows it."""
        if (
            request.method != "GET"
            or getattr(view, "keeps_unsaved_form", False)
            or not request.user.is_authenticated
        ):
            return None
        typed = take_unsaved_form(request, self.clock())
        return None if typed is None else send_again(request, typed)

    def keep(self, request: HttpRequest, response: HttpResponse, writer: str) -> None:
        text = typed_in(request).urlencode().encode()
        if len(text) > MOST_BYTES:
            return
        key = Fernet.generate_key()
        request.session[SESSION_KEY] = {
            "path": request.path,
            "writer": writer,
            "until": (self.clock() + LASTS).timestamp(),
            "sealed": Fernet(key).encrypt(text).decode(),
        }
        response.set_cookie(
            COOKIE,
            key.decode(),
            max_age=LASTS,
            path=request.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def is_worth_keeping(request: HttpRequest) -> bool:
    """Whether a form of ours was sent by hand from a page behind the sign-in, and holds no file and no secret."""
    match = request.resolver_match
    return (
        request.method == "POST"
        and match is not None
        and getattr(match.func, "login_required", True)
        and not request.FILES
        and not any(secret in name for name in typed_in(request) for secret in SECRETS)
        and not (match.url_name or "").startswith(("account_", "mfa_"))
        and bool(typed_in(request))
    )


def is_of_this_portal(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on one of our own pages: nobody else's text is kept."""
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def typed_in(request: HttpRequest) -> QueryDict:
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    return typed


def send_again(request: HttpRequest, typed: QueryDict, status: int = 200) -> HttpResponse:
    """A page with what was typed, ready to be sent where it was meant for."""
    fields = [(name, value) for name, values in typed.lists() for value in values]
    written = [value for name, value in fields if value and name != FIELD]
    context = {"fields": fields, "written": written, "address": request.path}
    return render(request, "send_again.html", context, status=status)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django shows where a form's key no longer fits the browser's."""
    is_kept = is_of_this_portal(request) and is_worth_keeping(request)
    if is_kept and request.user.is_authenticated:
        return send_again(request, typed_in(request), status=409)
    response = csrf_failure(request, reason)
    response.is_of_stale_form = is_kept
    return response


def take_unsaved_form(request: HttpRequest, now: datetime) -> QueryDict | None:
    """What this person had typed on this page, given out once."""
    kept = request.session.get(SESSION_KEY)
    if kept is None or kept["path"] != request.path:
        return None
    del request.session[SESSION_KEY]
    if now.timestamp() > kept["until"] or kept["writer"] not in ("", str(request.user.pk)):
        return None
    try:
        text = Fernet(request.COOKIES.get(COOKIE, "")).decrypt(kept["sealed"])
    except (InvalidToken, ValueError):
        return None
    return QueryDict(text.decode())
