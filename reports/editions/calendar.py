"""Everything that is due, in one list: what each series owes, when, and who must do what next."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.enums import Role
from accounts.models import User
from reports.document.words.wording import period as period_in_words
from reports.editions.review import SIGN_OFFS, due, next_step
from reports.editions.schedule import period_of
from reports.enums import IN_HAND, Audience
from reports.models import Edition, Series
from reports.periods import Period

MOST_IN_HAND = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One report on its way, or one that will be."""

    series: Series
    period: Period
    due_on: date | None
    due: str
    edition: Edition | None
    step: str

    @property
    def days(self) -> str:
        return period_in_words(self.period)


def reports_in_hand(today: date) -> list[Entry]:
    """Every edition that is not out and not put away, the one that is due first at the top."""
    editions = Edition.objects.filter(state__in=IN_HAND).select_related("series__cluster", "requested_by")
    entries = [
        Entry(
            edition.series,
            edition.period,
            edition.due_on,
            due(edition.due_on, today),
            edition,
            next_step(edition, edition.sign_offs.all()),
        )
        for edition in editions.prefetch_related(SIGN_OFFS).defer("report").newest_first()[:MOST_IN_HAND]
    ]
    return sorted(entries, key=lambda entry: entry.due_on or date.max)


def reports_to_come(today: date) -> list[Entry]:
    """For each series that makes its own drafts: the period that runs now."""
    series = Series.objects.exclude(drafts_from=None).select_related("cluster")
    entries = [_to_come(one, today) for one in series.order_by("cluster__name", "name", "pk")]
    return sorted(entries, key=lambda entry: entry.due_on)


def reports_owed(user: User, today: date) -> list[Entry]:
    """What a reader gets next from each series: of the period that is over until its report is out, and of the one that
    runs now. That follows from the days alone, so it tells nothing of a draft.
    """
    series = Series.objects.exclude(drafts_from=None).select_related("cluster")
    if user.role == Role.IMDI_READER:
        series = series.filter(audience=Audience.IMDI)
    out = set(Edition.objects.out().order_by().values_list("series", "period_start", "period_end"))
    entries = []
    for one in series.order_by("cluster__name", "name", "pk"):
        running = _to_come(one, today)
        over = period_of(one.period_kind, running.period.start - timedelta(days=1))
        if over.start >= one.drafts_from and (one.pk, over.start, over.end) not in out:
            entries.append(_owed(one, over, today))
        entries.append(running)
    return sorted(entries, key=lambda entry: entry.due_on)


def _to_come(series: Series, today: date) -> Entry:
    return _owed(series, period_of(series.period_kind, max(today, series.drafts_from)), today)


def _owed(series: Series, period: Period, today: date) -> Entry:
    day_owed = series.due_on(period)
    return Entry(series, period, day_owed, due(day_owed, today), None, "")
