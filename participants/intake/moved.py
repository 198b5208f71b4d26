"""Whoever has moved to another office goes on standing in the old one's workbook: told, and neither an error nor new.

So does a record that was joined with another one.
"""

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participants.enums import TransferState
from participants.models import Joining, Participant, Transfer
from participants.workbook.columns import PARTICIPANTS, REFERENCE
from participants.workbook.findings import Notice
from participants.workbook.rows import Workbook
from spelling.sameness import same_key


def leave_out_moved(office: UUID, workbook: Workbook) -> Workbook:
    """The workbook without those that another office has taken over, or that are somebody else, each with a notice."""
    moved = _gone_from(office)
    gone = {same_key(row.reference) for row in workbook.participants} & moved.keys()
    if not gone:
        return workbook
    notices = [
        Notice(PARTICIPANTS, row.row, REFERENCE, moved[same_key(row.reference)].format(row.reference))
        for row in workbook.participants
        if same_key(row.reference) in gone
    ]
    return workbook.under(lambda reference: None if same_key(reference) in gone else reference, notices)


def _gone_from(office: UUID) -> dict[str, str]:
    """By how references are compared, what to say; not of those who are here, or whose reference another has."""
    done = Transfer.objects.filter(from_office=office, state=TransferState.DONE).order_by("day", "pk")
    gone = {same_key(reference): _moved(day) for reference, day in done.values_list("reference", "day")}
    gone |= _joined_at(office)
    if not gone:
        return {}
    here = Participant.objects.filter(office_id=office).values_list("reference_key", flat=True)
    for key in here:
        gone.pop(key, None)
    return gone


def _joined_at(office: UUID) -> dict[str, str]:
    joined = Joining.objects.done().filter(Q(from_office=office) | Q(to_office=office))
    # Nobody is told of a participant whom they do not see.
    seen = dict(Participant.objects.filter(office_id=office).values_list("pk", "reference"))
    found = {}
    for each in joined.order_by("carried_out_at", "pk"):
        said = _joined(seen.get(each.participant_id))
        if each.from_office_id == office:
            found[same_key(each.reference)] = said
        if each.to_office_id == office:
            found[same_key(each.other_reference)] = said
    return found


def _moved(day: date) -> str:
    said = _("%(reference)s moved on %(day)s to another office, and is left out.")
    return said % {"reference": "{0}", "day": _plain(date_format(day))}


def _joined(reference: str | None) -> str:
    if reference is None:
        said = _("%(reference)s was found to be somebody whom another office follows, and is left out.")
        return said % {"reference": "{0}"}
    said = _("%(reference)s and %(other)s are one person. Write under %(other)s; this row is left out.")
    return said % {"reference": "{0}", "other": _plain(reference)}


def _plain(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
