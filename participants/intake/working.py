"""A worker's part of an import: read and compare first, write when a person has confirmed."""

from functools import partial

from django.utils import timezone

from accounts.languages import in_the_language_of
from accounts.scope import acting_for
from accounts.signing_in.lookup import account
from background.lease import Progress
from participants.enums import ImportState, ImportStep
from participants.intake.choices import Choices
from participants.intake.run import Outcome, take_in
from participants.models import ImportRun
from participants.workbook.findings import Notice, Problem

MOST_KEPT = 1000


def work_on_import(run: ImportRun, heart: Progress) -> None:
    """Do what the run's state asks for. Runs as the person who sent the workbook in, not as the system."""
    writes = run.state == ImportState.APPLYING
    # Outside a scope a worker may read no list of accounts.
    sender = account(run.requested_by_id)
    with in_the_language_of(sender), acting_for(sender):
        outcome = take_in(
            office=run.office_id,
            data=bytes(run.workbook),
            by=run.requested_by_id,
            today=timezone.localdate(),
            dry_run=not writes,
            choices=Choices(**run.answers) if writes else None,
            run=run.pk,
            progress=partial(_say, heart),
        )
        if outcome.is_refused:
            _end(run, ImportState.REFUSED, outcome)
        elif writes:
            _end(run, ImportState.DONE, outcome)
        else:
            run.finish(ImportState.READY, **_findings(outcome))


def _say(heart: Progress, step: ImportStep, done: int, out_of: int) -> None:
    """In per cent: nobody counts the bytes of a workbook."""
    heart.say(step, 100 * done // out_of if out_of else 0, 100 if out_of else 0)


def _end(run: ImportRun, state: ImportState, outcome: Outcome) -> None:
    run.finish(state, workbook=None, ended_at=timezone.now(), **_findings(outcome))


def _findings(outcome: Outcome) -> dict[str, object]:
    return {
        "summary": {**outcome.summary, "problem_count": len(outcome.problems), "asked": outcome.asked},
        "problems": [_problem(problem) for problem in outcome.problems[:MOST_KEPT]],
        "notices": [_notice(notice) for notice in outcome.notices[:MOST_KEPT]],
        "done": 0,
        "out_of": 0,
    }


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "message": str(problem.message),
    }


def _notice(notice: Notice) -> str:
    return f"{notice.sheet}: {notice.message}" if notice.sheet else str(notice.message)
