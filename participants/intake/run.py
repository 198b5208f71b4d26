"""The whole way of a workbook, for the worker and the command line alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from audit.enums import Action
from audit.recording import record
from participants.intake.comparing import Comparison, compare
from participants.intake.staging import stage
from participants.intake.writing import write_staged
from participants.turns import take_whole_office
from participants.workbook.checking import check_workbook
from participants.workbook.findings import Notice, Problem

Progress = Callable[[int, int], None]


class _LookOnly(Exception):
    """Ends the transaction of a preview, so that nothing is written."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What taking a workbook in means, or has meant."""

    summary: dict[str, dict[str, int]]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]

    @property
    def is_refused(self) -> bool:
        return bool(self.problems)


def take_in(
    *,
    office: UUID,
    data: bytes,
    by: UUID | None,
    today: date,
    dry_run: bool,
    progress: Progress | None = None,
) -> Outcome:
    """Check a workbook, compare it with what stands and, unless it is a dry run, write it.

    Runs in the caller's scope. With any problem, and in a dry run, the database stays as it was.
    """
    checked = check_workbook(data, today, progress)
    if checked.workbook is None:
        return Outcome({}, checked.problems, checked.notices)
    comparison = None
    try:
        with transaction.atomic():
            take_whole_office(office)
            stage(office, checked.workbook)
            comparison = compare()
            if dry_run or comparison.problems:
                raise _LookOnly
            write_staged(office, by)
            record(Action.IMPORTED, "office", [office], by=by, office=office)
    except _LookOnly:
        pass
    return _outcome(comparison, checked.notices)


def _outcome(comparison: Comparison, notices: tuple[Notice, ...]) -> Outcome:
    return Outcome(comparison.summary, comparison.problems, (*notices, *comparison.notices))
