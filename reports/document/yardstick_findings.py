"""What may be said of yardsticks and curves in words: never more than the ranges hold."""

from collections.abc import Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reports.document.tables.measures import ANSWERED, FACTS, KNOWN, NOT_ASKED, NOT_REACHED, share_of
from reports.document.words.ranges import said, said_per_cent, said_share
from reports.document.words.windows import START, headline_of, in_window, window_label, windows_in
from reports.document.words.wording import day, listed, number, period
from reports.document.words.yardsticks import YARDSTICKS, Yardstick, reach_of, yardstick_name, yardsticks_in
from reports.figures.definitions import TOTAL, UNKNOWN
from reports.figures.measures import WORK_CURVE
from reports.periods import Period
from reports.protected.ranges import answers, says_nothing, summed, within, without
from reports.protected.report import ProtectedMeasure, ProtectedReport, shares_of
from reports.statistics.shares import share_bounds

# Of fewer the numbers say more than a share.
FEWEST_FOR_A_SENTENCE = 10
# A share that may lie anywhere within so much of the whole says next to nothing: what is told more closely comes before it.
MOST_APART = 60


def yardstick_sentences(report: ProtectedReport, earlier: Sequence[ProtectedReport] = ()) -> Iterator[str]:
    """For each yardstick how many had a result: in the newest window in full, since the start in short; the other way round where only
    the second says much. Where this report answers it too loosely, the newest of the earlier ones that answered it stands beside.
    """
    by_yardstick = dict(yardsticks_in(report))
    for yardstick in YARDSTICKS:
        sentences = list(_of_one(report, yardstick, by_yardstick.get(yardstick, ())))
        before = _answered_before(report, earlier, yardstick.id)
        if before and not sentences:
            text = _("%(yardstick)s: this time nothing can be told without giving somebody away.")
            sentences.append(text % {"yardstick": yardstick.label})
        if sentences:
            yield " ".join([*sentences, *before])


def _of_one(
    report: ProtectedReport, yardstick: Yardstick, measures: Sequence[ProtectedMeasure]
) -> Iterator[str]:
    """What this report itself tells of a yardstick."""
    enough = [each for each in measures if each.range(TOTAL)[0] >= FEWEST_FOR_A_SENTENCE]
    told = [measure for measure in enough if says_enough(measure)]
    if told:
        first, *others = sorted(told, key=_says_little)
        yield from _in_full(report, first)
        for each in (first, *others):
            if each is not first and (each.window == START or each is measures[0]):
                yield _in_short(each)
            if each is measures[0]:
                yield from _against_the_target(report, each)
    elif enough and enough[0].range("reached") == (0, 0):
        text = _("%(yardstick)s: of %(total)s courses none is known, so no share can be told.")
        yield text % {"yardstick": yardstick.label, "total": said(enough[0].range(TOTAL))}


def _answered_before(report: ProtectedReport, earlier: Sequence[ProtectedReport], id: str) -> list[str]:
    """What the newest earlier report that answered a yardstick said, as it stands in it; nothing where this report answers it."""
    if _answer(report, id) is not None:
        return []
    for each in sorted(earlier, key=lambda each: each.period.end, reverse=True):
        if (measure := _answer(each, id)) is not None and says_enough(measure):
            return [
                _("The report until %(day)s could tell more.") % {"day": day(each.period.end)},
                _in_short(measure),
            ]
    return []


def _answer(report: ProtectedReport, id: str) -> ProtectedMeasure | None:
    """A yardstick over the newest window, where it is told closely."""
    measure = report.measure(id, headline_of(report))
    return measure if measure and answers(measure.range("reached"), measure.range(TOTAL)) else None


def says_enough(measure: ProtectedMeasure) -> bool:
    """Are there enough people for a share to mean something, and does what is told of it rule anything out?"""
    return (
        measure.range(TOTAL)[0] >= FEWEST_FOR_A_SENTENCE
        and reach_of(measure) not in (None, (0, 100))
        and not says_nothing(measure.range("reached"), measure.range(TOTAL))
    )


def _says_little(measure: ProtectedMeasure) -> bool:
    low, high = reach_of(measure)
    return high - low > MOST_APART


def _in_full(report: ProtectedReport, measure: ProtectedMeasure) -> Iterator[str]:
    yield capfirst(
        _results()[measure.id]
        % {
            "reached": said(measure.range("reached")),
            "total": said(measure.range(TOTAL)),
            "window": in_window(report, measure.window),
        }
    )
    share, shares = said_share(*reach_of(measure)), shares_of(measure)
    unknown = measure.range(UNKNOWN)
    if unknown != (0, 0):
        text = _("%(unknown)s are not known, so the share is %(share)s.")
        yield capfirst(text % {"unknown": said(unknown), "share": share})
    if shares is not None and shares.share is not None and shares.interval is not None:
        yield _how_sure(shares.share, shares.interval, known_only=unknown != (0, 0))
    elif unknown == (0, 0):
        yield _("That is %(share)s.") % {"share": share}


def _in_short(measure: ProtectedMeasure) -> str:
    words = {
        "window": capfirst(window_label(measure.window)),
        "reached": said(measure.range("reached")),
        "total": said(measure.range(TOTAL)),
        "unknown": said(measure.range(UNKNOWN)),
        "share": said_share(*reach_of(measure)),
    }
    if measure.range(UNKNOWN) == (0, 0):
        return _("%(window)s: %(reached)s of %(total)s, that is %(share)s.") % words
    return _("%(window)s: %(reached)s of %(total)s; %(unknown)s are not known, so it is %(share)s.") % words


