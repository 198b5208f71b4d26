"""Editions on the shelf, each with what it says first and what is new in it.

Every number is one the edition printed: it is read back from the report as it was published, and from nothing else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from clusters.models import Cluster
from reports.document.beside import read_changes
from reports.document.findings import KeyFigure, find, key_figures
from reports.document.yardstick_findings import changes_since
from reports.models import Edition
from reports.periods import labels_like
from reports.protected.report import ProtectedReport, read_protected

MOST_FIGURES = 2

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


def shelf_of(editions: Iterable[Edition]) -> list[ShelfPart]:
    """By cluster. What is given is out, and in the order it is to stand in."""
    editions = list(editions)
    reports = {edition.pk: read_protected(edition.report) for edition in editions}
    by_cluster = sorted(editions, key=lambda edition: edition.series.cluster.name_order)
    return [
        ShelfPart(cluster, tuple(_volume(edition, editions, reports) for edition in group))
        for cluster, group in groupby(by_cluster, key=lambda edition: edition.series.cluster)
    ]


def _volume(
    edition: Edition,
    editions: Sequence[Edition],
    reports: Reports,
) -> Volume:
    report = reports[edition.pk]
    figures = key_figures(report)[:MOST_FIGURES]
    return Volume(
        edition,
        figures,
        # Where the report shows no figure large, it says why.
        "" if figures else find(report).sentences[0],
        tuple(_news(edition, editions, reports)),
    )


def _news(edition: Edition, editions: Sequence[Edition], reports: Reports) -> Iterable[str]:
    """Against the edition it replaces; the first of a period against the period before it."""
    if former := _former(edition, editions):
        return [read_changes(reports[former.pk], reports[edition.pk]).introduction]
    before = _period_before(edition, editions)
    return changes_since(reports[before.pk] if before else None, reports[edition.pk])


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
