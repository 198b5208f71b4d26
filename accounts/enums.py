"""What a person who signs in may be, and what that lets the database show."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody signs in as. `MEANING` says what each is let see."""

    NAV_LEADER = "nav_leader", _("NAV leader")
    KREM_STAFF = "krem_staff", _("KREM staff")
    ENTREPRENEUR = "entrepreneur", _("Entrepreneur or mentor")
    IMDI_READER = "imdi_reader", _("IMDi reader")


class DatabaseRole(StrEnum):
    """What a transaction runs as. What each may read and write stands in `krem_portal/roles.sql` and the migrations."""

    ALL = "portal_all"
    OFFICE = "portal_office"
    LINKED = "portal_linked"
    NONE = "portal_none"
    SELF = "portal_self"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMeaning:
    """What a role is let see and do. What it takes for one office, report or person is asked in `permissions`."""

    database_role: DatabaseRole
    # Works with single persons, so that a second factor is asked for.
    sees_people: bool = False
    # Works with whole offices: lists, imports, figures, and reports on their way.
    works_with_offices: bool = False
    # Takes part in the clusters' own work by a seat at a partner.
    sits_in_clusters: bool = False
    # Reads what the clusters have learned without taking part.
    reads_knowledge: bool = False


# One line for each role. Every group below follows from it.
MEANING = {
    Role.NAV_LEADER: RoleMeaning(
        database_role=DatabaseRole.OFFICE, sees_people=True, works_with_offices=True, sits_in_clusters=True
    ),
    Role.KREM_STAFF: RoleMeaning(database_role=DatabaseRole.ALL, sees_people=True, works_with_offices=True),
    Role.ENTREPRENEUR: RoleMeaning(
        database_role=DatabaseRole.LINKED, sees_people=True, sits_in_clusters=True
    ),
    Role.IMDI_READER: RoleMeaning(database_role=DatabaseRole.NONE, reads_knowledge=True),
}
SEES_PEOPLE = frozenset(role for role, means in MEANING.items() if means.sees_people)
WORKS_WITH_OFFICES = frozenset(role for role, means in MEANING.items() if means.works_with_offices)
SITS_IN_CLUSTERS = frozenset(role for role, means in MEANING.items() if means.sits_in_clusters)
READS_KNOWLEDGE = frozenset(role for role, means in MEANING.items() if means.reads_knowledge)
# What opens something only together with a partner.
NEEDS_SEAT = SITS_IN_CLUSTERS
