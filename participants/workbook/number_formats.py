"""What a number format makes of a number, as Excel reads the format.

A format has up to four sections (positive; negative; zero; text), or sections under conditions. In each, only what is
not quoted, escaped, skipped (`_x`) or a fill (`*x`) has a meaning: a per cent sign multiplies, digits are placed, the
rest is shown as it stands.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

MOST_SECTIONS = 4
LONGEST_FORMAT = 1000

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"?           # a literal in quotes
    | \\(?P<escaped>.)             # a literal behind a backslash
    | _(?P<skipped>.)              # a blank as wide as a character
    | \*(?P<fill>.)                # a character that fills the cell
    | \[(?P<bracket>[^\]]*)\]      # a colour, a condition, a currency, elapsed time
    | (?P<general>General|Standard)
    | (?P<ampm>AM/PM|A/P)
    | (?P<exponent>[eE][+-])
    | (?P<sign>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:[.,][0-9]+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COMPARE: dict[str, Callable] = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_CURRENCY = re.compile(r"\$([^-]*)")
_PLACES = "0#?"
_LETTERS_OF_DATES = frozenset("dmyhs")
_TEXT = "@"


@dataclass(slots=True)
class Section:
    """One section of a format, and what in it has a meaning."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    condition: tuple[Callable, Decimal] | None = None
    is_date: bool = False
    is_elapsed: bool = False
    is_general: bool = False
    percents: int = 0
    has_unusual: bool = False

    @property
    def thousands(self) -> int:
        """How often the number is divided by a thousand: commas behind the last place before the decimals."""
        signs = "".join(text for kind, text in self.pieces if kind in ("place", ",", "."))
        whole = signs.partition(".")[0]
        places = whole.rstrip(",")
        return len(whole) - len(places) if places else 0

    def take(self, kind: str, text: str) -> None:
        """Add one token of the format."""
        match kind:
            case "quoted" | "escaped":
                self.pieces.append(("literal", text))
            case "skipped":
                self.pieces.append(("literal", " "))
            case "fill":
                pass
            case "bracket":
                self._take_bracket(text)
            case "general":
                self.is_general = True
                self.pieces.append(("place", "0"))
            case "ampm":
                self.is_date = True
            case "exponent":
                self.has_unusual = True
            case _:
                self._take_sign(text)

    def _take_bracket(self, text: str) -> None:
        if condition := _CONDITION.fullmatch(text.strip()):
            self.condition = (_COMPARE[condition[1]], Decimal(condition[2].replace(",", ".")))
        elif _ELAPSED.fullmatch(text):
            self.is_date = self.is_elapsed = True
        elif currency := _CURRENCY.match(text):
            self.pieces.append(("literal", currency[1]))

    def _take_sign(self, sign: str) -> None:
        if sign.lower() in _LETTERS_OF_DATES:
            self.is_date = True
        elif sign == "%":
            self.percents += 1
            self.pieces.append(("literal", sign))
        elif sign in _PLACES:
            self.pieces.append(("place", sign))
        elif sign in ".,/@":
            # Decimals, thousands and fractions: a number so shown is no name.
            self.has_unusual = self.has_unusual or sign != _TEXT
            self.pieces.append((sign, sign))
        else:
            self.pieces.append(("literal", sign))


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A format that has been read."""

    sections: tuple[Section, ...]

    @property
    def is_date(self) -> bool:
        return any(section.is_date for section in self.sections)

    @property
    def is_elapsed(self) -> bool:
        return any(section.is_elapsed for section in self.sections)

    @property
    def is_plain(self) -> bool:
        """Whether numbers look as they are stored."""
        pieces = [text for _kind, text in self.sections[0].pieces]
        general = self.sections[0].is_general and len(pieces) == 1
        return len(self.sections) == 1 and (general or pieces in ([_TEXT], ["0"]))

    def section_for(self, number: Decimal) -> Section:
        """The section that shows a number."""
        numeric = [section for section in self.sections if not _is_for_text(section)] or list(self.sections)
        if any(section.condition for section in numeric):
            for section in numeric:
                if section.condition is None or section.condition[0](number, section.condition[1]):
                    return section
            return numeric[-1]
        if number < 0 and len(numeric) > 1:
            return numeric[1]
        if number == 0 and len(numeric) > 2:
            return numeric[2]
        return numeric[0]

    def value(self, number: Decimal) -> Decimal:
        """The number that is seen: 80 where the file holds 0.8 and the cell shows 80 %."""
        section = self.section_for(number)
        return (number * 100**section.percents).scaleb(-3 * section.thousands)

    def is_percent(self, number: Decimal) -> bool:
        return self.section_for(number).percents > 0

    def shown(self, number: Decimal) -> str | None:
        """A whole number as it is seen; None where its look depends on the language of Excel."""
        section = self.section_for(number)
        places = "".join(text for kind, text in section.pieces if kind == "place")
        seen = self.value(number)
        if section.has_unusual or section.is_date or not places:
            return None
        if section.is_general:
            if seen != seen.to_integral_value():
                return None
            places = "0"
        minus = "-" if seen < 0 and not (section.condition or self._is_own_of_negatives(section)) else ""
        digits = str(abs(int(seen.to_integral_value(ROUND_HALF_UP))))
        return minus + _placed(section, places, "" if digits == "0" and "0" not in places else digits)

    def _is_own_of_negatives(self, section: Section) -> bool:
        return len(self.sections) > 1 and section is self.sections[1]


def _is_for_text(section: Section) -> bool:
    return any(kind == _TEXT for kind, _text in section.pieces)


def _placed(section: Section, places: str, digits: str) -> str:
    """The digits in their places from the right; those too many stand in the first place."""
    left = len(places)
    shown, rest = [], digits
    for kind, text in section.pieces:
        if kind != "place":
            shown.append(text)
            continue
        left -= 1
        here = rest[: max(0, len(rest) - left)]
        rest = rest[len(here) :]
        shown.append(here or {"0": "0", "?": " ", "#": ""}[text])
    return "".join(shown)


@lru_cache(maxsize=5000)
def number_format(code: str) -> NumberFormat:
    """Read a format code."""
    sections = [Section()]
    for found in _TOKEN.finditer(code[:LONGEST_FORMAT]):
        kind = found.lastgroup or "sign"
        text = found[kind]
        if kind == "sign" and text == ";":
            sections.append(Section())
        else:
            sections[-1].take(kind, text)
    if not code.strip():
        sections[0].take("general", "General")
    return NumberFormat(tuple(sections[:MOST_SECTIONS]))
