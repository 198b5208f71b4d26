"""Editions on the shelf, each with what it says first and what is new in it.

Every number is one the edition printed: it is read back from the report as it was published, and from nothing else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from clusters.models import Cluster
from reports.document.beside import read_changes
from reports.document.findings import KeyFigure, find, key_figures
from reports.document.yardstick_findings import changes_since
from reports.models import Edition
from reports.periods import labels_like
from reports.protected.report import ProtectedReport, read_protected

MOST_FIGURES = 2
# What tells which edition came before another; its report is long, and read only where it is needed.
FOUND_BY = (
    "series",
    "period_label",
    "period_start",
    "period_end",
    "number",
    "built_at",
    "published_at",
    "superseded_at",
)

Reports = dict[object, ProtectedReport]


@dataclass(frozen=True, slots=True)
class Volume:
    """One edition on the shelf."""

    edition: Edition
    figures: tuple[KeyFigure, ...]
    without: str
    news: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShelfPart:
    """The editions about one cluster, newest first."""

    cluster: Cluster
    volumes: tuple[Volume, ...]


def shelf_of(shown: Sequence[Edition], out: QuerySet[Edition]) -> list[ShelfPart]:
    """By cluster, each in the order given; what came before an edition is found among all that is out.

    Two queries, however many there are; of the reports only those that are shown or compared with are read.
    """
    series = {edition.series_id for edition in shown}
    known = list(out.filter(series__in=series).order_by().select_related(None).only(*FOUND_BY))
    former = {edition.pk: _former(edition, known) for edition in shown}
    before = {edition.pk: _period_before(edition, known) for edition in shown}
    needed = {each.pk for each in (*shown, *former.values(), *before.values()) if each}
    rows = out.filter(pk__in=needed).order_by().values_list("pk", "report")
    reports = {pk: read_protected(report) for pk, report in rows}
    by_cluster = sorted(shown, key=lambda edition: edition.series.cluster.name_order)
    return [
        ShelfPart(
            cluster,
            tuple(_volume(edition, former[edition.pk], before[edition.pk], reports) for edition in group),
        )
        for cluster, group in groupby(by_cluster, key=lambda edition: edition.series.cluster)
    ]


def _volume(edition: Edition, former: Edition | None, before: Edition | None, reports: Reports) -> Volume:
    report = reports[edition.pk]
    figures = key_figures(report)[:MOST_FIGURES]
    return Volume(
        edition,
        figures,
        # Where the report shows no figure large, it says why.
        "" if figures else find(report).sentences[0],
        tuple(_news(report, former and reports[former.pk], before and reports[before.pk])),
    )


def _news(
    report: ProtectedReport, former: ProtectedReport | None, before: ProtectedReport | None
) -> Iterable[str]:
    """Against the edition it replaces; the first of a period against the period before it."""
    return [read_changes(former, report).introduction] if former else changes_since(before, report)


def _former(edition: Edition, editions: Sequence[Edition]) -> Edition | None:
    """As `reports.editions.review.former_of` finds it, among what is at hand."""
    same = [
        each
        for each in editions
        if each.series_id == edition.series_id
        and each.period == edition.period
        and each.number < edition.number
    ]
    return max(same, key=lambda each: each.number, default=None)


def _period_before(edition: Edition, editions: Sequence[Edition]) -> Edition | None:
    """As `reports.editions.review.earlier_of` finds it: what was out when the edition was built."""
    labels, at = labels_like(edition.period_label), edition.built_at
    if not labels or at is None:
        return None
    earlier = [
        each
        for each in editions
        if each.series_id == edition.series_id
        and each.period_end < edition.period_start
        and re.search(labels, each.period_label)
        and each.published_at <= at
        and not (each.superseded_at and each.superseded_at <= at)
    ]
    return max(earlier, key=lambda each: (each.period_end, each.number), default=None)
