"""Reads a sheet row by row: finds its columns by their headings, and gives each cell its meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from clusters.national_id import holds_national_id
from participants.workbook.cells import (
    ERROR_VALUE,
    FORMULA,
    NATIONAL_ID,
    REQUIRED,
    UNREADABLE,
    Wrong,
    fold,
)
from participants.workbook.columns import GUIDANCE, Column
from participants.workbook.findings import Findings, Message, digits_of
from participants.workbook.sheets import ErrorValue, Formula, Row, Sheet, Spreadsheet

MOST_ROWS = 200_000
# Words, days and percentages come again and again; references do not.
MOST_MEANINGS_KEPT = 10_000

MISSING_SHEET = _("The sheet is missing. Keep all three sheets of the template, also an empty one.")
SHEET_TWICE = _("There are two sheets with this name. Keep one.")
MISSING_COLUMN = _("The column is missing. Keep all columns of the template, also an empty one.")
COLUMN_TWICE = _("There are two columns with this heading. Keep one.")
TOO_MANY_ROWS = _("The sheet has more than 200,000 rows. Divide it between several workbooks.")
UNKNOWN_COLUMN = _("The column is not part of the format and is left out.")
UNKNOWN_SHEET = _("The sheet is not part of the format and is left out.")


@dataclass(frozen=True, slots=True)
class Meanings:
    """A row's cells in the order of the format's columns. Where it is not sound, the problems are recorded."""

    number: int
    values: list[Any]
    is_sound: bool


class CellMeanings:
    """The meaning of the cells in one column, worked out once for each different cell."""

    def __init__(self, column: Column, position: int) -> None:
        self.column = column
        self.position = position
        self._known: dict[tuple[type, Any], tuple[Any, Message | None]] = {}

    def of(self, value: Any) -> tuple[Any, Message | None]:
        """What a cell means, or else what would be right."""
        # 1, 1.0 and TRUE are equal to Python and not to a reader.
        key = (value.__class__, value)
        known = self._known.get(key)
        if known is None:
            known = self._work_out(value)
            if len(self._known) < MOST_MEANINGS_KEPT:
                self._known[key] = known
        return known

    def _work_out(self, value: Any) -> tuple[Any, Message | None]:
        try:
            if _holds_national_id(value):
                raise Wrong(NATIONAL_ID)
            if isinstance(value, Formula):
                raise Wrong(FORMULA)
            if isinstance(value, ErrorValue):
                raise Wrong(ERROR_VALUE)
            return self.column.parse(value), None
        except Wrong as wrong:
            return wrong.meaning, wrong.message


class SheetReader:
    """Reads one of the three sheets. Iterate once; problems go to the findings on the way."""

    def __init__(
        self, spreadsheet: Spreadsheet, sheet: Sheet, columns: tuple[Column, ...], findings: Findings
    ) -> None:
        self._rows = _filled_rows(spreadsheet, sheet, findings)
        self._name = sheet.name
        self._columns = columns
        self._findings = findings
        self._readers: dict[int, CellMeanings] = {}
        self._headings: dict[int, str] = {}
        self._unknown: set[int] = set()
        self._required = [place for place, column in enumerate(columns) if column.is_required]
        self._empty = [column.if_empty for column in columns]

    def __iter__(self) -> Iterator[Meanings]:
        heading = next(self._rows, Row(1, {}))
        if self._read_heading(heading):
            for row in self._rows:
                yield self._read(row)
        else:
            _scan_for_national_ids(self._rows, self._name, self._findings)

    def _read_heading(self, row: Row) -> bool:
        """Finds the columns; false where one is missing or stands twice."""
        _scan_for_national_ids([row], self._name, self._findings)
        places = {fold(column.heading): place for place, column in enumerate(self._columns)}
        found: dict[int, int] = {}
        twice = set()
        for index, value in row.cells.items():
            if _is_blank(value):
                continue
            place = places.get(fold(str(value)))
            self._headings[index] = str(value).strip()
            if place is None:
                self._note_unknown(index)
            elif place in found:
                twice.add(place)
            else:
                found[place] = index
                self._readers[index] = CellMeanings(self._columns[place], place)
        for place, column in enumerate(self._columns):
            if place not in found:
                self._findings.refuse(MISSING_COLUMN, self._name, column.heading)
            elif place in twice:
                self._findings.refuse(COLUMN_TWICE, self._name, column.heading)
        return len(found) == len(self._columns) and not twice

    def _read(self, row: Row) -> Meanings:
        values = self._empty.copy()
        filled = set()
        is_sound = True
        for index, value in row.cells.items():
            if _is_blank(value):
                continue
            reader = self._readers.get(index)
            if reader is None:
                self._read_unknown(row.number, index, value)
                continue
            meaning, message = reader.of(value)
            values[reader.position] = meaning
            filled.add(reader.position)
            if message is not None:
                is_sound = False
                self._findings.problem(self._name, row.number, reader.column.heading, value, message)
        for place in self._required:
            if place not in filled:
                is_sound = False
                values[place] = UNREADABLE
                self._findings.problem(self._name, row.number, self._columns[place].heading, "", REQUIRED)
        return Meanings(row.number, values, is_sound)

    def _read_unknown(self, number: int, index: int, value: Any) -> None:
        self._note_unknown(index)
        if _holds_national_id(value):
            self._findings.problem(self._name, number, self._heading(index), value, NATIONAL_ID)

    def _note_unknown(self, index: int) -> None:
        if index not in self._unknown:
            self._unknown.add(index)
            self._findings.notice(self._name, None, self._heading(index), UNKNOWN_COLUMN)

    def _heading(self, index: int) -> str:
        return self._headings.get(index) or get_column_letter(index)


def find_sheets(spreadsheet: Spreadsheet, names: list[str], findings: Findings) -> dict[str, Sheet]:
    """The sheets of the format that are there, by their right names. Reads the others for what may not be held."""
    by_folded_name = {fold(name): name for name in names}
    found: dict[str, Sheet] = {}
    for sheet in spreadsheet.sheets:
        name = by_folded_name.get(fold(sheet.name))
        if name is None:
            _pass_over(spreadsheet, sheet, findings)
        elif name in found:
            findings.refuse(SHEET_TWICE, name)
        else:
            found[name] = Sheet(name, sheet.part)
    for name in names:
        if name not in found:
            findings.refuse(MISSING_SHEET, name)
    return found


def _filled_rows(spreadsheet: Spreadsheet, sheet: Sheet, findings: Findings) -> Iterator[Row]:
    """The rows of a sheet that are not blank, heading included, up to the most that are taken."""
    count = 0
    for row in spreadsheet.rows(sheet):
        if all(_is_blank(value) for value in row.cells.values()):
            continue
        if count > MOST_ROWS:
            findings.refuse(TOO_MANY_ROWS, sheet.name)
            return
        count += 1
        yield row


def _scan_for_national_ids(rows: Iterator[Row] | list[Row], name: str, findings: Findings) -> None:
    """Looks for national identity numbers where nothing else is read."""
    for row in rows:
        for index, value in row.cells.items():
            if _holds_national_id(value):
                findings.problem(name, row.number, get_column_letter(index), value, NATIONAL_ID)


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip() and not isinstance(value, Formula)


def _pass_over(spreadsheet: Spreadsheet, sheet: Sheet, findings: Findings) -> None:
    if fold(sheet.name) != fold(GUIDANCE):
        findings.notice(sheet.name, None, "", UNKNOWN_SHEET)
    if holds_national_id(sheet.name):
        findings.refuse(NATIONAL_ID, sheet.name)
    _scan_for_national_ids(_filled_rows(spreadsheet, sheet, findings), sheet.name, findings)


def _holds_national_id(value: Any) -> bool:
    return holds_national_id(value if isinstance(value, str) else digits_of(value))
