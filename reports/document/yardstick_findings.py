"""What may be said of yardsticks and curves in words: never more than the ranges hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.document.measure_grids import FACTS
from reports.document.wording import listed, number, per_cent, period
from reports.document.yardsticks import yardstick_name, yardsticks_in
from reports.figures.completeness import ANSWERED, KNOWN, NOT_ASKED, NOT_REACHED, UNKNOWN
from reports.figures.journeys import UNKNOWN_STATUS
from reports.figures.measures import WORK_CURVE
from reports.figures.tables import TOTAL
from reports.protected import ProtectedMeasure, ProtectedReport, shares_of

# Of fewer the numbers say more than a share.
FEWEST_FOR_A_SENTENCE = 10


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where a share may lie, in whole per cent: both what is unknown and how few there are."""

    low: int
    high: int


def yardstick_sentences(report: ProtectedReport) -> Iterator[str]:
    """For each yardstick what share had a result, at the least and at the most."""
    for yardstick, measure in yardsticks_in(report):
        shares, total = shares_of(measure), measure.cells[TOTAL]
        if shares is None or shares.low is None or total is None or total < FEWEST_FOR_A_SENTENCE:
            continue
        unknown = measure.cells[UNKNOWN_STATUS] or 0
        if unknown == total:
            text = _("%(yardstick)s: of %(total)s courses none is known, so no share can be told.")
            yield text % {"yardstick": yardstick.label, "total": number(total)}
            continue
        sentences = _exactly() if unknown == 0 else _between()
        yield (
            sentences[yardstick.id]
            % {
                "total": number(total),
                "success": number(measure.cells["success"] or 0),
                "low": round(100 * shares.low),
                "high": round(100 * shares.high),
                "unknown": number(unknown),
            }
            + _how_sure(shares.share, shares.interval)
            + _against_the_target(report, measure)
        )


def _against_the_target(report: ProtectedReport, measure: ProtectedMeasure) -> str:
    """Reached or not only where the whole range lies on one side of the target."""
    target, reach = report.agreed.targets.get(measure.id), _range(measure)
    if target is None or reach is None:
        return ""
    if reach.low >= target:
        text = _("The target of %(target)s is reached.")
    elif reach.high < target:
        text = _("The target of %(target)s is not reached.")
    else:
        text = _("Whether the target of %(target)s is reached, the numbers do not tell.")
    return " " + text % {"target": per_cent(target)}


def _how_sure(share: float | None, interval: tuple[float, float] | None) -> str:
    if share is None or interval is None:
        return ""
    return " " + _("Of those we know of it is %(share)s, with an uncertainty from %(low)s to %(high)s.") % {
        "share": per_cent(round(100 * share)),
        "low": per_cent(round(100 * interval[0])),
        "high": per_cent(round(100 * interval[1])),
    }


def _between() -> dict[str, str]:
    return {
        "at-exit": _(
            "Of %(total)s courses of follow-up that ended in the period, between %(low)s and %(high)s per cent ended in "
            "work, education or a venture; %(unknown)s are not known."
        ),
        "six-months": _(
            "Of %(total)s courses of follow-up, between %(low)s and %(high)s per cent led to work or a venture six months "
            "after they ended; %(unknown)s are not known."
        ),
        "november": _(
            "Of %(total)s courses of follow-up that ended the year before, between %(low)s and %(high)s per cent led to "
            "work, education or a venture in November; %(unknown)s are not known."
        ),
        "after-training-12": _(
            "Of %(total)s courses of work training, between %(low)s and %(high)s per cent led to ordinary work one year "
            "after they ended; %(unknown)s are not known."
        ),
        "after-training-24": _(
            "Of %(total)s courses of work training, between %(low)s and %(high)s per cent led to ordinary work two years "
            "after they ended; %(unknown)s are not known."
        ),
    }


def _exactly() -> dict[str, str]:
    return {
        "at-exit": _(
            "Of %(total)s courses of follow-up that ended in the period, %(success)s ended in work, education or a venture."
        ),
        "six-months": _(
            "Of %(total)s courses of follow-up, %(success)s led to work or a venture six months after they ended."
        ),
        "november": _(
            "Of %(total)s courses of follow-up that ended the year before, %(success)s led to work, education or a venture "
            "in November."
        ),
        "after-training-12": _(
            "Of %(total)s courses of work training, %(success)s led to ordinary work one year after they ended."
        ),
        "after-training-24": _(
            "Of %(total)s courses of work training, %(success)s led to ordinary work two years after they ended."
        ),
    }


