"""Reads a sheet row by row: finds its columns by their headings, and gives each cell its meaning."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from clusters.national_id import holds_national_id
from participants.workbook.cells import (
    ERROR_VALUE,
    FORMULA,
    NATIONAL_ID,
    REQUIRED,
    UNREADABLE,
    Doubtful,
    Wrong,
)
from participants.workbook.columns import GUIDANCE, Column
from participants.workbook.findings import LONGEST_SHOWN, Findings, Message, Shown, digits_of
from participants.workbook.guard import Budget
from participants.workbook.sheets import Row, Sheet, Spreadsheet
from participants.workbook.stored import ErrorValue, Formula
from spelling.sameness import same_key, written

MOST_ROWS = 200_000
# Words, days and percentages come again and again; references do not.
MOST_MEANINGS_KEPT = 10_000
LONGEST_KEPT = 100
# Titles and empty lines above the headings; below them nobody would look.
MOST_ROWS_ABOVE = 20
MOST_ROWS_NAMED = 5
SHORT = 10**9

MISSING_SHEET = _("The sheet is missing. Keep all three sheets of the template, also an empty one.")
SHEET_TWICE = _("There are two sheets with this name. Keep one.")
MISSING_COLUMN = _("The column is missing. Keep all columns of the template, also an empty one.")
COLUMN_TWICE = _("There are two columns with this heading. Keep one.")
TOO_MANY_ROWS = _("The sheet has more than 200,000 rows. Divide it between several workbooks.")
HEADINGS_LOWER = _(
    "The headings stand in row {row}, and what is above them is left out. Delete the rows above, so that the headings "
    "come first."
)
DOUBTFUL_ROWS = _("{message} Rows: {rows}.")
MORE_DOUBTFUL_ROWS = _("{message} Rows: {rows} and {number} more.")
NATIONAL_ID_BESIDE = _(
    "There is a national identity number in a link, a header, a footer, a list, a filter or a rule of this sheet. "
    "Remove it: the portal never holds one."
)
HIDDEN_ROWS = _("Rows that Excel hides, also by a filter, are read like all others.")
HIDDEN_COLUMN = _("The column is hidden in Excel, and is read like all others.")
HIDDEN_SHEET = _("The sheet is hidden in Excel, and is read like all others.")
UNKNOWN_COLUMN = _("The column is not part of the format and is left out.")
UNKNOWN_SHEET = _("The sheet is not part of the format and is left out.")


@dataclass(frozen=True, slots=True)
class Meanings:
    """A row's cells in the order of the format's columns. Where it is not sound, the problems are recorded."""

    number: int
    values: list[Any]
    is_sound: bool
    # Which cells are blank: a bit for each place.
    blanks: int = 0


class CellMeanings:
    """The meaning of the cells in one column, worked out once for each different cell."""

    def __init__(self, column: Column, position: int, budget: Budget) -> None:
        self.column = column
        self._budget = budget
        self.position = position
        self._known: dict[tuple[type, Any], tuple[Any, Message | None, Message | None]] = {}

    def of(self, value: Any) -> tuple[Any, Message | None, Message | None]:
        """What a cell means, or else what would be right; and what makes one doubt it."""
        if value.__class__ is str and len(value) > LONGEST_KEPT:
            return self._work_out(value)
        # 1, 1.0 and TRUE are equal to Python and not to a reader, and neither are 123 and 00123.
        key = (value.shown if value.__class__ is Shown else value.__class__, value)
        known = self._known.get(key)
        if known is None:
            known = self._work_out(value)
            if len(self._known) < MOST_MEANINGS_KEPT:
                self._known[key] = known
        return known

    def _work_out(self, value: Any) -> tuple[Any, Message | None, Message | None]:
        try:
            if _holds_national_id(value, self._budget):
                raise Wrong(NATIONAL_ID)
            if isinstance(value, Formula):
                raise Wrong(FORMULA)
            if isinstance(value, ErrorValue):
                raise Wrong(ERROR_VALUE)
            meaning = self.column.parse(value)
        except Wrong as wrong:
            return wrong.meaning, wrong.message, None
        if isinstance(meaning, Doubtful):
            return meaning.meaning, None, meaning.message
        return meaning, None, None


class SheetReader:
    """Reads one of the three sheets. Iterate once; problems go to the findings on the way."""

    def __init__(
        self, spreadsheet: Spreadsheet, sheet: Sheet, columns: tuple[Column, ...], findings: Findings
    ) -> None:
        self._rows = _filled_rows(spreadsheet, sheet, findings)
        self._budget = spreadsheet.budget
        self._name = sheet.name
        self._columns = columns
        self._findings = findings
        self._readers: dict[int, CellMeanings] = {}
        self._headings: dict[int, str] = {}
        self._unknown: set[int] = set()
        self._required = [place for place, column in enumerate(columns) if column.is_required]
        self._empty = [column.if_empty for column in columns]
        self._all_blank = (1 << len(columns)) - 1
        self._places = {same_key(column.heading): place for place, column in enumerate(columns)}
        # Where a meaning is doubtful: the first rows, and how many there are.
        self._doubtful: dict[tuple[str, Message], tuple[list[int], int]] = {}
        self._is_spoilt = lambda: sheet.name in spreadsheet.spoilt
        self._hidden_columns = lambda: spreadsheet.hidden_columns.get(sheet.name, ())
        if sheet.is_hidden:
            findings.notice(sheet.name, None, "", HIDDEN_SHEET)

    def __iter__(self) -> Iterator[Meanings]:
        if self._read_heading(self._heading_row()):
            for row in self._rows:
                if row.is_hidden:
                    self._doubt("", HIDDEN_ROWS, row.number)
                yield self._read(row)
            self._tell_what_is_hidden()
        else:
            self._scan(self._rows)
        self._tell_what_is_doubtful()
        if self._is_spoilt():
            self._findings.refuse(NATIONAL_ID_BESIDE, self._name)

    def _heading_row(self) -> Row:
        """The row with the headings, which should be the first. Titles above it are passed over with a notice."""
        above: list[Row] = []
        for row in self._rows:
            if self._known_headings(row) == len(self._columns):
                break
            above.append(row)
            if len(above) > MOST_ROWS_ABOVE:
                row = None
                break
        else:
            row = None
        if row is None:
            # No row has them all: the one that has most of them is meant.
            likeliest = max(
                range(len(above)), key=lambda place: self._known_headings(above[place]), default=None
            )
            if likeliest is None:
                return Row(1, {})
            self._rows = chain(above[likeliest + 1 :], self._rows)
            row, above = above[likeliest], above[:likeliest]
        if above:
            self._scan(above)
            self._findings.notice(self._name, None, "", format_lazy(HEADINGS_LOWER, row=row.number))
        return row

    def _known_headings(self, row: Row) -> int:
        return len(
            {same_key(str(value)[:LONGEST_SHOWN]) for value in row.cells.values()} & self._places.keys()
        )

    def _tell_what_is_doubtful(self) -> None:
        for (heading, message), (rows, count) in self._doubtful.items():
            text = MORE_DOUBTFUL_ROWS if count > len(rows) else DOUBTFUL_ROWS
            named = ", ".join(map(str, rows))
            more = count - len(rows)
            self._findings.notice(
                self._name, rows[0], heading, format_lazy(text, message=message, rows=named, number=more)
            )

    def _tell_what_is_hidden(self) -> None:
        hidden = self._hidden_columns()
        for index, reader in self._readers.items():
            if any(index in columns for columns in hidden):
                self._findings.notice(self._name, None, reader.column.heading, HIDDEN_COLUMN)

    def _doubt(self, heading: str, message: Message, row: int) -> None:
        rows, count = self._doubtful.get((heading, message), ([], 0))
        self._doubtful[heading, message] = (rows if len(rows) == MOST_ROWS_NAMED else [*rows, row], count + 1)

    def _read_heading(self, row: Row) -> bool:
        """Finds the columns; false where one is missing or stands twice."""
        self._scan([row])
        found: dict[int, int] = {}
        twice = set()
        for index, value in row.cells.items():
            if _is_blank(value):
                continue
            heading = str(value)[: 2 * LONGEST_SHOWN].strip()
            place = self._places.get(same_key(heading))
            self._headings[index] = heading
            if place is None:
                self._note_unknown(index)
            elif place in found:
                twice.add(place)
            else:
                found[place] = index
                self._readers[index] = CellMeanings(self._columns[place], place, self._budget)
        for place, column in enumerate(self._columns):
            if place not in found:
                self._findings.refuse(MISSING_COLUMN, self._name, column.heading)
            elif place in twice:
                self._findings.refuse(COLUMN_TWICE, self._name, column.heading)
        return len(found) == len(self._columns) and not twice

    def _read(self, row: Row) -> Meanings:
        values = self._empty.copy()
        filled = set()
        blanks = self._all_blank
        is_sound = True
        for index, value in row.cells.items():
            if _is_blank(value):
                continue
            reader = self._readers.get(index)
            if reader is None:
                self._read_unknown(row.number, index, value)
                continue
            meaning, message, doubt = reader.of(value)
            values[reader.position] = meaning
            filled.add(reader.position)
            blanks &= ~(1 << reader.position)
            if message is not None:
                is_sound = False
                self._findings.problem(self._name, row.number, reader.column.heading, value, message)
            elif doubt is not None:
                self._doubt(reader.column.heading, doubt, row.number)
        for place in self._required:
            if place not in filled:
                is_sound = False
                values[place] = UNREADABLE
                self._findings.problem(self._name, row.number, self._columns[place].heading, "", REQUIRED)
        return Meanings(row.number, values, is_sound, blanks)

    def _read_unknown(self, number: int, index: int, value: Any) -> None:
        self._note_unknown(index)
        if _holds_national_id(value, self._budget):
            self._findings.problem(self._name, number, self._heading(index), value, NATIONAL_ID)

    def _scan(self, rows: Iterator[Row] | list[Row]) -> None:
        _scan_for_national_ids(rows, self._name, self._findings, self._budget)

    def _note_unknown(self, index: int) -> None:
        if index not in self._unknown:
            self._unknown.add(index)
            self._findings.notice(self._name, None, self._heading(index), UNKNOWN_COLUMN)

    def _heading(self, index: int) -> str:
        return self._headings.get(index) or get_column_letter(index)


def find_sheets(spreadsheet: Spreadsheet, names: list[str], findings: Findings) -> dict[str, Sheet]:
    """The sheets of the format that are there, by their right names. Reads the others for what may not be held."""
    by_folded_name = {same_key(name): name for name in names}
    found: dict[str, Sheet] = {}
    for sheet in spreadsheet.sheets:
        name = by_folded_name.get(same_key(sheet.name))
        if name is None:
            _pass_over(spreadsheet, sheet, findings)
        elif name in found:
            findings.refuse(SHEET_TWICE, name)
        else:
            found[name] = replace(sheet, name=name)
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


def _scan_for_national_ids(
    rows: Iterator[Row] | list[Row], name: str, findings: Findings, budget: Budget
) -> None:
    """Looks for national identity numbers where nothing else is read."""
    for row in rows:
        for index, value in row.cells.items():
            if _holds_national_id(value, budget):
                findings.problem(name, row.number, get_column_letter(index), value, NATIONAL_ID)


def _is_blank(value: Any) -> bool:
    if value.__class__ is not str:
        return False
    return not value.strip() or (not value.isascii() and not written(value))


def _pass_over(spreadsheet: Spreadsheet, sheet: Sheet, findings: Findings) -> None:
    if same_key(sheet.name) != same_key(GUIDANCE):
        findings.notice(sheet.name, None, "", UNKNOWN_SHEET)
    if holds_national_id(sheet.name):
        findings.refuse(NATIONAL_ID, sheet.name)
    rows = _filled_rows(spreadsheet, sheet, findings)
    _scan_for_national_ids(rows, sheet.name, findings, spreadsheet.budget)
    if sheet.name in spreadsheet.spoilt:
        findings.refuse(NATIONAL_ID_BESIDE, sheet.name)


def _holds_national_id(value: Any, budget: Budget) -> bool:
    if value.__class__ is int and -SHORT < value < SHORT:
        # Most numbers are too short for one, even with the zero that Excel drops.
        return False
    if isinstance(value, Formula):
        return budget.holds_national_id(value) or budget.holds_national_id(value.computed)
    if isinstance(value, str):
        return budget.holds_national_id(value)
    if isinstance(value, Shown) and budget.holds_national_id(value.shown or ""):
        return True
    return budget.holds_national_id(digits_of(value))
