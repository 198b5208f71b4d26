"""Pages that are the same for everybody, and the answers when something is wrong."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from django.views.i18n import set_language as set_language_view

from accounts.actions import choose_language
from audit.deeds import Refused


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
    return HttpResponseServerError(render_to_string("500.html"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request itself cannot be trusted, so the page is as plain as the one for our own errors."""
    return HttpResponse(render_to_string("400.html"), status=400)
