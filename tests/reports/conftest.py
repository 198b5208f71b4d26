"""The offices of the samples, taken in through the import itself."""

from datetime import date

import pytest

from clusters.enums import PartnerKind
from clusters.models import Membership, Partner
from participants.intake.run import take_in
from reports.figures.figures import Office
from reports.models import Edition
from tests.conftest import SAMPLES, Cast
from tests.reports.editions import build, request, take_samples
from tests.reports.offices import SLUGS, office


@pytest.fixture
def offices(cast) -> list[Office]:
    found = []
    for slug in SLUGS:
        partner, made = Partner.objects.get_or_create(
            slug=slug, defaults={"name": slug, "kind": PartnerKind.NAV_OFFICE}
        )
        if made:
            Membership.objects.create(cluster=cast.cluster, partner=partner, starts_on=date(2019, 1, 1))
        take_in(
            office=partner.pk,
            data=(SAMPLES / f"{slug}.xlsx").read_bytes(),
            by=None,
            today=date(2026, 11, 1),
            dry_run=False,
        )
        found.append(office(partner))
    return found


@pytest.fixture
def people(cast) -> Cast:
    take_samples(cast)
    return cast


@pytest.fixture
def draft(people) -> Edition:
    return build(request(people))
