"""What people record about a person's way. A correction is a new record; what it replaces stays, with who and why.

Each action holds the person's row, so that two who record at once come one after the other, and the second is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.postgres.functions import TransactionNow
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action
from audit.enums import Action
from audit.recording import record
from participants.actions.refusals import refuse_about
from participants.enums import FollowUpAnswer, FollowUpMonth, FollowUpSource, LeftReason, State
from participants.models import FollowUp, Move, Participant, Record
from participants.office_lock import lock_office_shared
from participants.permissions import refusal_to_record, refusal_to_undo
from participants.queries.journeys import mark_of, summary_of
from participants.rules import MoveFacts, broken_rules, wrong_answer, wrong_facts, wrong_text

# Written into the database for good, so it is the same in every language of the interface.
UNDONE = "Angret samme dag"
PROPOSED = "Rettet etter et forslag"


class Overtaken(Refused):
    """Somebody else has recorded in the meantime; nothing typed is lost."""


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What somebody says about a follow-up."""

    month: FollowUpMonth
    day: date
    answer: FollowUpAnswer
    hours_percent: Decimal | None = None
    source: FollowUpSource = FollowUpSource.UNKNOWN


@action
def record_move(*, participant: Participant, facts: MoveFacts, seen: str, by: User, today: date) -> Move:
    """Add a move to a journey that still is as it was seen."""
    person = _hold(participant, by, today)
    standing = _as_seen(person.moves, seen)
    _require_journey(person, [], standing, facts, today)
    return _write(Move(**_move_fields(facts)), person, by)


def move_for(*, person: Participant, facts: MoveFacts, by: User, today: date) -> Move:
    """The move of an approved proposal; `by` stands for the office.

    Where the same move stands already, the reason is what is proposed, and the new move replaces it. Part of the
    action that approves, which has held the person and asked who may.
    """
    standing = list(person.moves.standing().order_by("day", "pk"))
    same_day = next((move for move in standing if (move.day, move.target) == (facts.day, facts.target)), None)
    _require_journey(person, [same_day] if same_day else [], standing, facts, today)
    if same_day:
        _supersede(same_day, PROPOSED, by)
    return _write(Move(**_move_fields(facts), replaces=same_day), person, by)


@action
def correct_move(*, move: Move, facts: MoveFacts, because: str, seen: str, by: User, today: date) -> Move:
    """Replace a move by what it should have said."""
    person = _hold(move.participant, by, today)
    _require_standing(move)
    standing = _as_seen(person.moves, seen)
    _require_reason(because)
    _require_journey(person, [move], standing, facts, today)
    _supersede(move, because, by)
    return _write(Move(**_move_fields(facts), replaces=move), person, by)


@action
def remove_move(*, move: Move, because: str, seen: str, by: User, today: date) -> None:
    """Take a move out that should not have been there."""
    person = _hold(move.participant, by, today)
    _require_standing(move)
    standing = _as_seen(person.moves, seen)
    _require_reason(because)
    _require_journey(person, [move], standing, None, today)
    _supersede(move, because, by)
    _log(person, by)


@action
def undo_move(*, move: Move, by: User, now: datetime) -> Move | None:
    """Take back what was recorded today; a correction gives way to what stood before it."""
    return _undo(move, by, now, _require_sound)


@action
def record_answer(
    *, participant: Participant, facts: AnswerFacts, seen: str, by: User, today: date
) -> FollowUp:
    """Write down what somebody answered, or that nobody was reached."""
    person = _hold(participant, by, today)
    _as_seen(person.follow_ups, seen)
    _require_answer(person.follow_ups.standing(), facts, today)
    return _write(FollowUp(**_answer_fields(facts)), person, by)


@action
def correct_answer(
    *, follow_up: FollowUp, facts: AnswerFacts, because: str, by: User, today: date
) -> FollowUp:
    """Replace an answer by what it should have said."""
    person = _hold(follow_up.participant, by, today)
    _require_standing(follow_up)
    _require_reason(because)
    _require_answer(person.follow_ups.standing().exclude(pk=follow_up.pk), facts, today)
    _supersede(follow_up, because, by)
    return _write(FollowUp(**_answer_fields(facts), replaces=follow_up), person, by)


@action
def undo_answer(*, follow_up: FollowUp, by: User, now: datetime) -> FollowUp | None:
    """Take back an answer recorded today."""
    return _undo(follow_up, by, now, lambda person: None)


