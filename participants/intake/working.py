"""A worker's part of an import: read and compare first, write when a person has confirmed."""

from django.utils import timezone

from accounts.languages import in_the_language_of
from accounts.scope import acting_for
from background.heart import Heart
from participants.enums import ImportState
from participants.intake.run import Outcome, take_in
from participants.models import ImportRun
from participants.workbook.findings import Notice, Problem

MOST_KEPT = 1000


def work_on_import(run: ImportRun, heart: Heart) -> None:
    """Do what the run's state asks for. Runs as the person who sent the workbook in, not as the system."""
    writes = run.state == ImportState.APPLYING
    with in_the_language_of(run.requested_by), acting_for(run.requested_by):
        outcome = take_in(
            office=run.office_id,
            data=bytes(run.workbook),
            by=run.requested_by_id,
            today=timezone.localdate(),
            dry_run=not writes,
            progress=lambda done, out_of: heart.say(run.state, done, out_of),
        )
        if outcome.is_refused:
            _end(run, ImportState.REFUSED, outcome)
        elif writes:
            _end(run, ImportState.DONE, outcome)
        else:
            run.finish(ImportState.READY, **_findings(outcome))


def _end(run: ImportRun, state: ImportState, outcome: Outcome) -> None:
    run.finish(state, workbook=None, ended_at=timezone.now(), **_findings(outcome))


def _findings(outcome: Outcome) -> dict[str, object]:
    return {
        "summary": {**outcome.summary, "problem_count": len(outcome.problems)},
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
