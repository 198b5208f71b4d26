"""What can happen to a person's data, or to a report, that must be on record."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Action(TextChoices):
    SHOWN = "shown", _("Looked at")
    LISTED = "listed", _("Listed")
    FOUND = "found", _("Found by search")
    EXPORTED = "exported", _("Exported")
    IMPORTED = "imported", _("Imported")
    RECORDED = "recorded", _("Recorded")
    ERASED = "erased", _("Erased")
    MOVED = "moved", _("Moved to another office")
    JOINED = "joined", _("Joined with another record")
    REQUESTED = "requested", _("Requested")
    PUBLISHED = "published", _("Published")
    DOWNLOADED = "downloaded", _("Downloaded")
    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Accepted the invitation")
    SIGNED_IN = "signed_in", _("Signed in")
    CLOSED = "closed", _("Access closed")


class Decision(TextChoices):
    PERMITTED = "permitted", _("Permitted")
    REFUSED = "refused", _("Refused")
