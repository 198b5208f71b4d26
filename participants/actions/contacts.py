"""Looking at, writing down and erasing what is held to reach somebody. Each leaves its line in the log."""

from datetime import date

from django.db.models import Exists, OuterRef

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from participants.contacts import ContactDetails, index_of, seal, unseal
from participants.enums import ContactReason
from participants.models import Contact, Participant, Question
from participants.permissions import refusal_to_see_contact
from participants.queries.due import is_to_be_asked
from participants.rules import wrong_text

SUBJECT = "contact"


@action
def show_contact(
    *, participant: Participant, reason: ContactReason, by: User, today: date
) -> ContactDetails | None:
    """What is held, to somebody who says what for. The log keeps the reason."""
    _require(participant, by, today)
    record(
        Action.SHOWN, SUBJECT, [participant.pk], by=by.pk, office=participant.office_id, reason=reason.value
    )
    contact = Contact.objects.filter(participant=participant).first()
    return unseal(contact) if contact else None


@action
def record_contact(*, participant: Participant, details: ContactDetails, by: User, today: date) -> None:
    """Write down a name and one way to reach somebody, in place of what was held before."""
    _require(participant, by, today)
    if wrong := [*wrong_text(details.name), *wrong_text(details.way)]:
        raise Refused(wrong[0])
    Contact.objects.update_or_create(
        participant=participant,
        defaults={
            "office_id": participant.office_id,
            "sealed": seal(details),
            "name_index": index_of(details.name),
        },
    )
    record(Action.RECORDED, SUBJECT, [participant.pk], by=by.pk, office=participant.office_id)


@action
def erase_contact(*, participant: Participant, by: User, today: date) -> None:
    """Hold neither name nor way any more."""
    _require(participant, by, today)
    Contact.objects.filter(participant=participant).delete()
    record(Action.ERASED, SUBJECT, [participant.pk], by=by.pk, office=participant.office_id)


@action
def erase_spent_contacts(*, today: date) -> int:
    """Hold nobody's name and way once they have been asked all there was to ask, or the time for it is over.

    The portal does it by itself, each night; gives how many were erased.
    """
    questions = Question.objects.filter(participant=OuterRef("participant"))
    spent = Contact.objects.select_for_update().filter(
        Exists(questions), ~Exists(questions.filter(is_to_be_asked(today)))
    )
    erased = list(spent.values_list("participant", "office"))
    for participant, office in erased:
        record(Action.ERASED, SUBJECT, [participant], by=None, office=office)
    Contact.objects.filter(participant__in=[participant for participant, _office in erased]).delete()
    return len(erased)


def _require(participant: Participant, by: User, today: date) -> None:
    refuse_if(
        refusal_to_see_contact(by, participant, today),
        action=Action.SHOWN,
        by=by.pk,
        subject=SUBJECT,
        ids=[participant.pk],
        office=participant.office_id,
    )