def paid_work_sentences(report: ProtectedReport) -> Iterator[str]:
    """How long it takes to their first paid work, where the curve is shown."""
    curve = report.curve(WORK_CURVE)
    if curve is None:
        return
    if curve.median:
        months, low, high = curve.median
        words = {"months": number(months), "low": low and number(low), "high": high and number(high)}
        if low and high:
            text = _(
                "Half of the participants had come to their first paid work or venture after %(months)s months, with an "
                "uncertainty from %(low)s to %(high)s months."
            )
        else:
            text = _(
                "Half of the participants had come to their first paid work or venture after about %(months)s months."
            )
        yield text % words
        return
    shown = [point for point in curve.points if point.shares["work"] and point.month]
    if shown and (share := shown[-1].shares["work"]):
        if share.share == 0:
            yield _(
                "After %(months)s months, fewer than 1 per cent had come to their first paid work or venture. The uncertainty "
                "reaches up to %(high)s."
            ) % {"months": number(shown[-1].month), "high": per_cent(share.high)}
            return
        yield _(
            "After %(months)s months, %(share)s had come to their first paid work or venture, with an uncertainty from "
            "%(low)s to %(high)s."
        ) % {
            "months": number(shown[-1].month),
            "share": per_cent(share.share),
            "low": per_cent(share.low),
            "high": per_cent(share.high),
        }


def changes_since(before: ProtectedReport | None, report: ProtectedReport) -> Iterator[str]:
    """What has changed since the report of an earlier period, only where the two ranges do not overlap."""
    if before is None:
        return
    compared, changed = False, []
    for yardstick, measure in yardsticks_in(report):
        then, now = _range(before.measure(yardstick.id)), _range(measure)
        if then is None or now is None:
            continue
        compared = True
        words = {
            "yardstick": yardstick_name(yardstick.id),
            "period": period(before.period),
            "then_low": then.low,
            "then_high": then.high,
            "now_low": now.low,
            "now_high": now.high,
        }
        if now.low > then.high:
            text = _(
                "%(yardstick)s: the share with a result is higher than in %(period)s, %(now_low)s to %(now_high)s "
                "per cent against %(then_low)s to %(then_high)s."
            )
            changed.append(text % words)
        if now.high < then.low:
            text = _(
                "%(yardstick)s: the share with a result is lower than in %(period)s, %(now_low)s to %(now_high)s "
                "per cent against %(then_low)s to %(then_high)s."
            )
            changed.append(text % words)
    yield from changed
    if compared and not changed:
        yield _("No yardstick shows a sure change since %(period)s: the ranges overlap.") % {
            "period": period(before.period)
        }


def _range(measure: ProtectedMeasure | None) -> Range | None:
    """The widest of what is unknown and of what chance may do."""
    shares = measure and shares_of(measure)
    if not shares or shares.low is None or shares.high is None or shares.interval is None:
        return None
    low, high = shares.interval
    return Range(round(100 * min(shares.low, low)), round(100 * max(shares.high, high)))


def shortfalls(report: ProtectedReport) -> Iterator[str]:
    """What is recorded for fewer than had been agreed, one sentence for all of it."""
    missing, complete_from = [], report.agreed.complete_from
    for id, label in (*FACTS.items(), ("follow-ups", _("Answers to follow-up questions"))):
        measure = report.measure(id)
        share = measure and _recorded(measure)
        if share is not None and share < complete_from:
            missing.append(_("%(what)s: %(share)s") % {"what": label, "share": per_cent(share)})
    if missing:
        yield _(
            "The data are incomplete. At least %(least)s should be recorded. Less is recorded of this: %(list)s."
        ) % {"least": per_cent(complete_from), "list": listed(missing)}


def _recorded(measure: ProtectedMeasure) -> int | None:
    """In whole per cent, None where it is hidden or nobody was asked."""
    known, rest = (ANSWERED, (NOT_REACHED, NOT_ASKED)) if measure.id == "follow-ups" else (KNOWN, (UNKNOWN,))
    counts = [measure.cells[code] for code in (known, *rest)]
    if None in counts or not sum(counts):
        return None
    return (200 * counts[0] + sum(counts)) // (2 * sum(counts))