def _undo(undone: Record, by: User, now: datetime, require: Callable[[Participant], None]) -> Record | None:
    person = _hold(undone.participant, by, timezone.localdate(now))
    undone = type(undone).objects.select_related("replaces", "participant__office").get(pk=undone.pk)
    if reason := refusal_to_undo(by, undone, now):
        raise Refused(reason)
    _supersede(undone, UNDONE, by)
    before = undone.replaces
    again = None
    if before is not None:
        again = _write(type(undone)(**_fields_of(before), replaces=undone), person, by)
    else:
        _log(person, by)
    require(person)
    return again


def _hold(participant: Participant, by: User, today: date) -> Participant:
    """The person, as long as the action lasts."""
    lock_office_shared(participant.office_id)
    person = (
        Participant.objects.select_for_update(of=("self",)).select_related("office").get(pk=participant.pk)
    )
    refuse_about(person, refusal_to_record(by, person, today), by=by)
    return person


def _as_seen(records: QuerySet, seen: str) -> list[Record]:
    standing = list(records.standing().select_related("recorded_by").order_by("day", "pk"))
    if mark_of(standing) != seen:
        raise Overtaken(_overtaken_by(standing))
    return standing


def _overtaken_by(standing: list[Record]) -> str:
    newest = max(standing, key=lambda each: (each.recorded_at, each.day), default=None)
    if newest is None or newest.recorded_by is None:
        return _(
            "Somebody else has changed this since you opened the form. What you typed is kept: look at what stands "
            "now, and record again if it is still right."
        )
    return _(
        "Somebody else has changed this since you opened the form. The newest record, by %(name)s, says %(record)s. "
        "What you typed is kept: record again if it is still right."
    ) % {"name": newest.recorded_by.name, "record": summary_of(newest)}


def _require_standing(wanted: Record) -> None:
    if not type(wanted).objects.standing().filter(pk=wanted.pk).exists():
        raise Overtaken(_("This has been changed already. Open the participant again to see how."))


def _require_reason(because: str) -> None:
    if not because.strip():
        raise Refused(_("Write why it is corrected."))
    if wrong := wrong_text(because):
        raise Refused(wrong[0])


def _require_journey(
    person: Participant, without: list[Move], standing: list[Move], facts: MoveFacts | None, today: date
) -> None:
    if facts is not None and (wrong := wrong_facts(facts, today)):
        raise Refused(" ".join(wrong))
    steps = [(move.day, move.target) for move in standing if move not in without]
    new = (facts.day, facts.target) if facts else None
    if broken := broken_rules(person.birth_year, [*steps, new] if new else steps, new):
        raise Refused(" ".join(broken))


def _require_sound(person: Participant) -> None:
    _require_journey(person, [], list(person.moves.standing()), None, date.max)


def _require_answer(others: QuerySet, facts: AnswerFacts, today: date) -> None:
    if wrong := wrong_answer(facts.day, facts.hours_percent, today):
        raise Refused(" ".join(wrong))
    if others.filter(month=facts.month, day=facts.day).exists():
        raise Refused(
            _("There is an answer for this month and day already. Correct that one, or choose another day.")
        )


def _supersede(old: Record, because: str, by: User) -> None:
    type(old).objects.filter(pk=old.pk).update(
        superseded_at=TransactionNow(), superseded_by=by, superseded_because=because.strip()[:200]
    )


def _write(new: Record, person: Participant, by: User) -> Record:
    new.participant, new.office_id, new.recorded_by = person, person.office_id, by
    new.save(force_insert=True)
    _log(person, by)
    return new


def _log(person: Participant, by: User) -> None:
    record(Action.RECORDED, "participant", [person.pk], by=by.pk, office=person.office_id)


def _move_fields(facts: MoveFacts) -> dict[str, object]:
    # As in a workbook: a reason belongs to leaving and is left out elsewhere.
    reason = facts.left_reason if facts.target == State.LEFT else LeftReason.UNKNOWN
    return {
        "day": facts.day,
        "target": facts.target,
        "left_reason": reason,
        "workplace": facts.workplace,
        "hours_percent": facts.hours_percent,
    }


def _answer_fields(facts: AnswerFacts) -> dict[str, object]:
    return {
        "day": facts.day,
        "month": facts.month,
        "answer": facts.answer,
        "hours_percent": facts.hours_percent,
        "source": facts.source,
    }


def _fields_of(old: Record) -> dict[str, object]:
    names = {
        Move: ("day", "target", "left_reason", "workplace", "hours_percent"),
        FollowUp: ("day", "month", "answer", "hours_percent", "source"),
    }[type(old)]
    return {name: getattr(old, name) for name in names}
