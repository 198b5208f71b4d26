"""The workbook: a sheet about the report, then one sheet for each table."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from reports.document.charts.palette import BRAND, RULE
from reports.document.document import document_title
from reports.document.method import about_this_edition, checksum_entry, how_we_counted
from reports.document.tables.amounts import Amount, Unit, spread
from reports.document.tables.grids import read_grids
from reports.document.tables.notes import EXAMPLE, colon_note, note_under, range_note
from reports.document.tables.tabular import Grid
from reports.document.words.wording import HIDDEN_MARK
from reports.protected.report import ProtectedReport

LABEL_WIDTH, COLUMN_WIDTH, TEXT_WIDTH = 34, 17, 90
FIRST_ROW_OF_NUMBERS = 4

_TITLE = Font(name="Calibri", size=14, bold=True, color=BRAND[1:])
_BOLD = Font(name="Calibri", bold=True)
_HEAD = Font(name="Calibri", bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor=BRAND[1:])
_RIGHT = Alignment(horizontal="right", vertical="top", wrap_text=True)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_PER_HUNDRED = frozenset({Unit.PER_CENT, Unit.RATE})
_FORMATS = {
    Unit.PER_CENT: "0%",
    Unit.KRONER: "#,##0",
    Unit.SCALE: "0.0",
    Unit.RATE: "0.0%",
    Unit.POINTS: "0.0",
}
_ABOVE = Border(top=Side("thin", color=RULE[1:]))

Style = dict[str, object]


def write_workbook(report: ProtectedReport, *, checksum: str) -> bytes:
    """Numbers are numbers, hidden ones a range or a colon, and no text can turn into a formula."""
    book = Workbook(write_only=True)
    book.properties.creator = "KREM"
    book.properties.title = document_title(report)
    grids = read_grids(report)
    _write_notes(book.create_sheet(_("About the report")), report, grids, checksum)
    for grid in grids:
        _write_table(book.create_sheet(f"{_('Table')} {grid.number}"), grid)
    saved = io.BytesIO()
    book.save(saved)
    return _undated(saved.getvalue(), report.cutoff)


def _write_notes(
    sheet: WriteOnlyWorksheet, report: ProtectedReport, grids: Sequence[Grid], checksum: str
) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = LABEL_WIDTH, TEXT_WIDTH
    sheet.append([_cell(sheet, document_title(report), font=_TITLE)])
    sheet.append([])
    tables = [(f"{_('Table')} {grid.number}", grid.caption) for grid in grids]
    hidden = [(EXAMPLE, range_note()), (HIDDEN_MARK, colon_note())]
    edition = [*about_this_edition(report), checksum_entry(checksum)]
    for entries in (edition, tables, hidden, how_we_counted(report)):
        for title, text in entries:
            sheet.append(
                [_cell(sheet, title, font=_BOLD, alignment=_WRAPPED), _cell(sheet, text, alignment=_WRAPPED)]
            )
        sheet.append([])


def _write_table(sheet: WriteOnlyWorksheet, grid: Grid) -> None:
    sheet.freeze_panes = f"B{FIRST_ROW_OF_NUMBERS}"
    sheet.column_dimensions["A"].width = LABEL_WIDTH
    columns = [column for head in grid.columns for column in head.spread()]
    for at in range(len(columns)):
        sheet.column_dimensions[get_column_letter(at + 2)].width = COLUMN_WIDTH
    sheet.append([_cell(sheet, f"{_('Table')} {grid.number}. {grid.caption}", font=_TITLE)])
    note = note_under(grid)
    sheet.append([_cell(sheet, note)] if note else [])
    head = {"font": _HEAD, "fill": _HEAD_FILL}
    sheet.append(
        [
            _cell(sheet, grid.heading, alignment=_WRAPPED, **head),
            *(_cell(sheet, column.label, alignment=_RIGHT, **head) for column in columns),
        ]
    )
    for row in grid.rows:
        is_total = grid.has_totals and row is grid.rows[-1]
        style: Style = {"font": _BOLD, "border": _ABOVE} if is_total else {}
        amounts = [
            amount
            for head, whole in zip(grid.columns, row.amounts, strict=True)
            for amount in spread(head, whole)
        ]
        numbers = [_number_cell(sheet, amount, style) for amount in amounts]
        if grid.has_totals and not is_total:
            numbers[-1].font = _BOLD
        sheet.append([_cell(sheet, row.label, **style), *numbers])


def _number_cell(sheet: WriteOnlyWorksheet, amount: Amount, style: Style) -> WriteOnlyCell:
    """A share is a number from 0 to 1 that the spreadsheet shows in per cent."""
    if amount.value is None:
        return _cell(sheet, amount.text, alignment=_RIGHT, **style)
    value = amount.value / 100 if amount.unit in _PER_HUNDRED else amount.value
    written = _FORMATS.get(amount.unit)
    if amount.is_change and written:
        written = f"+{written};-{written};{written}"
    return _cell(sheet, value, alignment=_RIGHT, **({"number_format": written} if written else {}), **style)


def _cell(sheet: WriteOnlyWorksheet, value: str | float, **style: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    for name, part in style.items():
        setattr(cell, name, part)
    return cell


def _undated(data: bytes, cutoff: datetime) -> bytes:
    """The same workbook with the data cutoff in place of every trace of when it was written."""
    at = cutoff.astimezone(UTC)
    stamp = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
    saved = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as written,
        zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":
                content = stamp.sub(rb"\g<1>" + at.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            kept.writestr(
                zipfile.ZipInfo(name, at.timetuple()[:6]), content, compress_type=zipfile.ZIP_DEFLATED
            )
    return saved.getvalue()
