"""The stretches of time that yardsticks are counted over, and what they are called."""

from django.utils.translation import gettext as _

from reports.document.words.wording import day, period
from reports.figures.definitions import REACHED
from reports.periods import Period
from reports.protected.report import ProtectedReport

TWELVE, START, PERIOD = "twelve", "start", "period"
# A report from before yardsticks had windows counted them over its period.
FORMER = ""


def windows_in(report: ProtectedReport) -> tuple[str, ...]:
    """Those the report's yardsticks have, the headline first; of two over the same days the one that says more."""
    present = {measure.window for measure in report.measures if measure.id in REACHED}
    by_days: dict[tuple, str] = {}
    for window in (START, TWELVE, PERIOD, FORMER):
        if window in present:
            by_days.setdefault(report.window(window), window)
    return tuple(window for window in (TWELVE, START, PERIOD, FORMER) if window in by_days.values())


def headline_of(report: ProtectedReport) -> str:
    """The window of the newest answer, whether or not any yardstick is told over it."""
    if TWELVE in report.windows and not is_young(report):
        return TWELVE
    return next(iter(windows_in(report)), FORMER)


def is_young(report: ProtectedReport) -> bool:
    """Is the cluster younger than twelve months, so that both windows begin with it?"""
    return {TWELVE, START} <= set(report.windows) and report.window(TWELVE) == report.window(START)


def in_window(report: ProtectedReport, window: str) -> str:
    """When, in a sentence."""
    if window == TWELVE:
        return _("in the last twelve months")
    if window == START:
        return _("since the cluster began on %(day)s") % {"day": day(report.window(START)[0])}
    return _("in the period")


def window_label(window: str) -> str:
    """The same on its own, short."""
    return {
        TWELVE: _("last twelve months"),
        START: _("since the start"),
    }.get(window) or _("the period")


def window_title(report: ProtectedReport, window: str) -> str:
    """The same with its days."""
    return _("%(window)s (%(days)s)") % {
        "window": window_label(window),
        "days": period(Period(*report.window(window), window)),
    }
