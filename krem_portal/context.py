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


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation."""

    label: Promise
    url_name: str

    def seen_from(self, path: str) -> dict[str, object]:
        """The entry as a page prints it; the front page is only itself, other places hold what lies under them."""
        url = reverse(self.url_name)
        is_here = path == url if self.url_name == "home" else path.startswith(url)
        return {"label": self.label, "url": url, "is_current": is_here}


OVERVIEW = Place(_("Overview"), "home")
PARTICIPANTS = Place(_("Participants"), "office_list")
IMPORTS = Place(_("Imports"), "import_list")
MODEL = Place(_("Development model"), "board_list")
KNOWLEDGE = Place(_("Knowledge"), "knowledge")
VENTURES = Place(_("Ventures"), "venture_list")
JOBS = Place(_("Jobs"), "job_list")
OPENINGS = Place(_("Openings"), "opening_list")
REPORTS = Place(_("Reports"), "edition_list")
ADMINISTRATION = Place(_("Administration"), "admin:index")
NAVIGATION = {
    Role.KREM_STAFF: (OVERVIEW, PARTICIPANTS, VENTURES, JOBS, OPENINGS, IMPORTS, MODEL, KNOWLEDGE, REPORTS),
    Role.NAV_LEADER: (OVERVIEW, PARTICIPANTS, VENTURES, JOBS, OPENINGS, IMPORTS, MODEL, KNOWLEDGE, REPORTS),
    Role.ENTREPRENEUR: (OVERVIEW, VENTURES, JOBS, OPENINGS, MODEL, KNOWLEDGE, REPORTS),
    Role.IMDI_READER: (REPORTS,),
}


def portal(request: HttpRequest) -> dict[str, object]:
    # Errors can come before anybody is known.
    user = getattr(request, "user", None)
    return {
        "is_demo": settings.DEMO,
        "navigation": navigation(user, request.path) if user and user.is_authenticated else [],
        "languages": languages(),
    }


def navigation(user: User, path: str) -> list[dict[str, object]]:
    """Where this person can go, by role."""
    places = NAVIGATION[Role(user.role)]
    if user.is_staff:
        places = (*places, ADMINISTRATION)
    return [place.seen_from(path) for place in places]


def languages() -> list[dict[str, object]]:
    """What the page can be read in, each by its own name."""
    return [
        {"code": code, "name": name, "is_current": code == get_language()} for code, name in OWN_NAMES.items()
    ]
