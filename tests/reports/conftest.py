"""The offices of the samples, taken in through the import itself."""

import os
from datetime import date

import pytest

from clusters.enums import PartnerKind
from clusters.models import Membership, Partner
from participants.intake.run import take_in
from reports.figures.figures import Office
from reports.models import Edition
from tests.conftest import SAMPLES, Cast
from tests.reports.editions import Shelf, shelf_of
from tests.reports.kept import Kept, kept
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


@pytest.fixture(scope="session")
def kept_draft(django_db_setup, django_db_blocker, tmp_path_factory) -> Kept:
    """One draft for the whole suite: each module puts it back for itself."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with django_db_blocker.unblock():
        return kept(folder / "draft", lambda: shelf_of("2026-T2"))


@pytest.fixture(scope="module")
def shelf(kept_draft, standing) -> Shelf:
    """The draft that all tests of a module have. One that wants another has a `shelf` of its own."""
    return kept_draft.put_back()


@pytest.fixture
def people(db, shelf) -> Cast:
    """The cast of the shelf, with the people of two sample workbooks."""
    return shelf.own_cast()


@pytest.fixture
def draft(db, shelf) -> Edition:
    return shelf.own_draft()
