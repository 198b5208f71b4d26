"""What was typed into a form that lay open over the session's end, kept until its writer has signed in again.

It is sealed with a key that only the browser holds, in a cookie for that one page; the session holds the sealed text
and so nobody who reads the database reads it. Nothing stands in an address, and after half an hour it is worthless.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

TYPED = "typed"
COOKIE = "typed-key"
LASTS = timedelta(minutes=30)
# More than any form of the portal holds, and little enough to lie in a session.
MOST_BYTES = 50_000

View = Callable[..., HttpResponse]


def keeps_typed(view: View) -> View:
    """Marks a view that takes up again what was typed, by asking `take_typed`."""
    view.keeps_typed = True
    return view


class TypedForms:
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
        if self.is_cut_off(request, response):
            self.keep(request, response, writer)
        return response

    def is_cut_off(self, request: HttpRequest, response: HttpResponse) -> bool:
        """Whether a form was turned away to the sign-in page."""
        match = request.resolver_match
        return (
            request.method == "POST"
            and response.status_code == 302
            and not request.user.is_authenticated
            and match is not None
            and getattr(match.func, "keeps_typed", False)
        )

    def keep(self, request: HttpRequest, response: HttpResponse, writer: str) -> None:
        typed = request.POST.copy()
        typed.pop("csrfmiddlewaretoken", None)
        text = typed.urlencode().encode()
        if len(text) > MOST_BYTES:
            return
        key = Fernet.generate_key()
        request.session[TYPED] = {
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


def take_typed(request: HttpRequest, now: datetime) -> QueryDict | None:
    """What this person had typed on this page, given out once."""
    kept = request.session.get(TYPED)
    if kept is None or kept["path"] != request.path:
        return None
    del request.session[TYPED]
    if now.timestamp() > kept["until"] or kept["writer"] not in ("", str(request.user.pk)):
        return None
    try:
        text = Fernet(request.COOKIES.get(COOKIE, "")).decrypt(kept["sealed"])
    except (InvalidToken, ValueError):
        return None
    return QueryDict(text.decode())
