"""A letter about the log itself: KREM is told when old lines have left it."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.letters.alarms import tell_krem
from audit.models import Removal


def tell_removed(removal: Removal, *, now: datetime) -> None:
    """Write to KREM what has left, and by which rule."""
    tell_krem(
        subject=lambda: _("Old lines have left the log"),
        text=lambda: _words(removal),
        path=reverse("home"),
        now=now,
    )


def _words(removal: Removal) -> str:
    left = ngettext(
        "%(number)s line from before %(day)s has left the log of who looked at or changed what.",
        "%(number)s lines from before %(day)s have left the log of who looked at or changed what.",
        removal.lines,
    )
    kept = _(
        "The portal is set to keep lines for %(years)s years. That they have left is sealed in the log itself."
    )
    said = {"number": removal.lines, "day": date_format(removal.lines_before.date()), "years": removal.years}
    return f"{left % said} {kept % said}"
