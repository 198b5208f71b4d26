"""What is done about a participant's own page: by the office that gives a link, and by the participant.

A participant has no account, so the actions of a visit have nobody as `by`: whose visit it is is the permission.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scope import acting_as_system
from accounts.signing_in.invitations import hash_of, new_token
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from participants.enums import DataRequestKind, FollowUpAnswer, FollowUpMonth, FollowUpSource
from participants.models import DataRequest, FollowUp, OwnPageLink, Participant
from participants.office_lock import lock_office_shared
from participants.permissions import refusal_to_answer_data_request, refusal_to_give_link
from participants.queries.due import UNANSWERED, is_open
from participants.queries.lookups import OWN_PAGE
from participants.queries.own_copy import OwnSection, whole_copy
from participants.queries.own_page import held_about
from participants.rules import wrong_answer, wrong_text

# A letter takes its days, and holidays come in between.
LASTS = timedelta(days=21)
VISIT_LASTS = timedelta(minutes=60)
MOST_WAITING = 3


class OwnPageLinkOpensNothing(Refused):
    """The link is unknown, used, replaced or too old: nobody is told which."""


@action
def make_link(*, participant: Participant, by: User, now: datetime) -> str:
    """A link's token, to be shown now and never again. An earlier link that nobody has opened stops working."""
    # Two who make one at once queue up here.
    person = (
        Participant.objects.select_for_update(of=("self",)).select_related("office").get(pk=participant.pk)
    )
    _require(refusal_to_give_link(by, person, timezone.localdate(now)), person, by, Action.INVITED)
    person.own_page_links.filter(opened_at=None, closed_at=None).update(closed_at=now)
    token = new_token()
    OwnPageLink.objects.create(
        office_id=person.office_id,
        participant=person,
        token_hash=hash_of(token),
        made_by=by,
        made_at=now,
        expires_at=now + LASTS,
    )
    record(Action.INVITED, OWN_PAGE, [person.pk], by=by.pk, office=person.office_id)
    return token


@action
def open_link(*, token_hash: str, now: datetime) -> str:
    """Spend a link, for a visit of an hour. Gives back what the browser is to hold; only its hash is kept."""
    secret = new_token()
    # A visitor's database role sees no link: the token is the permission, and one update spends it. It asks the
    # link's own row alone: a condition that goes by another table is not asked again of a row it had to wait for.
    with acting_as_system():
        link = OwnPageLink.objects.to_spend(now).filter(token_hash=token_hash)
        spent = link.update(opened_at=now, visit_hash=hash_of(secret), visit_ends_at=now + VISIT_LASTS)
        opened = spent and OwnPageLink.objects.select_related("participant").get(token_hash=token_hash)
        if not opened or opened.participant.is_shielded:
            raise OwnPageLinkOpensNothing
        record(Action.SHOWN, OWN_PAGE, [opened.participant_id], by=None, office=opened.office_id)
    return secret


@action
def leave(*, visit: str, now: datetime) -> None:
    """End a visit before its time."""
    with acting_as_system():
        OwnPageLink.objects.visited(visit, now).update(visit_ends_at=now)


@action
def take_copy(*, participant: Participant, now: datetime) -> list[OwnSection]:
    """Everything that is held, within the visit, for a file to keep."""
    record(Action.EXPORTED, OWN_PAGE, [participant.pk], by=None, office=participant.office_id)
    return whole_copy(held_about(participant, now))


@action
def answer_for_oneself(
    *,
    participant: Participant,
    month: FollowUpMonth,
    answer: FollowUpAnswer,
    hours_percent: Decimal | None,
    today: date,
) -> FollowUp:
    """A participant says how it went, within the visit. Only a question that is open takes an answer."""
    lock_office_shared(participant.office_id)
    question = participant.questions.filter(is_open(today), month=month).first()
    if question is None or question.answer not in UNANSWERED:
        raise Refused(
            _("This question is not open any more. Tell your office if the answer they have is wrong.")
        )
    if wrong := wrong_answer(today, hours_percent, today):
        raise Refused(" ".join(wrong))
    follow_up = FollowUp(
        participant=participant,
        office_id=participant.office_id,
        day=today,
        month=month,
        answer=answer,
        hours_percent=hours_percent,
        source=FollowUpSource.PARTICIPANT,
    )
    try:
        with transaction.atomic():
            follow_up.save(force_insert=True)
    except IntegrityError as taken:
        raise Refused(
            _("Your office has written down something about this today. Tell your office what the answer is.")
        ) from taken
    record(Action.RECORDED, OWN_PAGE, [participant.pk], by=None, office=participant.office_id)
    return follow_up


@action
def ask_office(*, participant: Participant, kind: DataRequestKind, about: str) -> DataRequest:
    """A participant asks for correction or erasure, within the visit. The office must answer."""
    if wrong := wrong_text(about):
        raise Refused(wrong[0])
    if participant.data_requests.waiting().count() >= MOST_WAITING:
        raise Refused(_("The office has not answered what you have asked for already. Wait for the answers."))
    asked = DataRequest.objects.create(
        participant=participant, office_id=participant.office_id, kind=kind, about=about.strip()
    )
    record(Action.REQUESTED, OWN_PAGE, [participant.pk], by=None, office=participant.office_id)
    return asked


@action
def answer_data_request(*, data_request: DataRequest, answer: str, by: User, now: datetime) -> DataRequest:
    """Say what was done, or why not. The participant reads it on the own page."""
    person = data_request.participant
    held = DataRequest.objects.select_for_update(of=("self",)).get(pk=data_request.pk)
    _require(refusal_to_answer_data_request(by, person, timezone.localdate(now)), person, by, Action.RECORDED)
    if held.answered_at is not None:
        raise Refused(_("Somebody has answered this already. Open the page again to see what."))
    if not answer.strip():
        raise Refused(_("Write what was done, or why not."))
    if wrong := wrong_text(answer):
        raise Refused(wrong[0])
    DataRequest.objects.filter(pk=held.pk).update(
        answer=answer.strip()[:200], answered_by=by, answered_at=now
    )
    record(Action.RECORDED, OWN_PAGE, [person.pk], by=by.pk, office=person.office_id)
    return data_request


def _require(reason: str, person: Participant, by: User, action: Action) -> None:
    refuse_if(reason, action=action, subject=OWN_PAGE, ids=[person.pk], by=by.pk, office=person.office_id)
