"""The development projects KREM has taken part in, with those who made them together, as KREM tells it.

Safe to repeat: what stands in the database already is left as it is. What came of each is KREM's to write.
"""

from dataclasses import dataclass

from django.db import transaction

from clusters.enums import PartyKind
from clusters.models import Partner, Project, ProjectParty


@dataclass(frozen=True, slots=True)
class KnownProject:
    slug: str
    name: str
    parties: tuple[tuple[str, PartyKind], ...]
    method: str = ""
    year: int | None = None


KREM = ("KREM", PartyKind.ENTREPRENEUR)
PROJECTS = (
    KnownProject(
        "husk",
        "HUSK",
        (
            ("Brukere", PartyKind.USERS),
            ("Sosialtjenesten", PartyKind.SERVICE),
            ("Utdanning", PartyKind.EDUCATION),
            ("Forskning", PartyKind.RESEARCH),
        ),
        "Brukere, sosialtjeneste, utdanning og forskning er fire likeverdige parter.",
    ),
    KnownProject(
        "hogskoleklinikken", "Høgskoleklinikken ved NAV Sagene", (KREM, ("NAV Sagene", PartyKind.SERVICE))
    ),
    KnownProject(
        "hortensia",
        "Hortensia",
        (
            KREM,
            ("NAV Horten", PartyKind.SERVICE),
            ("Familiehuset", PartyKind.OTHER),
            ("Telemarksforskning", PartyKind.RESEARCH),
        ),
    ),
    KnownProject("inkluderingsdugnaden", "#inkluderingsdugnaden", (KREM,), year=2021),
)


@transaction.atomic
def seed_projects() -> None:
    """Lay down projects and their parties where they are missing; needs the partners."""
    krem = Partner.objects.filter(slug="krem").first()
    for known in PROJECTS:
        project, is_new = Project.objects.get_or_create(
            slug=known.slug,
            defaults={
                "name": known.name,
                "method": known.method,
                "first_year": known.year,
                "last_year": known.year,
            },
        )
        if is_new:
            ProjectParty.objects.bulk_create(
                ProjectParty(
                    project=project, name=name, kind=kind, partner=krem if (name, kind) == KREM else None
                )
                for name, kind in known.parties
            )
