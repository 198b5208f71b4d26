"""Tells the browser what has become of a form, so that it forgets what was typed then and not before.

`static/js/unsaved.js` keeps what is typed in the tab, and sends a mark of its own making along with the form. Whether an
answer came is no sign: it may be the sign-in, or an error. So the answer says it, in a cookie named by the mark.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

FIELD = "form_mark"
FORGET = "form-forget"
LASTS = 5 * 60
MARK = re.compile(r"[0-9a-f]{32}")
# Where somebody is sent who has to show first who they are: the form was not taken there.
WAYS_IN = ("account_", "mfa_")


class TakenForms:
    """Answers a form that bears a mark, and a sign-out, after which nothing of it stays in the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST":
            match = request.resolver_match
            if match is not None and match.url_name == "account_logout" and not request.user.is_authenticated:
                _say(response, FORGET, "all")
            mark = request.POST.get(FIELD, "")
            outcome = outcome_of(response) if MARK.fullmatch(mark) else ""
            if outcome and request.user.is_authenticated:
                _say(response, f"form-{mark}", outcome)
        return response


def outcome_of(response: HttpResponse) -> str:
    """Taken, shown again with what is wrong, or nothing where the text is best kept."""
    if response.status_code in (302, 303):
        return "" if _is_way_in(response["Location"]) else "taken"
    if response.status_code == 200:
        return "taken" if response.has_header("Content-Disposition") else "shown"
    return ""


def _is_way_in(location: str) -> bool:
    try:
        return (resolve(urlsplit(location).path).url_name or "").startswith(WAYS_IN)
    except Resolver404:
        return False


def _say(response: HttpResponse, name: str, what: str) -> None:
    """For the page's own script to read; it tells nothing of what was written."""
    response.set_cookie(name, what, max_age=LASTS, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
