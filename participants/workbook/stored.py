"""What a file says of a cell, turned into the value its writer saw."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import inf

from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601

from participants.workbook.findings import Shown
from participants.workbook.guard import DAMAGED, Refused
from participants.workbook.number_formats import NumberFormat

MOST_NUMBERS_KEPT = 50_000
LONGEST_NUMBER = 64
# As the standard writes a number (xsd:double); Python alone would take 1_000 and the digits of any script too.
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
BOOLEANS = {"1": True, "0": False, "true": True, "false": False}
# The edge of Excel's own sheets.
LAST_COLUMN = 16_384
# A character that XML cannot hold, or that would be lost in it: _x000D_ is a return (ECMA-376, ST_Xstring).
ESCAPES = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")


class Formula(str):
    """A cell that computes its value, spelt as it stands."""

    computed = ""


class ErrorValue(str):
    """A cell whose computation went wrong, such as #N/A."""


Value = str | int | float | Decimal | bool | date | datetime | time | timedelta


class CellReader:
    """Turns what the file says of a cell into the value its writer saw."""

    def __init__(self, strings: list[str], formats: dict[str, NumberFormat], epoch: datetime) -> None:
        self._strings = strings
        self._formats = formats
        self._epoch = epoch
        # Columns and numbers come again and again: one object each saves time and memory.
        self._columns: dict[str, int] = {}
        self._numbers: dict[tuple[str, str], Value] = {}

    def column(self, reference: str) -> int:
        """The column of a cell called, say, B7: 2."""
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_index_from_string(letters)
            if column > LAST_COLUMN:
                raise Refused(DAMAGED)
        return column

    def value(self, text: str, attributes: dict[str, str]) -> Value:
        match attributes.get("t", "n"):
            case "s":
                return self._strings[int(text)]
            case "inlineStr" | "str":
                return unescaped(text)
            case "n":
                key = (text, attributes.get("s", ""))
                number = self._numbers.get(key)
                if number is None:
                    number = self._number(*key)
                    if len(self._numbers) < MOST_NUMBERS_KEPT:
                        self._numbers[key] = number
                return number
            case "b":
                return BOOLEANS[text.strip()]
            case "e":
                return ErrorValue(text)
            case "d":
                return from_ISO8601(text)
            case kind:
                raise ValueError(f"There is no kind of cell called {kind!r}")

    def _number(self, text: str, style: str) -> Value:
        text = text.strip()
        if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
            raise Refused(DAMAGED)
        number = float(text) if any(sign in text for sign in ".eE") else int(text)
        if number in (inf, -inf):
            raise Refused(DAMAGED)
        look = self._formats.get(style)
        if look is None:
            return number
        if look.is_date:
            try:
                return from_excel(number, self._epoch, timedelta=look.is_elapsed)
            except (OverflowError, ValueError):
                # Excel shows such a cell as a row of hashes.
                return ErrorValue("########")
        exact = Decimal(text)
        if not exact.is_finite() or abs(exact) >= 10**LONGEST_NUMBER:
            return number
        # Such as 80 % where the file says 0.8, and 00123 where it says 123.
        return Shown(look.value(exact), look.shown(exact), is_percent=look.is_percent(exact))


def unescaped(text: str) -> str:
    """A text as it is shown, from how it is stored."""
    return ESCAPES.sub(_characters, text) if "_x" in text else text


def _characters(found: re.Match[str]) -> str:
    codes = found.group().strip("_").split("__")
    units = b"".join(int(code[1:], 16).to_bytes(2, "big") for code in codes)
    return units.decode("utf-16-be", "surrogatepass")
