"""How the numbers came about, in plain words: the last chapters of every report."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reports.document.findings import SMALLEST_WHOLE_FOR_A_SHARE
from reports.document.left_out import names_of_left_out
from reports.document.words.labels import state_label
from reports.document.words.wording import day, moment, number, period, period_name
from reports.document.words.yardsticks import yardsticks_in
from reports.periods import Period
from reports.protected.report import ProtectedReport

Entry = tuple[str, str]


def how_we_counted(report: ProtectedReport) -> Iterator[Entry]:
    """Each part of the method with its own small heading."""
    yield from _what_is_counted(report)
    yield from _how_sure(report)
    yield from _what_is_shown(report)


def _what_is_counted(report: ProtectedReport) -> Iterator[Entry]:
    first, last = day(report.period.start), day(report.period.end)
    yield (
        _("Who counts"),
        _(
            "The report counts everybody who had begun at one of the offices by %(last)s. Those who had left "
            "before %(first)s and did not come back in the period do not count. All totals are this group. "
            "A person whose office may not be named counts in the row “%(unallocated)s” only."
        )
        % {"first": first, "last": last, "unallocated": state_label("unallocated")}
        + " "
        + _(
            "Whoever has moved between offices in the portal counts once, with the latest office. Whoever two offices "
            "have each entered for themselves counts once for each of them, for nobody can tell that it is one person."
        ),
    )
    yield (
        _("Where participants are"),
        _(
            "A participant is always in one of six states: enrolled in follow-up, in work training, in ordinary "
            "work, in education, in a venture of their own, or has left follow-up. The state on a day is the last "
            "move on or before that day. “When the period began” is the evening before %(first)s."
        )
        % {"first": first},
    )
    yield (
        _("Exits"),
        _(
            "An exit is a move to ordinary work, education, work training or a venture of one’s own. The first three "
            "are the traditional exits from NAV; the venture is what KREM calls the fourth. Whoever takes several "
            "exits in the period counts once, with the last of them."
        ),
    )
    yield (
        _("Period and data cutoff"),
        _(
            "The period runs from %(first)s to %(last)s, both days included. Only what was recorded by %(cutoff)s "
            "counts. What is recorded or corrected later comes in a new edition; this one stays as it is."
        )
        % {"first": first, "last": last, "cutoff": moment(report.cutoff)},
    )


def _how_sure(report: ProtectedReport) -> Iterator[Entry]:
    """Only where the report has something that it is about."""
    if next(yardsticks_in(report), None) is not None:
        yield (
            _("Courses of follow-up, and what is known afterwards"),
            _(
                "A course of follow-up begins with an enrolment and ends with the first move to work, education, a "
                "venture or out of follow-up. How somebody is doing on a later day is what they answered nearest that "
                "day, within 92 days of it. Without an answer it is the last move, where something was recorded "
                "later. Otherwise it is not known, and they are counted as not known."
            ),
        )
        yield (
            _("Ranges"),
            _(
                "At the least and at the most are the bounds that hold whatever the unknown would have answered "
                "(Manski 2003). The 95 per cent limits are score intervals (Wilson 1927). They say how far chance may "
                "reach in a group of that size, and nothing about why somebody came to work."
            ),
        )
    if any(curve.points for curve in report.curves):
        yield (
            _("Curves"),
            _(
                "The curves are estimates by the method of Aalen and Johansen, counted in days and shown for whole "
                "months of 30.4 days. Their limits are score intervals with the effective number of persons (Dorey "
                "and Korn 1987)."
            ),
        )


def _what_is_shown(report: ProtectedReport) -> Iterator[Entry]:
    yield (
        _("Small numbers"),
        _(
            "The groups are small, and a number can tell on a single person. That is why no count from 1 to "
            "%(most)s is shown, and neither is any number from which one could be worked out by adding and "
            "subtracting, in this report or across reports. In its place stands the range it lies in, from the smallest to "
            "the largest number that everything published allows: 7–12. It says nothing that could not be reckoned, and does "
            "not mean that the number is small: some are not shown only to guard others. A colon stands where the range would "
            "say nothing. Zeros are shown."
        )
        % {"most": number(report.k - 1)},
    )
    left_out = names_of_left_out(report)
    if left_out:
        yield (
            _("Left out"),
            _("For the sake of privacy this is left out altogether: %(list)s.")
            % {"list": "; ".join(left_out)},
        )
    yield (
        _("Per cent"),
        _(
            "Shares are whole per cent. Where the part or the rest is not shown exactly, the share is a range too, rounded "
            "outwards. In the main findings a share without limits stands only where there are %(smallest)s persons or more in "
            "the whole."
        )
        % {"smallest": number(SMALLEST_WHOLE_FOR_A_SHARE)},
    )


def definitions() -> tuple[Entry, ...]:
    """The words a reader may not know, in the order they come up."""
    return (
        (
            _("Cluster"),
            _("A development partnership across geography between NAV offices and social entrepreneurs."),
        ),
        (_("Participant"), _("A person from outside working life whom an office of the cluster follows up.")),
        (
            state_label("enrolled"),
            _("In follow-up at the office, without having taken an exit yet or again."),
        ),
        (state_label("work"), _("Paid work with an employer.")),
        (state_label("education"), _("Studies or training that lead to a qualification.")),
        (state_label("training"), _("A course or a training place at a workplace.")),
        (
            state_label("venture"),
            _(
                "A business that the participant runs: the fourth exit, besides work, education and work training."
            ),
        ),
        (
            state_label("left"),
            _("Follow-up has ended, whatever the reason, also where no reason was recorded."),
        ),
        (state_label("outside"), _("Had not begun yet, or had left, when the period began.")),
        (state_label("on-the-way"), _("Enrolled in follow-up or in work training.")),
        (state_label("none"), _("No move to work, education, work training or a venture in the period.")),
    )


def about_this_edition(report: ProtectedReport) -> tuple[Entry, ...]:
    """What tells this edition from all others."""
    return (
        (_("Edition"), number(report.edition)),
        (_("Period"), _named(report.period)),
        (_("Data cutoff"), moment(report.cutoff)),
    )


def _named(of: Period) -> str:
    name = period_name(of)
    return f"{name}: {period(of)}" if name else period(of)


def checksum_entry(checksum: str, file: str = "report.json") -> Entry:
    """What shows that the numbers are those of this edition."""
    return _("Checksum of %(file)s (SHA-256)") % {"file": file}, checksum
