"""Reports asked for and built in tests."""

from datetime import date

from django.utils import timezone

from background.heart import Heart
from participants.intake.run import take_in
from reports.actions import publish_edition, request_edition
from reports.building import build_edition
from reports.enums import EditionState
from reports.models import Edition
from reports.periods import parse_period
from tests.conftest import SAMPLES, Cast

PERIOD = parse_period("2026-T2")


class Still(Heart):
    """A heart for tests inside one transaction: it notes and writes nothing."""

    def __init__(self, work) -> None:
        super().__init__(work, lambda: None)


def request(cast, period=PERIOD, **options) -> Edition:
    return request_edition(
        series=cast.series,
        period=period,
        by=cast.krem,
        **options,
    )


def build(edition: Edition) -> Edition:
    claimed = Edition.claim(edition.pk, timezone.now())
    build_edition(claimed, Still(claimed))
    return Edition.objects.get(pk=edition.pk)


def take_samples(cast: Cast) -> None:
    for partner in (cast.bjerke, cast.ullern):
        data = (SAMPLES / f"{partner.slug}.xlsx").read_bytes()
        take_in(office=partner.pk, data=data, by=None, today=date(2026, 11, 1), dry_run=False)


def draft_of(cast: Cast, label: str, **options) -> Edition:
    draft = build(request(cast, parse_period(label), **options))
    assert draft.state == EditionState.DRAFT, draft.failure
    return draft


def publish(cast: Cast, label: str, **options) -> Edition:
    draft = draft_of(cast, label, **options)
    publish_edition(edition=draft, by=cast.krem)
    return draft
