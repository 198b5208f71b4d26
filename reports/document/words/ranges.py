"""A count that may be hidden, told as far as it may be: as itself, or between which numbers it lies."""

from django.utils.translation import gettext as _

from reports.document.words.wording import HIDDEN_MARK, number, per_cent
from reports.protected.ranges import Range, is_exact, says_nothing


def written(of: Range) -> str:
    """As a table or a picture has it: `12`, `7–12`, or a colon."""
    low, high = of
    if is_exact(of):
        return number(low)
    if says_nothing(of):
        return HIDDEN_MARK
    if high is None:
        return _("at least %(low)s") % {"low": number(low)}
    return f"{number(low)}–{number(high)}"


def said(of: Range) -> str:
    """As a sentence has it: `12`, `between 7 and 12`."""
    low, high = of
    if is_exact(of):
        return number(low)
    if says_nothing(of):
        return _("not shown")
    if high is None:
        return _("at least %(low)s") % {"low": number(low)}
    return _("between %(low)s and %(high)s") % {"low": number(low), "high": number(high)}


def said_per_cent(share: int) -> str:
    """As a sentence has a share: `44 per cent`."""
    return _("%(share)s per cent") % {"share": number(share)}


def said_share(low: int, high: int) -> str:
    """A share in whole per cent: `44 per cent`, `between 40 and 52 per cent`."""
    if low == high:
        return said_per_cent(low)
    return _("between %(low)s and %(high)s per cent") % {"low": number(low), "high": number(high)}


def written_share(low: int, high: int) -> str:
    """The same in brackets or in a picture: `44 %`, `40–52 %`."""
    return per_cent(low) if low == high else f"{number(low)}–{per_cent(high)}"
