"""Whoever has got another reference in the portal goes on standing under the former one in the office's workbook."""

from uuid import UUID

from django.db.models import Count, F
from django.utils.translation import gettext as _

from participants.models import Participant
from participants.workbook.columns import PARTICIPANTS, REFERENCE
from participants.workbook.findings import Notice
from participants.workbook.rows import Workbook
from spelling.sameness import same_key


def under_present_references(office: UUID, workbook: Workbook) -> Workbook:
    """The workbook with its rows under the references that the portal has now, each with a notice."""
    keys = {same_key(row.reference) for row in workbook.participants}
    # Where the workbook has the present reference too, the former one is somebody else's there.
    present = {
        former: reference
        for former, reference in _present_by_former(office).items()
        if former in keys and same_key(reference) not in keys
    }
    if not present:
        return workbook
    said = _(
        "%(former)s is called %(reference)s in the portal now, and is read as that. Change it in the workbook."
    )
    notices = [
        Notice(
            PARTICIPANTS,
            row.row,
            REFERENCE,
            said % {"former": row.reference, "reference": present[same_key(row.reference)]},
        )
        for row in workbook.participants
        if same_key(row.reference) in present
    ]
    return workbook.under(lambda reference: present.get(same_key(reference), reference), notices)


def _present_by_former(office: UUID) -> dict[str, str]:
    """By the key of a reference that nobody has at the office any more, what its last bearer is called now."""
    history = Participant.events.rel.related_model.objects.filter(office=office)
    # No join of everybody with the whole history: right after a large import the planner takes both for small, and looks one up in the
    # other again and again.
    several = history.values("pgh_obj_id").annotate(references=Count("reference", distinct=True))
    renamed = list(several.filter(references__gt=1).values_list("pgh_obj_id", flat=True))
    if not renamed:
        return {}
    changed = history.filter(pgh_obj_id__in=renamed, pgh_obj__office=office, pgh_obj__stripped_on=None)
    changed = changed.exclude(reference=F("pgh_obj__reference")).order_by("pgh_id")
    former = {same_key(old): new for old, new in changed.values_list("reference", "pgh_obj__reference")}
    if former:
        here = Participant.objects.filter(office_id=office, reference_key__in=list(former))
        for key in here.values_list("reference_key", flat=True):
            former.pop(key, None)
    return former
