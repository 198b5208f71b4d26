"""The chapters of a report that hold numbers, in the order they are read, for page and document alike.

A chapter without anything to show is left out. A new one is a function in `CHAPTERS`.
"""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from reports.document.chapter import Chapter, Material
from reports.document.charts.charts import draw_charts
from reports.document.tables.bottom_lines import BOTTOM_LINES
from reports.document.tables.grids import read_grids
from reports.document.tables.yardsticks import YARDSTICK_STATES, YARDSTICKS, grid_ids
from reports.document.trends import TRENDS, trend_chart, trend_grid
from reports.document.words.windows import START, TWELVE, is_young, window_label, window_title, windows_in
from reports.document.words.wording import day, number, period
from reports.document.words.yardsticks import reference_in_words, targets_in, yardsticks_in
from reports.document.work_chapters import goals_chapter, lessons_annex, step_model_chapter
from reports.figures.measures import FEWEST_AT_RISK, STATE_CURVE, WORK_CURVE
from reports.periods import parse_period
from reports.protected.report import ProtectedReport


def read_chapters(report: ProtectedReport, earlier: tuple[ProtectedReport, ...] = ()) -> tuple[Chapter, ...]:
    """Every chapter that has something to show. `earlier`: published reports of the same series over earlier periods."""
    material = Material(
        report,
        {grid.id: grid for grid in read_grids(report)},
        {chart.id: chart for chart in draw_charts(report)},
        earlier,
    )
    chapters = (write(material) for write in CHAPTERS)
    return tuple(chapter for chapter in chapters if chapter is not None)


def _whereabouts(material: Material) -> Chapter | None:
    grids = material.some_grids("closing-by-office-grouped", "opening-by-office", "closing-by-office")
    if not grids:
        return None
    last = day(material.report.period.end)
    return Chapter(
        "whereabouts",
        _("Where participants were"),
        (_("Where everybody was on %(last)s, office by office.") % {"last": last},),
        material.some_charts("closing", "closing-by-office"),
        grids,
    )


def _exits(material: Material) -> Chapter | None:
    grids = material.some_grids("exits-by-office-grouped", "exits-by-office")
    if not grids:
        return None
    return Chapter(
        "exits",
        _("Exits"),
        (_("Who took an exit in the period. Whoever took several counts once, with the last."),),
        material.some_charts("exits-by-office"),
        grids,
    )


def _flow(material: Material) -> Chapter | None:
    grids = material.some_grids("flow", "flow-grouped")
    if not grids:
        return None
    text = _(
        "Each row is where participants were when the period began, each column where they were on "
        "%(last)s. On the shaded squares nothing changed."
    ) % {"last": day(material.report.period.end)}
    return Chapter("change", _("From beginning to end"), (text,), material.some_charts("flow"), grids)


def _yardsticks(material: Material) -> Chapter | None:
    grids = material.some_grids(*grid_ids(YARDSTICKS), *grid_ids(YARDSTICK_STATES))
    if not grids:
        return None
    used = [yardstick for yardstick, _measures in yardsticks_in(material.report)]
    texts = [
        _(
            "IMDi, NAV, Statistics Norway (SSB) and the Office of the Auditor General (Riksrevisjonen) mean "
            "different things by a result. Here the same participants are held against the yardstick of each."
        ),
        *_windows_in_words(material.report),
        _(
            "Each share is told three ways. At the least: all who are not known are taken to have no result. At the "
            "most: all of them are taken to have one. And of those who are known, with 95 per cent limits: the "
            "fewer they are, the wider the limits."
        ),
    ]
    if targets_in(material.report):
        texts.append(
            _(
                "Where a target is agreed, it stands beside the result. It is said to be reached, or not reached, only "
                "where the whole range lies on one side of it."
            )
        )
    if not any(yardstick.id == "november" for yardstick in used):
        texts.append(_("The yardstick of SSB is used only for periods that hold 15 November."))
    if any(yardstick.reference for yardstick in used):
        texts.append(reference_in_words())
    return Chapter(
        "yardsticks",
        _("One question, several yardsticks"),
        tuple(texts),
        material.some_charts("yardsticks"),
        grids,
        tuple((yardstick.label, str(yardstick.explanation)) for yardstick in used),
    )


