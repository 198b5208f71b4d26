"""What people do with an office's workbook. Each deed checks who may, and leaves its line in the log."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.deeds import Refused, deed, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.enums import ImportState
from participants.models import ImportRun
from participants.permissions import may_cancel, may_confirm, may_import
from participants.tasks import hint
from participants.workbook.guard import MIB, MOST_BYTES


@deed
def start_import(*, office: Partner, data: bytes, by: User) -> ImportRun:
    """Put a workbook in the queue to be read. It is not looked into here: that is the worker's job."""
    _refuse_if(may_import(by, office, timezone.localdate()), by=by, office=office)
    if len(data) > MOST_BYTES:
        raise Refused(
            _("The file is larger than %(size)s MiB. Send in one office's workbook at a time.")
            % {"size": MOST_BYTES // MIB}
        )
    under_way = (*ImportRun.STARTS, *ImportRun.STARTS.values())
    if ImportRun.objects.filter(office=office, state__in=under_way).exists():
        raise Refused(_("A workbook from this office is being read already. Wait until it is done."))
    # An earlier workbook nobody answered for gives way to the new one.
    _end(ImportRun.objects.filter(office=office, state=ImportState.READY), ImportState.CANCELLED)
    run = ImportRun.objects.create(office=office, workbook=data, requested_by=by)
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


@deed
def confirm_import(*, run: ImportRun, by: User) -> None:
    """Have a workbook that has been read taken in."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("office").get(pk=run.pk)
    _refuse_if(may_confirm(by, run, timezone.localdate()), by=by, office=run.office)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.CONFIRMED, attempts=0)
    record(Action.REQUESTED, "import", [run.pk], by=by.pk, office=run.office_id)
    transaction.on_commit(lambda: hint(run.pk), robust=True)


@deed
def cancel_import(*, run: ImportRun, by: User) -> None:
    """Put a workbook away without taking it in."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("office").get(pk=run.pk)
    _refuse_if(may_cancel(by, run, timezone.localdate()), by=by, office=run.office)
    _end(ImportRun.objects.filter(pk=run.pk), ImportState.CANCELLED)


def _end(runs, state: ImportState) -> None:
    runs.update(state=state, workbook=None, ended_at=timezone.now())


def _refuse_if(reason: str, *, by: User, office: Partner) -> None:
    refuse_if(reason, action=Action.IMPORTED, subject="office", ids=[office.pk], by=by.pk, office=office.pk)
