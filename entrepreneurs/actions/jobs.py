"""What is done with jobs: write them in the ledger, let somebody take them, ask whether they are still there."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from entrepreneurs.actions.checking import checked, refuse_future, refuse_shielded
from entrepreneurs.enums import CheckAnswer, CheckMonth, JobEnd
from entrepreneurs.models import Holding, Job, JobCheck, Venture
from entrepreneurs.months import month_after
from entrepreneurs.permissions import (
    refusal_to_fill,
    refusal_to_follow_up,
    refusal_to_manage,
    refusal_to_offer,
)
from participants.models import Participant
from participants.office_lock import take_turn_at


@action
def create_job(
    *,
    owner: Partner | Venture,
    need: str,
    hours_percent: Decimal,
    starts_on: date,
    by: User,
    today: date,
    has_wage_subsidy: bool = False,
) -> Job:
    """Write a new job in the ledger. It may be held by nobody yet."""
    _refuse(refusal_to_offer(by, owner, today), by, "owner", owner)
    job = Job(
        **owner_fields(owner),
        need=need,
        hours_percent=hours_percent,
        starts_on=starts_on,
        has_wage_subsidy=has_wage_subsidy,
    )
    if not 0 < hours_percent <= 100:
        raise Refused(_("A job is more than nothing and at most full time: from 1 to 100%."))
    checked(job).save()
    _recorded(job, by, "created")
    return job


@action
def end_job(*, job: Job, on: date, reason: JobEnd, by: User, today: date) -> Job:
    """Let a day be the last one of a job, and of whoever holds it. The line stays in the ledger."""
    _refuse(refusal_to_manage(by, job, today), by, "job", job)
    refuse_future(on, today)
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.ends_on:
        raise Refused(_("This has ended already."))
    if on < job.starts_on:
        raise Refused(_("The last day cannot be before the first."))
    if not reason:
        raise Refused(_("Say why it ended."))
    for holding in job.holdings.select_for_update().filter(ends_on=None):
        _close(holding, on, reason)
    job.ends_on, job.end_reason = on, reason
    job.save(update_fields=["ends_on", "end_reason"])
    _recorded(job, by, f"ended:{reason}")
    return job


@action
def fill_job(*, job: Job, participant: Participant, starts_on: date, by: User, today: date) -> Holding:
    """Let a participant take a job."""
    _refuse(refusal_to_fill(by, job, participant.office_id, today), by, "job", job)
    refuse_shielded(participant)
    refuse_future(starts_on, today)
    # Whoever fills the same job at the same moment waits for this one.
    take_turn_at(job.pk)
    job = Job.objects.get(pk=job.pk)
    if starts_on < job.starts_on or (job.ends_on and starts_on > job.ends_on):
        raise Refused(_("The job did not exist on this day."))
    if job.ends_on:
        raise Refused(_("The job has ended. Register a new one if it has come back."))
    if Job.objects.with_taken(starts_on).get(pk=job.pk).is_taken:
        raise Refused(_("Somebody holds this job already. End that first."))
    holding = Holding.objects.create(
        office_id=participant.office_id, job=job, participant=participant, starts_on=starts_on
    )
    record(
        Action.RECORDED,
        "participant",
        [participant.pk],
        by=by.pk,
        office=participant.office_id,
        reason="job:taken",
    )
    return holding


@action
def end_holding(*, holding: Holding, on: date, reason: JobEnd, by: User, today: date) -> Holding:
    """Somebody leaves a job; the job itself is free again."""
    _refuse(refusal_to_follow_up(by, holding, today), by, "holding", holding)
    refuse_future(on, today)
    holding = Holding.objects.select_for_update().get(pk=holding.pk)
    if holding.ends_on:
        raise Refused(_("This has ended already."))
    if on < holding.starts_on:
        raise Refused(_("The last day cannot be before the first."))
    if not reason:
        raise Refused(_("Say why it ended."))
    _close(holding, on, reason)
    _recorded(holding, by, f"left:{reason}")
    return holding


@action
def record_check(
    *, holding: Holding, month: CheckMonth, day: date, answer: CheckAnswer, by: User, today: date
) -> JobCheck:
    """Write down whether somebody was still in the job. Who is no longer there has left it by that day."""
    _refuse(refusal_to_follow_up(by, holding, today), by, "holding", holding)
    refuse_future(day, today)
    holding = Holding.objects.select_for_update().get(pk=holding.pk)
    if day < month_after(holding.starts_on, month):
        raise Refused(_("It is too early to ask: the months have not passed on this day."))
    answered = holding.checks.standing().filter(month=month)
    if answered.exclude(answer=CheckAnswer.NOT_REACHED).exists() or answered.filter(day=day).exists():
        raise Refused(_("This has been answered already."))
    if answer == CheckAnswer.THERE and holding.ends_on and holding.ends_on < day:
        raise Refused(_("According to the records, the person left the job before this day."))
    check = checked(
        JobCheck(
            office_id=holding.office_id, holding=holding, month=month, day=day, answer=answer, recorded_by=by
        )
    )
    check.save()
    if answer == CheckAnswer.NOT_THERE and not holding.ends_on:
        _close(holding, day, JobEnd.FOUND_OUT)
    _recorded(holding, by, f"month-{month}:{answer}")
    return check


def owner_fields(owner: Partner | Venture) -> dict[str, object]:
    """How a row says whose it is."""
    if isinstance(owner, Venture):
        return {"venture": owner, "office_id": owner.office_id}
    return {"partner": owner}


def _close(holding: Holding, on: date, reason: JobEnd) -> None:
    # Somebody who took the job later than the job ended was never there longer than the first day.
    holding.ends_on, holding.end_reason = max(on, holding.starts_on), reason
    holding.save(update_fields=["ends_on", "end_reason"])


def _refuse(reason: str, by: User, subject: str, row) -> None:
    refuse_if(reason, by=by.pk, subject=subject, ids=[row.pk], office=getattr(row, "office_id", None))


def _recorded(row: Job | Holding, by: User, reason: str) -> None:
    subject = "job" if isinstance(row, Job) else "holding"
    record(Action.RECORDED, subject, [row.pk], by=by.pk, office=row.office_id, reason=reason)
