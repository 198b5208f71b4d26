"""The true history of the clusters, as KREM tells it. No people.

Safe to repeat: what stands in the database already is left as it is, also where KREM has since corrected it.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from clusters.enums import ClusterKind, LanguageForm, PartnerKind
from clusters.models import Cluster, Membership, Partner

PA_TVERS, VESTLANDET = "pa-tvers", "vestlandet"


@dataclass(frozen=True, slots=True)
class KnownPartner:
    """What is known of a partner, and since which year it is a member of the first cluster."""

    slug: str
    name: str
    kind: PartnerKind
    member_since: int | None
    region: str = ""
    language_form: LanguageForm = LanguageForm.BOKMAL
    since_year: int | None = None


OFFICE, ENTREPRENEUR = PartnerKind.NAV_OFFICE, PartnerKind.SOCIAL_ENTREPRENEUR

PARTNERS = (
    # KREM and the NAV leader in Bjerke started the cluster in 2018; the offices' own work began in 2019.
    KnownPartner("krem", "KREM", ENTREPRENEUR, 2018, since_year=2005),
    KnownPartner("nordstrand", "NAV Nordstrand", OFFICE, 2019, "Oslo"),
    KnownPartner("bjerke", "NAV Bjerke", OFFICE, 2019, "Oslo"),
    KnownPartner("ullensvang", "NAV Ullensvang", OFFICE, 2019, "Vestland", LanguageForm.NYNORSK),
    KnownPartner("se-senter", "SE-senter", ENTREPRENEUR, 2019, since_year=2012),
    KnownPartner("vintage-baby", "Vintage Baby", ENTREPRENEUR, 2019),
    KnownPartner("merk", "MERK", ENTREPRENEUR, 2019),
    KnownPartner("asylet", "Asylet", ENTREPRENEUR, 2019),
    KnownPartner("nordre-follo", "NAV Nordre Follo", OFFICE, 2020, "Akershus"),
    KnownPartner("ullern", "NAV Ullern", OFFICE, 2020, "Oslo"),
    # Supports the work and reads the reports, and is no member.
    KnownPartner("imdi", "IMDi", PartnerKind.DIRECTORATE, None),
)


@transaction.atomic
def seed_clusters() -> None:
    """Lay down clusters, partners and memberships where they are missing."""
    first, _ = Cluster.objects.get_or_create(
        slug=PA_TVERS,
        defaults={"name": "På tvers", "kind": ClusterKind.CITY, "starts_on": first_day_of(2018)},
    )
    # Being set up alongside the growth of 2020. No office is known to have joined, not even Ullensvang,
    # which lies in Vestland: KREM adds members in the administration when they are there.
    Cluster.objects.get_or_create(
        slug=VESTLANDET,
        defaults={"name": "Vestlandet", "kind": ClusterKind.DISTRICT, "starts_on": first_day_of(2020)},
    )
    for known in PARTNERS:
        partner = _partner(known)
        if known.member_since and not first.memberships.filter(partner=partner).exists():
            Membership.objects.create(
                cluster=first, partner=partner, starts_on=first_day_of(known.member_since)
            )


def first_day_of(year: int) -> date:
    """History is told by years; the first of January stands for the year."""
    return date(year, 1, 1)


def _partner(known: KnownPartner) -> Partner:
    partner, _ = Partner.objects.get_or_create(
        slug=known.slug,
        defaults={
            "name": known.name,
            "kind": known.kind,
            "region": known.region,
            "language_form": known.language_form,
            "since_year": known.since_year,
        },
    )
    return partner