def _windows_in_words(report: ProtectedReport) -> Iterator[str]:
    """Over which days the yardsticks are counted."""
    windows = windows_in(report)
    if is_young(report):
        yield _(
            "The cluster began on %(day)s, less than twelve months before %(last)s. Everything is counted since then."
        ) % {"day": day(report.window(START)[0]), "last": day(report.period.end)}
    elif TWELVE in windows and START in windows:
        yield _(
            "Each yardstick is counted over two stretches of time: the %(twelve)s, and %(start)s. The first is the newest "
            "answer; more people stand behind the second."
        ) % {"twelve": window_title(report, TWELVE), "start": window_title(report, START)}


def _unseen(material: Material) -> Chapter | None:
    grids = material.some_grids("unseen-by-nav")
    if not grids:
        return None
    text = _(
        "NAV’s statistics tell who is in work six months after a measure. They do not tell education or a venture "
        "of one’s own apart from everything else: both are counted as “other”."
    )
    return Chapter("unseen", _("What NAV’s statistics do not see"), (text,), (), grids)


def _fourth_exit(material: Material) -> Chapter | None:
    grids = material.some_grids("ladder", "fourth-exit", "jobs", BOTTOM_LINES)
    if not grids and not material.report.yields:
        return None
    text = _(
        "Besides work, education and work training there is a fourth exit: a venture of one’s own. "
        "This is what the report can show of it."
    )
    texts = [text]
    if material.some_grids("ladder"):
        texts.append(
            _("A venture that pays no wage is not work. The ladder shows how far those who began have come.")
        )
    if material.some_grids("jobs"):
        texts.append(
            _(
                "A job created is one that the social entrepreneurs or a venture made, and that did not exist before."
            )
        )
    texts.extend(_bottom_lines(material.report))
    charts = material.some_charts("ladder")
    return Chapter("fourth-exit", _("The fourth exit and job creation"), tuple(texts), charts, grids)


def _bottom_lines(report: ProtectedReport) -> Iterator[str]:
    """What is said of sums, and where they may not be told that they may not."""
    if any(each.is_told for each in report.yields):
        yield _(
            "What the ventures yielded is told for whole half-years that ended in the period, all of them together: money to "
            "the nearest thousand kroner. A sum is told where at least %(fewest)s ventures make it up and none of them "
            "makes up so much of it that its own figures could be reckoned. A half-year that an earlier report has told is "
            "told as it stood there."
        ) % {"fewest": number(report.k)}
    elif report.yields:
        yield _(
            "What the ventures yielded is not told this time, for the sake of privacy: so few of them have figures, or one "
            "makes up so much, that a sum would tell of a single venture."
        )


def _month_by_month(material: Material) -> Chapter | None:
    curve = material.report.curve(STATE_CURVE)
    if curve is None:
        return None
    title = _("Month by month")
    if not curve.points:
        return Chapter(STATE_CURVE, title, (_why_no_curve(curve.last_shown),))
    if not curve.told:
        return None
    texts = (
        _(
            "Everybody who has enrolled since the cluster began, counted from the day they did. The shares are "
            "estimates by the method of Aalen and Johansen: whoever has been enrolled for a shorter time counts for "
            "as long as they have been seen, and those who come back are followed on."
        ),
        _at_risk_in_words(),
    )
    return Chapter(
        STATE_CURVE, title, texts, material.some_charts(STATE_CURVE), material.some_grids(STATE_CURVE)
    )


def _paid_work(material: Material) -> Chapter | None:
    curve = material.report.curve(WORK_CURVE)
    if curve is None or not curve.told:
        return None
    texts = [
        _(
            "How many have come to their first paid work, with an employer or in a venture of their own, so many months "
            "after they enrolled. Those who left before that no longer wait for it, and count beside."
        ),
        _at_risk_in_words(),
        _median_in_words(curve.median),
    ]
    return Chapter(
        WORK_CURVE,
        _("The way to paid work"),
        tuple(texts),
        material.some_charts(WORK_CURVE),
        material.some_grids(WORK_CURVE),
    )


