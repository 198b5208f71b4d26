"""What every template may know: where the person can go, and where they are."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.languages import OWN_NAMES
from accounts.models import User
from accounts.scope import posts_of
from front_pages.help import offers_tour
from participants.permissions import refusal_to_see_offices


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the main navigation."""

    label: Promise
    url_name: str

    def seen_from(self, path: str) -> dict[str, object]:
        """The entry as a page prints it; the front page is only itself, other places hold what lies under them."""
        url = reverse(self.url_name)
        is_here = path == url if self.url_name == "home" else path.startswith(url)
        return {"label": self.label, "url": url, "is_current": is_here}


OVERVIEW = MenuEntry(_("Overview"), "home")
PARTICIPANTS = MenuEntry(_("Participants"), "office_list")
IMPORTS = MenuEntry(_("Imports"), "import_list")
MODEL = MenuEntry(_("Development model"), "board_list")
MODEL_EXPLAINED = MenuEntry(_("Development model"), "model_explained")
KNOWLEDGE = MenuEntry(_("Knowledge"), "knowledge")
VENTURES = MenuEntry(_("Ventures"), "venture_list")
JOBS = MenuEntry(_("Jobs"), "job_list")
OPENINGS = MenuEntry(_("Openings"), "opening_list")
REPORTS = MenuEntry(_("Reports"), "edition_list")
ADMINISTRATION = MenuEntry(_("Administration"), "admin:index")
NAVIGATION = {
    Role.KREM_STAFF: (OVERVIEW, PARTICIPANTS, VENTURES, JOBS, OPENINGS, IMPORTS, MODEL, KNOWLEDGE, REPORTS),
    Role.NAV_LEADER: (OVERVIEW, PARTICIPANTS, VENTURES, JOBS, OPENINGS, IMPORTS, MODEL, KNOWLEDGE, REPORTS),
    Role.ENTREPRENEUR: (OVERVIEW, VENTURES, JOBS, OPENINGS, MODEL, KNOWLEDGE, REPORTS),
    Role.IMDI_READER: (REPORTS, MODEL_EXPLAINED, KNOWLEDGE),
}
# Whoever only reads has the shelf of reports, as the front page has it.
READING = (REPORTS,)


def portal(request: HttpRequest) -> dict[str, object]:
    # Errors can come before anybody is known.
    user = getattr(request, "user", None)
    return {
        "is_demo": settings.DEMO,
        "navigation": navigation(user, request.path) if user and user.is_authenticated else [],
        "languages": languages(),
        "contact_address": settings.PORTAL_CONTACT,
        "offers_tour": bool(user and user.is_authenticated and offers_tour(request)),
        "can_find": bool(user and user.is_authenticated and not refusal_to_see_offices(user)),
        **posts(request, user),
    }


def posts(request: HttpRequest, user: User | None) -> dict[str, object]:
    """What somebody works as on this page, and what else they could."""
    in_use = getattr(request, "post_in_use", None)
    if in_use is None or not user.is_authenticated:
        return {"post_in_use": None, "other_posts": []}
    return {
        "post_in_use": in_use,
        "other_posts": [post for post in posts_of(user) if post.role != in_use.role],
    }


def navigation(user: User, path: str) -> list[dict[str, object]]:
    """Where this person can go, by role."""
    places = NAVIGATION.get(Role(user.role), READING)
    if user.is_staff:
        places = (*places, ADMINISTRATION)
    return [place.seen_from(path) for place in places]


def languages() -> list[dict[str, object]]:
    """What the page can be read in, each by its own name."""
    return [
        {"code": code, "name": name, "is_current": code == get_language()} for code, name in OWN_NAMES.items()
    ]
