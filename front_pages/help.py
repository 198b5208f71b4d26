"""Help where one stands: a tour of what a role comes for, the words that need explaining, and the keys."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Role
from front_pages.errands import ERRANDS, TOURS

# Whoever has had an account for longer than this knows the way.
IS_NEW_FOR = timedelta(days=30)
TOUR_COOKIE = f"{settings.SESSION_COOKIE_NAME}-tour"
WORDS = (
    ("exit", _("Exit"), _("A participant has come to work, education or a venture of their own.")),
    ("move", _("Move"), _("A participant goes from one state to another on a day.")),
    ("follow-up", _("Follow-up"), _("You ask how it went 6, 12 and 24 months after an exit.")),
    (
        "proposal",
        _("Proposal"),
        _("KREM, a mentor or the office proposes a move. Nothing changes before the other side approves."),
    ),
    ("shielded", _("Shielded"), _("Only the reference and the office are shown, and nothing is recorded.")),
    (
        "hidden",
        _("Hidden number"),
        _(
            "A number that is not shown exactly, so that nobody can be recognised. It is shown as the range it lies in, such as 7–12, or as “:”."
        ),
    ),
    ("edition", _("Edition"), _("A report as it was published. A correction is a new edition.")),
    (
        "step-model",
        _("Development model"),
        _("Three steps, each on three levels, that show how far the partners have come together."),
    ),
)
KEYS = (
    ("1–6", _("Answer for the participant that has the focus, in the list of follow-ups")),
    ("0", _("Show how to reach the participant that has the focus")),
    ("← ↑ → ↓", _("Choose a day in the calendar")),
    ("Esc", _("Close the menu or the calendar")),
)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    errands = ERRANDS[Role(request.user.role)]
    shown = {"errands": errands, "words": WORDS, "keys": KEYS, "address": settings.PORTAL_ADDRESS}
    return render(request, "home/help.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def tour(request: HttpRequest) -> HttpResponse:
    """What a role comes for, one thing at a time. Whoever has seen it, or will not, is not asked again here."""
    if request.method != "POST":
        stops = TOURS[Role(request.user.role)]
        return render(request, "home/tour.html", {"stops": stops, "address": settings.PORTAL_ADDRESS})
    response = redirect("home")
    response.set_cookie(
        TOUR_COOKIE,
        "1",
        max_age=IS_NEW_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def offers_tour(request: HttpRequest) -> bool:
    """Whether the page is the front page of somebody new, who has not answered in this browser."""
    front_page = "edition_list" if request.user.role == Role.IMDI_READER else "home"
    return (
        request.resolver_match is not None
        and request.resolver_match.url_name == front_page
        and timezone.now() - request.user.joined_at < IS_NEW_FOR
        and TOUR_COOKIE not in request.COOKIES
    )
