"""The whole way of a workbook, for the worker and the command line alike."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from audit.enums import Action
from audit.recording import record
from participants.enums import ImportStep
from participants.intake.changes import what_is_asked, write_changes
from participants.intake.choices import Choices, follow, leave_out_erased
from participants.intake.comparing import Comparison, compare
from participants.intake.erased import rows_like_erased, told_by_row
from participants.intake.moved import leave_out_moved
from participants.intake.pairing import pair
from participants.intake.questions import Asked, told_about
from participants.intake.renamed import under_present_references
from participants.intake.staging import stage
from participants.intake.writing import write_staged
from participants.office_lock import lock_office
from participants.workbook.checking import check_workbook
from participants.workbook.findings import Notice, Problem

# Which step, how much of it is done, and of how much; of nothing where nobody can tell.
Progress = Callable[[ImportStep, int, int], None]


def _keep_quiet(step: ImportStep, done: int, out_of: int) -> None:
    pass


class _LookOnly(Exception):
    """Ends the transaction of a workbook that is refused, so that nothing is written."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What taking a workbook in means, or has meant."""

    summary: dict[str, dict[str, int]]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    # How many rows an office is asked about, by kind.
    asked: dict[str, int] = field(default_factory=dict)

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
    progress: Progress = _keep_quiet,
    choices: Choices | None = None,
    run: UUID | None = None,
) -> Outcome:
    """Check a workbook, compare it with what stands and, unless it is a dry run, write it.

    Runs in the caller's scope. With any problem, and in a dry run, what is recorded about people stays as it was; a dry
    run for an import writes down for its preview what each row would change.
    """
    checked = check_workbook(data, today, lambda done, out_of: progress(ImportStep.READ, done, out_of))
    if checked.workbook is None:
        return Outcome({}, checked.problems, checked.notices)
    choices = choices or Choices()
    comparison = None
    asked = {}
    try:
        with transaction.atomic():
            progress(ImportStep.COMPARE, 0, 0)
            lock_office(office)
            workbook = under_present_references(office, leave_out_moved(office, checked.workbook))
            stage(workbook)
            pair(office)
            erased = rows_like_erased(office)
            asked = what_is_asked() | told_by_row(erased)
            if dry_run and run:
                write_changes(office, run)
            if not choices.take_erased:
                leave_out_erased(list(erased.values()))
            follow(choices)
            comparison = compare(office)
            if comparison.problems:
                raise _LookOnly
            if dry_run:
                return _outcome(comparison, workbook.notices, asked, choices)
            write_staged(office, by, lambda done, out_of: progress(ImportStep.WRITE, done, out_of))
            record(Action.IMPORTED, "office", [office], by=by, office=office)
            progress(ImportStep.FINISH, 0, 0)
    except _LookOnly:
        pass
    return _outcome(comparison, workbook.notices, asked, choices)


def _outcome(comparison: Comparison, notices: tuple[Notice, ...], asked: Asked, choices: Choices) -> Outcome:
    return Outcome(
        comparison.summary,
        comparison.problems,
        (*told_about(asked, choices), *notices, *comparison.notices),
        {kind.value: count for kind, (count, _references) in asked.items()},
    )
