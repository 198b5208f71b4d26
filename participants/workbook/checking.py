"""Checks a whole workbook: every rule of the format on every row, so that one answer lists all there is to correct."""

import logging
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from participants.enums import LeftReason, State
from participants.workbook.cells import NATIONAL_ID, UNREADABLE
from participants.workbook.columns import (
    DAY,
    FOLLOW_UPS,
    LEFT_REASON,
    MOVES,
    PARTICIPANTS,
    REFERENCE,
    columns,
)
from participants.workbook.findings import Findings
from participants.workbook.guard import DAMAGED, Refused, open_package
from participants.workbook.journeys import Birth, Journeys
from participants.workbook.reading import Meanings, SheetReader, find_sheets
from participants.workbook.rows import Checked, FollowUpRow, MoveRow, ParticipantRow, Workbook
from participants.workbook.sheets import Progress, Sheet, Spreadsheet
from participants.workbook.surroundings import UNSEEN_TEXT, refuse_national_ids_beside
from spelling.sameness import same_key

logger = logging.getLogger(__name__)

SAME_REFERENCE = _(
    "The reference stands in an earlier row too. Give each participant one row and one reference."
)
UNKNOWN_REFERENCE = _(
    "No participant in the sheet Deltakere has this reference. Add the participant, or correct it."
)
TWO_ANSWERS = _("An earlier row has another answer for this month and day. Keep one of them.")
SAME_ANSWER = _("The row says the same as an earlier one and is left out.")
REASON_WITHOUT_LEAVING = _("A reason belongs to a move to Avsluttet. This one is left out.")


def check_workbook(data: bytes, today: date, progress: Progress | None = None) -> Checked:
    """Reads an office workbook and checks it against the format.

    Progress is told as bytes read and bytes to read. Whatever the bytes are, the outcome is a workbook or
    problems, never an exception.
    """
    findings = Findings()
    workbook = None
    try:
        package = open_package(data)
        spreadsheet = Spreadsheet(package, progress)
        workbook = _Check(spreadsheet, today, findings).run()
        refuse_national_ids_beside(package, {sheet.part for sheet in spreadsheet.sheets})
        if spreadsheet.holds_national_id_in_texts and not findings.tell(NATIONAL_ID):
            raise Refused(UNSEEN_TEXT)
    except Refused as refusal:
        findings.refuse(refusal.message)
    except Exception:
        # Whatever the file has done to the reader: the office hears of it, and the operator sees where.
        logger.exception("A workbook broke the reader")
        findings.refuse(DAMAGED)
    problems = findings.problems()
    return Checked(None if problems else workbook, problems, findings.notices())


class _Check:
    """One workbook under check. Participants come first, as the other sheets refer to them."""

    def __init__(self, spreadsheet: Spreadsheet, today: date, findings: Findings) -> None:
        self._spreadsheet = spreadsheet
        self._columns = columns(today)
        self._findings = findings
        self._journeys = Journeys()
        # How a participant's reference is spelt in Deltakere, by how references are compared.
        self._spelling: dict[str, str] = {}
        self._births: list[Birth] = []
        self._knows_participants = True
        self._sheets: dict[str, Sheet] = {}

    def run(self) -> Workbook:
        self._sheets = find_sheets(self._spreadsheet, list(self._columns), self._findings)
        participants = self._participants()
        self._knows_participants = not self._findings.concern_all_of(PARTICIPANTS)
        moves = self._moves()
        follow_ups = self._follow_ups()
        self._journeys.check(self._births, self._findings)
        return Workbook(tuple(participants), tuple(moves), tuple(follow_ups), self._findings.notices())

    def _rows(self, name: str) -> SheetReader | tuple[()]:
        sheet = self._sheets.get(name)
        return SheetReader(self._spreadsheet, sheet, self._columns[name], self._findings) if sheet else ()

    def _participants(self) -> list[ParticipantRow]:
        participants = []
        for row in self._rows(PARTICIPANTS):
            reference, birth_year = row.values[:2]
            if reference is not UNREADABLE:
                key = same_key(reference)
                if key in self._spelling:
                    self._findings.problem(PARTICIPANTS, row.number, REFERENCE, reference, SAME_REFERENCE)
                    continue
                self._spelling[key] = reference
                if birth_year is not UNREADABLE:
                    self._births.append((reference, row.number, birth_year))
            if row.is_sound:
                participants.append(ParticipantRow(row.number, *row.values, row.blanks))
        return participants

    def _moves(self) -> list[MoveRow]:
        moves = []
        for row in self._rows(MOVES):
            self._spell(MOVES, row)
            reference, day, target, left_reason, _workplace, _percent = row.values
            if reference is not UNREADABLE:
                self._journeys.add(reference, row.number, _readable(day), _readable(target))
            if target is not State.LEFT and left_reason not in (LeftReason.UNKNOWN, UNREADABLE):
                row.values[3] = LeftReason.UNKNOWN
                self._findings.notice(MOVES, row.number, LEFT_REASON, REASON_WITHOUT_LEAVING)
            if row.is_sound:
                moves.append(MoveRow(row.number, *row.values, row.blanks))
        return moves

    def _follow_ups(self) -> list[FollowUpRow]:
        follow_ups: dict[tuple[str, int, date], FollowUpRow] = {}
        for row in self._rows(FOLLOW_UPS):
            self._spell(FOLLOW_UPS, row)
            if not row.is_sound:
                continue
            follow_up = FollowUpRow(row.number, *row.values, row.blanks)
            earlier = follow_ups.setdefault((follow_up.reference, follow_up.month, follow_up.day), follow_up)
            if earlier is follow_up:
                continue
            if earlier == follow_up:
                self._findings.notice(FOLLOW_UPS, row.number, "", SAME_ANSWER)
            else:
                self._findings.problem(FOLLOW_UPS, row.number, DAY, follow_up.day, TWO_ANSWERS)
        return list(follow_ups.values())

    def _spell(self, sheet: str, row: Meanings) -> None:
        """Spells a row's reference as its participant's; where there is none, that is a problem."""
        reference = row.values[0]
        if reference is UNREADABLE or not self._knows_participants:
            return
        spelling = self._spelling.get(same_key(reference))
        if spelling is None:
            self._findings.problem(sheet, row.number, REFERENCE, reference, UNKNOWN_REFERENCE)
        else:
            row.values[0] = spelling


def _readable(value: Any) -> Any:
    return None if value is UNREADABLE else value
