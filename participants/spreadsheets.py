"""A list of people as a file: one row for each, numbers as numbers and days as days, and nothing that could run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | date | None
Row = Sequence[Cell]

BYTE_ORDER_MARK = "\ufeff"
DAY_FORMAT = "dd.mm.yyyy"
WIDTH = 22
# A spreadsheet takes a text that begins like this for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(heads: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Semicolons, quotes round everything and a byte order mark, as Norwegian spreadsheets want it."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_written(cell) for cell in row])
    return (BYTE_ORDER_MARK + page.getvalue()).encode()


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Row]) -> bytes:
    """One sheet with typed columns and a frozen head."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for place in range(len(heads)):
        sheet.column_dimensions[chr(ord("A") + place)].width = WIDTH
    sheet.append([_cell(sheet, head, font=Font(bold=True)) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case date():
            return f"{cell:%d.%m.%Y}"
        case str() if cell.startswith(FORMULA_SIGNS):
            return f"'{cell}"
        case _:
            return str(cell)


def _cell(sheet: Worksheet, value: Cell, font: Font | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # Else a text that begins with = would be written as a live formula.
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = DAY_FORMAT
    if font:
        cell.font = font
    return cell