def _people(material: Material) -> Chapter | None:
    kinds = ("closing-by-sex", "closing-by-age", "closing-by-group")
    grids = material.some_grids(*(id for kind in kinds for id in (kind, f"{kind}-grouped")))
    if not grids:
        return None
    text = _("The whole cluster together. Age is %(year)s minus the year of birth.") % {
        "year": material.report.period.end.year
    }
    return Chapter("people", _("Sex, age and target group"), (text,), (), grids)


def _completeness(material: Material) -> Chapter | None:
    grids = material.some_grids("completeness", "follow-ups")
    if not grids:
        return None
    text = _(
        "What is not recorded cannot be counted. Target group and NAV’s assessment are asked of every participant, "
        "the reason of everybody who left in the period, the percentage of every move to work. Whoever is missing "
        "here stays in every total of the report."
    )
    questions = _(
        "Six, twelve and twenty-four months after a course of follow-up has ended, the office asks how it went. "
        "Questions without an answer make the ranges of the yardsticks wide."
    )
    return Chapter(
        "completeness",
        _("How complete the data are"),
        (text, questions),
        material.some_charts("completeness"),
        grids,
    )


def _trends(material: Material) -> Chapter | None:
    report, earlier = material.report, material.earlier
    # Behind all others, so that every other table has the same number wherever it is named.
    grid = trend_grid(report, earlier, len(material.grids) + 1)
    if grid is None:
        return None
    chart = trend_chart(report, earlier)
    text = _(
        "What earlier reports have shown, as it stands in them, and this one last. Each point is counted over the %(window)s "
        "that end with the report’s period, so points that stand close look at many of the same people. A change is told "
        "only where the limits lie apart."
    ) % {"window": window_label(windows_in(report)[0])}
    return Chapter(TRENDS, _("Over time"), (text,), (chart,) if chart else (), (grid,))


def _why_no_curve(last_shown: str) -> str:
    if not last_shown:
        return _(
            "There are no curves in this report: fewer than %(fewest)s participants are under observation from the "
            "day they enrolled. Of so few, a curve would tell of single persons."
        ) % {"fewest": number(FEWEST_AT_RISK)}
    return _(
        "The curves of where participants are, and of the way to paid work, stand in the report for %(period)s. "
        "Since then fewer than %(fewest)s participants are new. New curves beside the old ones would tell of those "
        "few, so they come when there are more."
    ) % {"period": period(parse_period(last_shown)), "fewest": number(FEWEST_AT_RISK)}


def _at_risk_in_words() -> str:
    return _(
        "At risk are those who are still under observation. Their number is rounded to the nearest ten, and nothing is "
        "shown where fewer than %(fewest)s are left. Between the months the lines are drawn straight."
    ) % {"fewest": number(FEWEST_AT_RISK)}


def _median_in_words(median: tuple[int, int | None, int | None] | None) -> str:
    if median is None:
        return _("The time until half have come to paid work is not reached, or not shown.")
    months, low, high = median
    if low is None or high is None:
        text = _(
            "Half have come to paid work after %(months)s months. The uncertainty has no upper limit yet."
        )
        return text % {"months": number(months)}
    return _(
        "Half have come to paid work after %(months)s months (95 per cent limits: %(low)s to %(high)s)."
    ) % {
        "months": number(months),
        "low": number(low),
        "high": number(high),
    }


CHAPTERS: tuple[Callable[[Material], Chapter | None], ...] = (
    _whereabouts,
    _exits,
    _flow,
    _yardsticks,
    _unseen,
    _fourth_exit,
    _month_by_month,
    _paid_work,
    _people,
    step_model_chapter,
    goals_chapter,
    _completeness,
    _trends,
    lessons_annex,
)