def _against_the_target(report: ProtectedReport, measure: ProtectedMeasure) -> Iterator[str]:
    """Reached or not only where the whole range lies on one side of the target."""
    target, reach = report.agreed.targets.get(measure.id), _with_chance(measure)
    if target is None or reach is None:
        return
    if reach[0] >= target:
        text = _("The target of %(target)s is reached.")
    elif reach[1] < target:
        text = _("The target of %(target)s is not reached.")
    else:
        text = _("Whether the target of %(target)s is reached, the numbers do not tell.")
    yield text % {"target": said_per_cent(target)}


def _how_sure(share: float, interval: tuple[float, float], *, known_only: bool) -> str:
    words = {
        "share": said_per_cent(round(100 * share)),
        "low": number(round(100 * interval[0])),
        "high": said_per_cent(round(100 * interval[1])),
    }
    if known_only:
        return _("Of those we know of it is %(share)s, with an uncertainty from %(low)s to %(high)s.") % words
    return _("That is %(share)s, with an uncertainty from %(low)s to %(high)s.") % words


def _results() -> dict[str, str]:
    """How many of how many, and when, for each yardstick. The two numbers may be ranges."""
    return {
        "at-exit": _(
            "%(reached)s of %(total)s courses of follow-up that ended %(window)s led to work, education or a venture."
        ),
        "six-months": _(
            "Six months after they ended, %(reached)s of %(total)s courses of follow-up had led to work or a venture "
            "(looked at %(window)s)."
        ),
        "november": _(
            "In November the year after they ended, %(reached)s of %(total)s courses of follow-up had led to work, "
            "education or a venture (looked at %(window)s)."
        ),
        "after-training-12": _(
            "One year after they ended, %(reached)s of %(total)s courses of work training had led to ordinary work "
            "(looked at %(window)s)."
        ),
        "after-training-24": _(
            "Two years after they ended, %(reached)s of %(total)s courses of work training had led to ordinary work "
            "(looked at %(window)s)."
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
            ) % {"months": number(shown[-1].month), "high": said_per_cent(share.high)}
            return
        yield _(
            "After %(months)s months, %(share)s had come to their first paid work or venture, with an uncertainty from "
            "%(low)s to %(high)s."
        ) % {
            "months": number(shown[-1].month),
            "share": said_per_cent(share.share),
            "low": number(share.low),
            "high": said_per_cent(share.high),
        }


def changes_since(before: ProtectedReport | None, report: ProtectedReport) -> Iterator[str]:
    """What has changed since the report of an earlier period, only where the two ranges do not overlap."""
    if before is None:
        return
    compared, changed = False, []
    for yardstick, (measure, *_others) in yardsticks_in(report):
        # A window is compared with the same one of the report before, or not at all.
        former = [each for each in before.measures if each.id == measure.id and each.window == measure.window]
        then, now = _with_chance(former[0]) if former else None, _with_chance(measure)
        if then is None or now is None:
            continue
        compared = True
        words = {
            "yardstick": yardstick_name(yardstick.id),
            "period": _days(before, measure.window),
            "then_low": then[0],
            "then_high": then[1],
            "now_low": now[0],
            "now_high": now[1],
        }
        if now[0] > then[1]:
            text = _(
                "%(yardstick)s: the share with a result is higher than in %(period)s, %(now_low)s to %(now_high)s "
                "per cent against %(then_low)s to %(then_high)s."
            )
            changed.append(text % words)
        if now[1] < then[0]:
            text = _(
                "%(yardstick)s: the share with a result is lower than in %(period)s, %(now_low)s to %(now_high)s "
                "per cent against %(then_low)s to %(then_high)s."
            )
            changed.append(text % words)
    yield from changed
    if compared and not changed:
        yield _("No yardstick shows a sure change since %(period)s: the ranges overlap.") % {
            "period": _days(before, windows_in(before)[0])
        }


def _days(report: ProtectedReport, window: str) -> str:
    return period(Period(*report.window(window), window))


def _with_chance(measure: ProtectedMeasure) -> tuple[int, int] | None:
    """The widest of what is unknown, of what is not shown exactly, and of what chance may do; in whole per cent."""
    reach = reach_of(measure)
    reached = measure.range("reached")
    rest = within(
        summed([measure.range("beside"), measure.range("other")]),
        without(measure.range(TOTAL), summed([reached, measure.range(UNKNOWN)])),
    )
    if reach is None or reached[1] is None or rest[1] is None or not reached[0] + rest[0]:
        return None
    # A result more makes both limits higher, and one that is none makes them lower.
    least, most = (
        share_bounds(part, part + other, 0).in_whole_per_cent().interval
        for part, other in ((reached[0], rest[1]), (reached[1], rest[0]))
    )
    return min(reach[0], round(100 * least[0])), max(reach[1], round(100 * most[1]))


def shortfalls(report: ProtectedReport) -> Iterator[str]:
    """What is recorded for fewer than had been agreed, one sentence for all of it."""
    missing, complete_from = [], report.agreed.complete_from
    for id, label in (*FACTS.items(), ("follow-ups", _("Answers to follow-up questions"))):
        measure = report.measure(id)
        share = measure and _recorded(measure)
        if share and share[1] < complete_from:
            missing.append(_("%(what)s: %(share)s") % {"what": label, "share": said_share(*share)})
    if missing:
        yield _(
            "The data are incomplete. At least %(least)s should be recorded. Less is recorded of this: %(list)s."
        ) % {"least": said_per_cent(complete_from), "list": listed(missing)}


def _recorded(measure: ProtectedMeasure) -> tuple[int, int] | None:
    """In whole per cent, from the least to the most it can be; None where nobody was asked or nothing is told."""
    known, rest = (ANSWERED, (NOT_REACHED, NOT_ASKED)) if measure.id == "follow-ups" else (KNOWN, (UNKNOWN,))
    share = share_of(measure, known, rest)
    if share.value is not None:
        return share.value, share.value
    return share.between
