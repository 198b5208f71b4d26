"""Why something cannot be published, in words a person can act on.

For KREM's eyes only: it tells which numbers are small.
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.document.labels import LINE_LABELS, STATE_LABELS
from reports.document.wording import listed
from reports.protection.auditor import Exposure

MOST_SENTENCES = 3
MOST_SOURCES = 3


def why_not(exposures: Sequence[Exposure], names: Mapping[str, str]) -> str:
    """One paragraph: what could be computed, and from which reports. `names` are the offices by slug."""
    sentences = [_sentence(exposure, names) for exposure in exposures[:MOST_SENTENCES]]
    more = len(exposures) - MOST_SENTENCES
    if more > 0:
        sentences.append(
            ngettext(
                "The same holds for %(count)s other small number.",
                "The same holds for %(count)s other small numbers.",
                more,
            )
            % {"count": more}
        )
    return " ".join([_("The report cannot be published like this."), *sentences])


def _sentence(exposure: Exposure, names: Mapping[str, str]) -> str:
    report, _table, row, column = (part.split(" - ")[0] for part in exposure.label.split("|")[:4])
    others = sorted({label.split("|")[0] for label in exposure.because} - {report})
    if others:
        text = _("%(cell)s in the report for %(period)s can be worked out together with %(others)s.")
    else:
        text = _("%(cell)s in the report for %(period)s can be worked out from its other numbers.")
    return text % {
        "cell": _quoted(", ".join(_word(code, names) for code in (row, *column.split("+")))),
        "period": _period(report),
        "others": listed([_period(other) for other in others[:MOST_SOURCES]]),
    }


def _quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text}


def _period(report: str) -> str:
    """The period of a report by its label: `cluster period, edition`."""
    return report.rpartition(", ")[0].split(" ", 1)[-1]


def _word(code: str, names: Mapping[str, str]) -> str:
    return str(names.get(code) or STATE_LABELS.get(code) or LINE_LABELS.get(code) or code)
