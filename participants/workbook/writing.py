"""Writes a workbook as an office would keep it, in the format that the check reads."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet.worksheet import Worksheet

from participants.workbook.columns import FOLLOW_UPS, HEADINGS, MOVES, PARTICIPANTS
from participants.workbook.rows import FollowUpRow, MoveRow, ParticipantRow, Workbook
from participants.workbook.words import NO, YES, word_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

DATE_FORMAT = "dd.mm.yyyy"
SHARE_FORMAT = "0.00%"
# What a reader would take for an escaped character.
LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_workbook(workbook: Workbook) -> bytes:
    """The bytes of an .xlsx file that reads back to the same workbook."""
    book = openpyxl.Workbook(write_only=True)
    sheets = {name: book.create_sheet(name) for name in HEADINGS}
    for name, sheet in sheets.items():
        sheet.append(HEADINGS[name])
    for participant in workbook.participants:
        _append(sheets[PARTICIPANTS], _participant(participant))
    for move in workbook.moves:
        _append(sheets[MOVES], _move(move))
    for follow_up in workbook.follow_ups:
        _append(sheets[FOLLOW_UPS], _follow_up(follow_up))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _participant(row: ParticipantRow) -> tuple[Any, ...]:
    return (
        row.reference,
        row.birth_year,
        row.sex,
        row.target_group,
        row.effort_group,
        row.informed_on,
        YES if row.is_shielded else NO,
    )


def _move(row: MoveRow) -> tuple[Any, ...]:
    return (row.reference, row.day, row.target, row.left_reason, row.workplace, row.hours_percent)


def _follow_up(row: FollowUpRow) -> tuple[Any, ...]:
    return (row.reference, int(row.month), row.day, row.answer, row.hours_percent, row.source)


def _append(sheet: Worksheet, values: tuple[Any, ...]) -> None:
    sheet.append([_cell(sheet, value) for value in values])


def _cell(sheet: Worksheet, value: Any) -> Any:
    match value:
        case StrEnum():
            return word_of(value) or None
        case date():
            cell = WriteOnlyCell(sheet, value)
            cell.number_format = DATE_FORMAT
            return cell
        case str() if value.startswith(("=", "#")):
            # Else it would be written as a live formula, or as an error.
            cell = WriteOnlyCell(sheet, value)
            cell.data_type = "s"
            return cell
        case str() if "_x" in value:
            return LIKE_AN_ESCAPE.sub("_x005F_", value)
        case Decimal() if 0 < value <= 1:
            # Written plainly it would look like a share of one.
            cell = WriteOnlyCell(sheet, float(value / 100))
            cell.number_format = SHARE_FORMAT
            return cell
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case _:
            return value or None
