"""The cover: what, when and for whom, and a picture of where the report's participants ended."""

from datetime import date

from django.utils.translation import gettext as _

from reports.document.beside import Beside, Data
from reports.document.findings import closing
from reports.document.words.labels import office_names, place_name, state_label
from reports.document.words.sign_offs import signed_in_short
from reports.document.words.wording import OSLO, day, moment, number, period, period_name
from reports.protected.report import ProtectedReport

# The three traditional exits, and KREM's fourth, which stands on top.
WAYS = ("work", "education", "training", "venture")
FROM_ABOVE = ("venture", "work", "education", "training")
# In millimetres: all bands together, a way of which nothing is told, and room for the name above each.
STREAM, THREAD, NAME_ROOM, TOP = 58.0, 0.7, 11.0, 14.0


def cover_data(report: ProtectedReport, beside: Beside, issued_on: date | None) -> Data:
    """Everything that stands on the first page."""
    signed = signed_in_short(beside.answers)
    facts = [
        [_("Offices in the report"), office_names(report)],
        [_("Edition"), number(report.edition)],
        [_("Data cutoff"), moment(report.cutoff)],
        [_("Issued"), _("Draft, not published") if issued_on is None else day(issued_on)],
        [_("Prepared for"), str(beside.audience)],
        *([[_("Signed off"), signed]] if signed else []),
        *([[_("Contact"), beside.contact]] if beside.contact else []),
    ]
    ways = _ways(report)
    name = period_name(report.period)
    return {
        "kind": _("Outcome report"),
        "subject": place_name(report.cluster),
        "period": name or period(report.period),
        "days": period(report.period) if name else "",
        "unfinished": _unfinished(report),
        "ways": ways,
        "picture": _in_words(report) if any(way["most"] > THREAD for way in ways) else "",
        "facts": facts,
    }


def _unfinished(report: ProtectedReport) -> str:
    """A report may be asked for before its period is over: then whoever holds it must see that."""
    counted_on = report.cutoff.astimezone(OSLO).date()
    if counted_on > report.period.end:
        return ""
    return _("The period was not over when the data was counted, on %(day)s.") % {"day": day(counted_on)}


def _in_words(report: ProtectedReport) -> str:
    return _("The widths show where the participants were on %(day)s.") % {"day": day(report.period.end)}


def _ways(report: ProtectedReport) -> list[Data]:
    """A band for each way, as broad as the people on it when the period ended: sure to the least, light to the most.

    No digits: the picture hangs on the shelf for whoever may see that there is a report.
    """
    found = {code: closing(report, code) for code in WAYS}
    counts = {code: each.count for code, each in found.items() if each is not None}
    ends = {code: low if high is None else high for code, (low, high) in counts.items()}
    scale = STREAM / max(1, sum(ends.values()))
    least = {code: counts[code][0] * scale if code in counts else 0.0 for code in WAYS}
    most = {code: max(THREAD, ends.get(code, 0) * scale) for code in WAYS}
    # All come from one stream, in the order they stand in at the other side.
    begin, end = {}, {}
    left, right = 0.0, TOP
    for code in FROM_ABOVE:
        right += NAME_ROOM
        begin[code], end[code] = left, right
        left, right = left + most[code], right + most[code]
    return [
        {
            "name": state_label(code),
            "from": round(begin[code], 2),
            "to": round(end[code], 2),
            "least": round(least[code], 2),
            "most": round(most[code], 2),
        }
        for code in WAYS
    ]
