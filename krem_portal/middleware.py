"""What holds for every answer."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class PrivateResponses:
    """Nothing a signed-in person saw stays in a cache, and no page may use the device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response


class NoNulls:
    """No address of ours holds the character NUL, and the database takes none: such a request is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest(render_to_string("400.html"))
        return self.get_response(request)


class WithoutDatabase:
    """Answer views marked by `front_pages.pages.without_database` before sessions, people and roles are asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        if getattr(match.func, "asks_no_database", False):
            return match.func(request, *match.args, **match.kwargs)
        return self.get_response(request)


class ChosenLanguage:
    """Bokmål until somebody chooses. Many Norwegians have an English browser and want Norwegian pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.languages = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in self.languages else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


class CompressedPages(GZipMiddleware):
    """Pages are sent compressed, but not where that would tell a secret (BREACH).

    Whoever can make a browser ask again and again, with words of their own in the answer, learns from its length what
    else stands in it. So nothing is compressed that another site made the browser ask for, and no page that holds a
    secret of its own: codes, keys, links, contact data. The token of a form is masked anew each time, and Django adds
    a random length to the rest.
    """

    SECRET = re.compile(r"^/(account|invitation|my)/|/(contact|own-page|ask|calendar)/|^/admin/accounts/")
    COMPRESSED = ("text/html", "text/calendar", "text/plain", "application/json")

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_foreign = request.headers.get("Sec-Fetch-Site", "same-origin") in ("cross-site", "same-site")
        # A file is compressed already.
        is_text = response.get("Content-Type", "").startswith(self.COMPRESSED)
        if is_foreign or not is_text or self.SECRET.search(request.path):
            return response
        return super().process_response(request, response)
