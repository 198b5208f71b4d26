"""What people do with an office's workbook. Each action checks who may, and leaves its line in the log."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.enums import ImportEndReason, ImportState
from participants.intake.questions import questions_about
from participants.models import ImportChange, ImportRun
from participants.permissions import refusal_to_cancel, refusal_to_confirm, refusal_to_import
from participants.tasks import hint
from participants.workbook.guard import MIB, MOST_BYTES

BEING_READ = gettext_lazy("A workbook from this office is being read already. Wait until it is done.")
KEPT_FOR = timedelta(days=1)


@action
def start_import(*, office: Partner, data: bytes, by: User) -> ImportRun:
    """Put a workbook in the queue to be read. It is not looked into here: that is the worker's job."""
    _refuse_if(refusal_to_import(by, office, timezone.localdate()), by=by, office=office)
    if len(data) > MOST_BYTES:
        raise Refused(
            _("The file is larger than %(size)s MiB. Send in one office's workbook at a time.")
            % {"size": MOST_BYTES // MIB}
        )
    under_way = (*ImportRun.STARTS, *ImportRun.STARTS.values())
    if ImportRun.objects.filter(office=office, state__in=under_way).exists():
        raise Refused(BEING_READ)
    # An earlier workbook nobody answered for gives way to the new one.
    _cancel(ImportRun.objects.filter(office=office, state=ImportState.READY), ImportEndReason.NEWER)
    try:
        with transaction.atomic():
            run = ImportRun.objects.create(office=office, workbook=data, requested_by=by)
    except IntegrityError as error:
        # Several have sent one in at the same moment: the first counts.
        raise Refused(BEING_READ) from error
    record(
        Action.REQUESTED,
        "import",
        [run.pk],
        by=by.pk,
        office=office.pk,
        reason=f"sha256:{hashlib.sha256(data).hexdigest()}",
    )
    transaction.on_commit(lambda: hint(run.pk), robust=True)
    return run


@action
def confirm_import(*, run: ImportRun, by: User, answers: Mapping[str, bool]) -> None:
    """Have a workbook that has been read taken in. Each question that it raises has to be answered."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("office").get(pk=run.pk)
    _refuse_if(refusal_to_confirm(by, run, timezone.localdate()), by=by, office=run.office)
    asked = [question.choice for question in questions_about(run.summary.get("asked", {}))]
    if any(choice not in answers for choice in asked):
        raise Refused(_("Answer the questions about the workbook first. Nothing has been taken in."))
    try:
        with transaction.atomic():
            ImportRun.objects.filter(pk=run.pk).update(
                state=ImportState.CONFIRMED,
                **ImportRun.afresh(),
                answers={choice: answers[choice] for choice in asked},
            )
    except IntegrityError as error:
        raise Refused(BEING_READ) from error
    record(Action.REQUESTED, "import", [run.pk], by=by.pk, office=run.office_id)
    transaction.on_commit(lambda: hint(run.pk), robust=True)


@action
def cancel_import(*, run: ImportRun, by: User) -> None:
    """Put a workbook away without taking it in."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("office").get(pk=run.pk)
    _refuse_if(refusal_to_cancel(by, run, timezone.localdate()), by=by, office=run.office)
    _cancel(ImportRun.objects.filter(pk=run.pk))


def forget_workbooks(*, now: datetime) -> None:
    """Nobody's workbook lies here longer than a day: what has not been answered by then is put away."""
    old = ImportRun.objects.filter(requested_at__lt=now - KEPT_FOR)
    unanswered = old.filter(state__in=(ImportState.READY, *ImportRun.STARTS))
    unanswered.update(
        state=ImportState.CANCELLED,
        workbook=None,
        ended_at=now,
        ended_because=ImportEndReason.UNANSWERED,
    )
    old.filter(state=ImportState.FAILED).exclude(workbook=None).update(workbook=None, ended_at=now)
    ImportChange.objects.filter(run__ended_at__lt=now - KEPT_FOR).delete()


def _cancel(runs: QuerySet[ImportRun], because: str = "") -> None:
    runs.update(state=ImportState.CANCELLED, workbook=None, ended_at=timezone.now(), ended_because=because)


def _refuse_if(reason: str, *, by: User, office: Partner) -> None:
    refuse_if(reason, action=Action.IMPORTED, subject="office", ids=[office.pk], by=by.pk, office=office.pk)
