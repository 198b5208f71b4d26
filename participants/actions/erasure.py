"""When what is held about somebody goes: the day it does, the night that strips, and erasure on request.

What is left counts in reports and cannot be tied to the person again by anybody, see the database's `portal_strip`.
"""

import logging
from datetime import date, datetime

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.actions.own_page import answer_data_request
from participants.actions.refusals import refuse_about
from participants.enums import DataRequestKind, ErasureRefusal
from participants.models import DataRequest, Participant, RetentionRule
from participants.office_lock import lock_office_shared
from participants.permissions import refusal_to_answer_data_request, refusal_to_keep_rule, refusal_to_record
from participants.queries.retention import Rule, delete_day_of, delete_days, rule_of
from participants.rules import wrong_text

logger = logging.getLogger(__name__)


@action
def choose_delete_day(
    *, participant: Participant, day: date | None, because: str, by: User, today: date
) -> Participant:
    """Hold somebody until another day than the rule gives, and say why; no day: as the rule gives."""
    lock_office_shared(participant.office_id)
    held = Participant.objects.select_for_update(of=("self",)).select_related("office")
    person = held.get(pk=participant.pk)
    refuse_about(person, refusal_to_record(by, person, today), by=by)
    if day is None:
        person.delete_because = ""
        person.delete_on = delete_day_of(person)
    else:
        _require_text(because)
        if day <= today:
            raise Refused(
                _("Choose a day to come. Erasing at once is done where the participant asks for it.")
            )
        person.delete_on, person.delete_because = day, because.strip()
    person.save(update_fields=["delete_on", "delete_because"])
    record(
        Action.RECORDED, "participant", [person.pk], by=by.pk, office=person.office_id, reason="delete day"
    )
    return person


@action
def choose_rule(*, office: Partner, rule: Rule, by: User, today: date) -> RetentionRule:
    """Say how long an office holds people, and by what right. Days that somebody chose by hand stay."""
    refuse_if(
        refusal_to_keep_rule(by, office, today), by=by.pk, subject="office", ids=[office.pk], office=office.pk
    )
    _require_text(rule.legal_basis)
    chosen = {"months": rule.months, "legal_basis": rule.legal_basis.strip()}
    kept, _made = RetentionRule.objects.update_or_create(office=office, defaults=chosen)
    record(Action.RECORDED, "office", [office.pk], by=by.pk, office=office.pk, reason="retention rule")
    _follow_rule(office.pk)
    return kept


@action
def erase_on_request(*, data_request: DataRequest, by: User, now: datetime) -> None:
    """Do what a participant asks for, now. The request goes too: afterwards nothing says who asked."""
    held = DataRequest.objects.select_for_update(of=("self",)).select_related("participant__office")
    asked = held.get(pk=data_request.pk)
    person = asked.participant
    _require_answerable(asked, by, now)
    office = person.office_id
    _strip(person)
    record(Action.ERASED, "participant", by=by.pk, office=office, reason="on request")


@action
def refuse_erasure(
    *, data_request: DataRequest, reason: ErasureRefusal, more: str, by: User, now: datetime
) -> DataRequest:
    """Say why it cannot be erased. The participant reads it on the own page."""
    _require_answerable(data_request, by, now)
    if reason == ErasureRefusal.OTHER:
        _require_text(more)
    answer = " ".join(part for part in (str(reason.label), more.strip()) if part)
    return answer_data_request(data_request=data_request, answer=answer, by=by, now=now)


def strip_due(*, today: date) -> int:
    """Strip everybody whose day has come. The portal does it by itself, each night; one transaction a person.

    The days follow the rules first, since an exit may have come since.
    """
    for office in Partner.objects.offices():
        _follow_rule(office.pk)
    due = list(Participant.objects.filter(stripped_on=None, delete_on__lte=today).order_by("delete_on", "pk"))
    return sum(_strip_if_due(person, today) for person in due)


def _strip_if_due(person: Participant, today: date) -> bool:
    """Strip somebody by themselves: one whom it breaks at keeps nobody else."""
    try:
        return _strip_by_itself(person=person, today=today)
    except DatabaseError:
        logger.exception("Somebody whose day has come could not be stripped")
        return False


@action
def _strip_by_itself(*, person: Participant, today: date) -> bool:
    # An office may have chosen another day since the list was made.
    held = Participant.objects.select_for_update(of=("self",)).filter(pk=person.pk, stripped_on=None)
    still_due = held.filter(delete_on__lte=today).first()
    if still_due is None:
        return False
    office = still_due.office_id
    _strip(still_due)
    record(Action.ERASED, "participant", by=None, office=office, reason="delete day")
    return True


def _follow_rule(office) -> None:
    rule = rule_of(office)
    people = list(Participant.objects.filter(office_id=office, stripped_on=None, delete_because=""))
    days = delete_days(people, rule)
    moved = [person for person in people if days.get(person.pk, person.delete_on) != person.delete_on]
    for person in moved:
        person.delete_on = days[person.pk]
    Participant.objects.bulk_update(moved, ["delete_on"], batch_size=500)


def _require_answerable(asked: DataRequest, by: User, now: datetime) -> None:
    person = asked.participant
    refuse_about(person, refusal_to_answer_data_request(by, person, timezone.localdate(now)), by=by)
    if asked.kind != DataRequestKind.ERASURE:
        raise Refused(_("The participant has not asked for erasure."))
    if asked.answered_at is not None:
        raise Refused(_("Somebody has answered this already. Open the page again to see what."))


def _strip(person: Participant) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_strip(%s)", [person.pk])


def _require_text(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write why."))
    if wrong := wrong_text(text):
        raise Refused(wrong[0])
