"""The words of the yardsticks: who uses each, what it asks, and what is known from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.document.words.windows import windows_in
from reports.protected.report import ProtectedMeasure, ProtectedReport, share_ranges, shares_of


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How one user of the word "result" counts it. `reference`: the share in per cent that is known from elsewhere."""

    id: str
    name: str | Promise
    used_by: str | Promise
    explanation: str | Promise
    reference: int | None = None

    @property
    def label(self) -> str:
        return _("%(yardstick)s (%(user)s)") % {"yardstick": self.name, "user": self.used_by}


YARDSTICKS = (
    Yardstick(
        "at-exit",
        gettext_lazy("When follow-up ended"),
        "IMDi",
        gettext_lazy(
            "Counts every course of follow-up that ended in the stretch of time, with or without a recorded reason. A result is "
            "ordinary work, education or a venture of one’s own. IMDi counts like this in the national "
            "introduction register."
        ),
    ),
    Yardstick(
        "six-months",
        gettext_lazy("Six months after"),
        "NAV",
        gettext_lazy(
            "Counts every course of follow-up that had ended six months before a day in the stretch of time. A result is ordinary "
            "work or a venture of one’s own; education is shown beside. NAV looks at the status six months after "
            "a measure has ended."
        ),
    ),
    Yardstick(
        "november",
        gettext_lazy("In November the year after"),
        "SSB",
        gettext_lazy(
            "Counts every course of follow-up that ended in the year before a November in the stretch of time. A result is ordinary work, education or a "
            "venture of one’s own on 15 November. Statistics Norway (SSB) measures the introduction programme in "
            "November the year after."
        ),
    ),
    Yardstick(
        "after-training-12",
        gettext_lazy("One year after work training"),
        "Riksrevisjonen",
        gettext_lazy(
            "Counts every course of work training that had ended one year before a day in the stretch of time. A result is ordinary "
            "work; a venture is shown beside."
        ),
        reference=25,
    ),
    Yardstick(
        "after-training-24",
        gettext_lazy("Two years after work training"),
        "Riksrevisjonen",
        gettext_lazy(
            "Counts every course of work training that had ended two years before a day in the stretch of time. A result is "
            "ordinary work; a venture is shown beside."
        ),
        reference=35,
    ),
)


def yardsticks_in(report: ProtectedReport) -> Iterator[tuple[Yardstick, tuple[ProtectedMeasure, ...]]]:
    """Those the report has, in the order they are always told, each over every window it has, the headline first."""
    windows = windows_in(report)
    for yardstick in YARDSTICKS:
        by_window = {measure.window: measure for measure in report.measures if measure.id == yardstick.id}
        measures = tuple(by_window[window] for window in windows if window in by_window)
        if measures:
            yield yardstick, measures


def yardsticks_over(report: ProtectedReport, window: str) -> Iterator[tuple[Yardstick, ProtectedMeasure]]:
    """Those that are counted over one window."""
    for yardstick, measures in yardsticks_in(report):
        for measure in measures:
            if measure.window == window:
                yield yardstick, measure


def reach_of(measure: ProtectedMeasure) -> tuple[int, int] | None:
    """From the least to the most that the share of all can be, in whole per cent; None where nothing can be said."""
    shares = shares_of(measure)
    if shares is not None:
        return None if shares.low is None else (round(100 * shares.low), round(100 * shares.high))
    ranges = share_ranges(measure)
    low, high = ranges["low"], ranges["high"]
    return (low[0], high[1]) if low and high else None


def targets_in(report: ProtectedReport) -> dict[str, int]:
    """The agreed share in per cent of each yardstick the period has; empty where nothing was agreed."""
    used = {yardstick.id for yardstick, _measures in yardsticks_in(report)}
    return {id: share for id, share in report.agreed.targets.items() if id in used}


def reference_in_words() -> str:
    """What the Office of the Auditor General found, with its qualifier."""
    return _(
        "For comparison, the Office of the Auditor General (Riksrevisjonen, Document 3:5 (2017–2018)): about 75 per "
        "cent of persons with reduced work capacity who had no registered job before the measure had no registered "
        "job one year after it ended, and 65 per cent after two years. About 25 and 35 per cent had one. These are "
        "other people than those of this report, so the marks are a yardstick and not a target."
    )


def yardstick_name(id: str) -> str:
    return str(next((yardstick.name for yardstick in YARDSTICKS if yardstick.id == id), id))
