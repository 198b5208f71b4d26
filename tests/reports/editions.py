"""Reports asked for and built in tests."""

import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from background.lease import Progress
from participants.intake.run import take_in
from participants.models import Participant
from reports.actions.editions import publish_edition, request_edition
from reports.editions.building import build_edition
from reports.enums import Detail, EditionState
from reports.figures.tables import Layout
from reports.models import Edition
from reports.periods import parse_period
from tests.conftest import SAMPLES, Cast, make_cast
from tests.owner import as_owner

PERIOD = parse_period("2026-T2")
# What a draft is protected beside grows with its tables, and so does the time that a test takes.
FEW_TABLES = Layout(
    Detail.MERGED,
    frozenset(f"closing-by-{by}-grouped" for by in ("sex", "age", "group", "office")),
)


class Still(Progress):
    """A heart for tests inside one transaction: it notes and writes nothing."""

    def __init__(self, work) -> None:
        super().__init__(work, lambda: None)


def request(cast, period=PERIOD, series=None, **options) -> Edition:
    return request_edition(
        series=series or cast.series,
        period=period,
        by=cast.krem,
        **options,
    )


def one_waiting_and_one_failed(cast: Cast) -> None:
    """Two editions of a year that have no report: one in the queue, one that could not be made."""
    year = parse_period("2025")
    for state in (EditionState.QUEUED, EditionState.FAILED):
        Edition.objects.create(
            series=cast.series,
            period_label=year.label,
            period_start=year.start,
            period_end=year.end,
            cutoff=timezone.now(),
            state=state,
            requested_by=cast.krem,
        )


def build(edition: Edition) -> Edition:
    claimed = Edition.claim(edition.pk, timezone.now())
    build_edition(claimed, Still(claimed))
    return Edition.objects.get(pk=edition.pk)


def take_samples(cast: Cast) -> None:
    for partner in (cast.bjerke, cast.ullern):
        data = (SAMPLES / f"{partner.slug}.xlsx").read_bytes()
        take_in(office=partner.pk, data=data, by=None, today=date(2026, 11, 1), dry_run=False)


def backdate(person: Participant, moment: datetime) -> None:
    """As if it all had been recorded then; only the owner of the tables can."""
    rewriting = "pgtrigger_move_is_not_rewritten_c2db0,pgtrigger_move_stays_superseded_6351b"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{rewriting}}}"])
    for table, column, whose in (
        ("participantevent", "pgh_created_at", "pgh_obj_id"),
        ("move", "recorded_at", "participant_id"),
        ("stay", "recorded_at", "participant_id"),
    ):
        as_owner(
            f"UPDATE public.participants_{table} SET {column} = %s WHERE {whose} = %s",  # noqa: S608
            [moment, person.pk],
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def draft_of(cast: Cast, label: str, **options) -> Edition:
    draft = build(request(cast, parse_period(label), **options))
    assert draft.state == EditionState.DRAFT, draft.failure
    return draft


@dataclass(frozen=True)
class Shelf:
    """What a module made once for all its tests: each takes copies of its own."""

    cast: Cast
    draft: Edition
    published: tuple[Edition, ...] = ()

    def own_cast(self) -> Cast:
        return copy.deepcopy(self.cast)

    def own_draft(self) -> Edition:
        return Edition.objects.get(pk=self.draft.pk)

    def own_published(self) -> list[Edition]:
        return [Edition.objects.get(pk=edition.pk) for edition in self.published]


def shelf_of(label: str) -> Shelf:
    """The people of two sample workbooks and a draft about them; made in the scope `standing`."""
    cast = make_cast()
    take_samples(cast)
    return Shelf(cast, draft_of(cast, label))


def published_shelf_of(*labels: str) -> Shelf:
    """The people of two sample workbooks and editions about them, all out; made in the scope `standing`."""
    cast = make_cast()
    take_samples(cast)
    editions = tuple(publish(cast, label) for label in labels)
    return Shelf(cast, editions[-1], editions)


def publish(cast: Cast, label: str, **options) -> Edition:
    draft = draft_of(cast, label, **options)
    publish_edition(edition=draft, by=cast.krem)
    return draft
