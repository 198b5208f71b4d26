"""What a person who signs in may be, and how long a mail waits."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody signs in as. Each has its own door in the database, see `accounts.scope`."""

    NAV_LEADER = "nav_leader", _("NAV leader")
    KREM_STAFF = "krem_staff", _("KREM staff")
    ENTREPRENEUR = "entrepreneur", _("Entrepreneur or mentor")
    IMDI_READER = "imdi_reader", _("IMDi reader")


SEES_PEOPLE = frozenset({Role.NAV_LEADER, Role.KREM_STAFF, Role.ENTREPRENEUR})
