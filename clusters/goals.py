"""How offices come along on their organisation's goals, half-year by half-year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from audit.history import known_at
from clusters.half_years import HalfYear
from clusters.models import Cluster, OfficeFigures, Partner

# Changes from one half-year to the next that are possible, and more often a slip of the hand.
MUCH_COST, MUCH_SATISFACTION, MUCH_SICK_LEAVE = Decimal("0.30"), Decimal(1), Decimal(5)
HALF_YEARS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class FiguresChange:
    """One office in one half-year beside the half-year before; None where one of the two is not known.

    Cost changes in kroner, satisfaction in points of the scale from 1 to 5, sick leave in percentage points.
    """

    office: Partner
    half_year: HalfYear
    now: OfficeFigures | None
    before: OfficeFigures | None

    @property
    def cost(self) -> int | None:
        return self._by("cost")

    @property
    def satisfaction(self) -> Decimal | None:
        return self._by("satisfaction")

    @property
    def sick_leave(self) -> Decimal | None:
        return self._by("sick_leave")

    def _by(self, name: str) -> int | Decimal | None:
        values = [getattr(figures, name, None) for figures in (self.now, self.before)]
        return None if None in values else values[0] - values[1]


def changes_in(cluster: Cluster, half_year: HalfYear) -> list[FiguresChange]:
    """The offices that were members in a half-year, oldest member first, with what changed. Two queries."""
    offices = list(cluster.offices_between(half_year.first_day, half_year.last_day))
    figures = OfficeFigures.objects.filter(office__in=offices).in_half_years(half_year.before, half_year)
    return _changes(offices, half_year, figures.order_by("pk"))


def changes_known(offices: Sequence[Partner], half_year: HalfYear, cutoff: datetime) -> list[FiguresChange]:
    """What changed at these offices, from what had been filled in at the cutoff. One query."""
    days = [half_year.before.first_day, half_year.first_day]
    events = OfficeFigures.pgh_event_model.objects.filter(office__in=offices, first_day__in=days)
    return _changes(offices, half_year, known_at(events, cutoff))


def _changes(
    offices: Iterable[Partner], half_year: HalfYear, figures: Iterable[OfficeFigures]
) -> list[FiguresChange]:
    found = {(each.office_id, each.first_day): each for each in figures}
    return [
        FiguresChange(
            office,
            half_year,
            found.get((office.pk, half_year.first_day)),
            found.get((office.pk, half_year.before.first_day)),
        )
        for office in offices
    ]


def doubts_about(new: OfficeFigures, before: OfficeFigures | None) -> list[str]:
    """What looks like a slip of the hand, as sentences; empty where nothing does."""
    doubts = []
    if new.sick_leave == 0:
        doubts.append(_("No sick leave at all in half a year is rare. Leave it empty if it is not known."))
    if before is None:
        return doubts
    change = FiguresChange(new.office, new.half_year, new, before)
    if change.cost is not None and abs(change.cost) > before.cost * MUCH_COST:
        doubts.append(_("The cost is more than thirty per cent from what it was the half-year before."))
    if change.satisfaction is not None and abs(change.satisfaction) > MUCH_SATISFACTION:
        doubts.append(
            _("Satisfaction has changed by more than one point of five since the half-year before.")
        )
    if change.sick_leave is not None and abs(change.sick_leave) > MUCH_SICK_LEAVE:
        doubts.append(
            _("Sick leave has changed by more than five percentage points since the half-year before.")
        )
    return doubts


def ended_half_years(today: date) -> list[HalfYear]:
    """Those that can be filled in: the latest that have ended, newest first."""
    return list(_going_back(HalfYear.ended_by(today)))


def _going_back(latest: HalfYear) -> Iterable[HalfYear]:
    for _number in range(HALF_YEARS_SHOWN):
        yield latest
        latest = latest.before
