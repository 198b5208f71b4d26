"""What is done with a venture: begin it, let it climb, correct its way, count what it yields."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.half_years import HalfYear
from entrepreneurs.actions.checking import checked, refuse_future, refuse_shielded, supersede
from entrepreneurs.enums import NUMBERED, Lines, QuestionKind, Reply, Rung, StepReason
from entrepreneurs.ladder import LadderStep, why_not
from entrepreneurs.models import Answer, BottomLine, Climb, Founder, Venture
from entrepreneurs.permissions import refusal_to_follow, refusal_to_keep, refusal_to_record_step
from participants.models import Move, Participant


@action
def start_venture(
    *,
    founder: Participant,
    name: str,
    rung: Rung,
    day: date,
    by: User,
    today: date,
    organisation_number: str = "",
    lines: Lines = Lines.DOUBLE,
) -> Venture:
    """Write down what a participant has begun, on the rung it is on."""
    _refuse_unless_keeper(by, founder.office_id, today, "participant", founder.pk)
    refuse_shielded(founder)
    refuse_future(day, today)
    venture = checked(
        Venture(office_id=founder.office_id, name=name, organisation_number=organisation_number, lines=lines)
    )
    _refuse_way(venture, [LadderStep(day, rung)])
    venture.save()
    Founder.objects.create(office_id=founder.office_id, venture=venture, participant=founder, starts_on=day)
    _write_step(venture, LadderStep(day, rung), by)
    _recorded(venture, by, reason=f"started:{rung}")
    return venture


@action
def change_venture(*, venture: Venture, name: str, lines: Lines, by: User, today: date) -> Venture:
    """Give a venture another name, or let it count in another way."""
    _refuse_unless_keeper(by, venture.office_id, today, "venture", venture.pk)
    venture = _locked(venture)
    venture.name, venture.lines = name, lines
    checked(venture).save(update_fields=["name", "lines"])
    _recorded(venture, by)
    return venture


@action
def record_step(
    *,
    venture: Venture,
    rung: Rung,
    day: date,
    by: User,
    today: date,
    reason: str = StepReason.NONE,
    organisation_number: str = "",
) -> Climb:
    """Let a venture reach a rung, step back to one, or close."""
    reason_to_refuse = refusal_to_record_step(by, venture, rung, today)
    refuse_if(reason_to_refuse, by=by.pk, subject="venture", ids=[venture.pk], office=venture.office_id)
    venture = _locked(venture)
    refuse_future(day, today)
    if organisation_number and organisation_number != venture.organisation_number:
        venture.organisation_number = organisation_number
        checked(venture).save(update_fields=["organisation_number"])
    step = LadderStep(day, rung, reason)
    _refuse_way(venture, [*_standing_steps(venture), step])
    climb = _write_step(venture, step, by)
    _recorded(venture, by, reason=str(rung))
    return climb


@action
def correct_step(
    *, climb: Climb, rung: Rung, day: date, because: str, by: User, today: date, reason: str = StepReason.NONE
) -> Climb:
    """Put another step in the place of one that was written down wrong."""
    venture = _locked(climb.venture)
    _refuse_unless_keeper(by, venture.office_id, today, "venture", venture.pk)
    refuse_future(day, today)
    step = LadderStep(day, rung, reason)
    _refuse_way(venture, [*_standing_steps(venture, without=climb.pk), step])
    supersede(climb, by=by, because=because)
    corrected = _write_step(venture, step, by)
    _recorded(venture, by, reason=f"corrected:{rung}")
    return corrected


@action
def withdraw_step(*, climb: Climb, because: str, by: User, today: date) -> Climb:
    """Take back a step that never happened."""
    venture = _locked(climb.venture)
    _refuse_unless_keeper(by, venture.office_id, today, "venture", venture.pk)
    rest = _standing_steps(venture, without=climb.pk)
    if not rest:
        raise Refused(_("This is the only step of the venture. Correct it, or close the venture."))
    _refuse_way(venture, rest)
    supersede(climb, by=by, because=because)
    _recorded(venture, by, reason="withdrawn")
    return climb


@action
def add_founder(*, venture: Venture, founder: Participant, starts_on: date, by: User, today: date) -> Founder:
    """Let one more participant of the same office stand behind a venture."""
    _refuse_unless_keeper(by, venture.office_id, today, "venture", venture.pk)
    refuse_shielded(founder)
    refuse_future(starts_on, today)
    if founder.office_id != venture.office_id:
        raise Refused(_("The founders of a venture are participants of the same office."))
    venture = _locked(venture)
    if venture.founders.filter(participant=founder).exists():
        raise Refused(_("This person is one of the founders already."))
    line = Founder.objects.create(
        office_id=venture.office_id, venture=venture, participant=founder, starts_on=starts_on
    )
    _recorded(venture, by, people=[founder.pk])
    return line


@action
def end_founder(*, founder: Founder, on: date, by: User, today: date) -> Founder:
    """Let a day be the last one of a founder; a venture goes on as long as somebody stands behind it."""
    _refuse_unless_keeper(by, founder.office_id, today, "venture", founder.venture_id)
    venture = _locked(founder.venture)
    founder = Founder.objects.select_for_update().get(pk=founder.pk)
    refuse_future(on, today)
    if founder.ends_on:
        raise Refused(_("This has ended already."))
    if on < founder.starts_on:
        raise Refused(_("The last day cannot be before the first."))
    if not venture.founders.filter(ends_on=None).exclude(pk=founder.pk).exists():
        raise Refused(_("This is the only founder. Close the venture instead, or add another founder first."))
    founder.ends_on = on
    founder.save(update_fields=["ends_on"])
    _recorded(venture, by, people=[founder.participant_id] if founder.participant_id else [])
    return founder


@action
def record_bottom_line(
    *, venture: Venture, day: date, numbers: dict[str, object], by: User, today: date, because: str = ""
) -> BottomLine:
    """Write down a half-year; what stood before is superseded and needs a reason."""
    refuse_if(
        refusal_to_follow(by, venture, today),
        by=by.pk,
        subject="venture",
        ids=[venture.pk],
        office=venture.office_id,
    )
    venture = _locked(venture)
    if day != HalfYear.of(day).first_day or day > today:
        raise Refused(_("Choose a half-year that has begun."))
    if not venture.is_triple:
        numbers = {**numbers, "tonnes_reused": None}
    line = checked(
        BottomLine(office_id=venture.office_id, venture=venture, day=day, recorded_by=by, **numbers)
    )
    if line.hours and not line.people:
        raise Refused(_("Hours were worked, so somebody must have worked them. Say how many people."))
    if before := BottomLine.objects.standing().filter(venture=venture, day=day).first():
        supersede(before, by=by, because=because)
    line.save()
    _recorded(venture, by, reason=f"half-year:{day}")
    return line


@action
def answer_question(
    *, participant: Participant, move: UUID, question: QuestionKind, reply: Reply, by: User, today: date
) -> Answer:
    """Say why the journey and the ladder may differ, so that the question is not put again."""
    _refuse_unless_keeper(by, participant.office_id, today, "participant", participant.pk)
    if not Move.objects.standing().filter(pk=move, participant=participant).exists():
        raise Refused(_("The journey has changed since the question was put. Look at it again."))
    answer, is_new = Answer.objects.get_or_create(
        participant=participant,
        move=move,
        question=question,
        defaults={"office_id": participant.office_id, "reply": reply, "answered_by": by},
    )
    if not is_new:
        raise Refused(_("Somebody has answered this already."))
    record(
        Action.RECORDED,
        "participant",
        [participant.pk],
        by=by.pk,
        office=participant.office_id,
        reason=question,
    )
    return answer


def _locked(venture: Venture) -> Venture:
    return Venture.objects.select_for_update().get(pk=venture.pk)


def _standing_steps(venture: Venture, without: UUID | None = None) -> list[LadderStep]:
    climbs = Climb.objects.standing().filter(venture=venture).exclude(pk=without)
    return [
        LadderStep(day, Rung(rung), reason)
        for day, rung, reason in climbs.values_list("day", "rung", "reason")
    ]


def _write_step(venture: Venture, step: LadderStep, by: User) -> Climb:
    climb = Climb(
        office_id=venture.office_id,
        venture=venture,
        day=step.day,
        rung=step.rung,
        reason=step.reason,
        recorded_by=by,
    )
    checked(climb).save()
    return climb


def _refuse_way(venture: Venture, steps: Sequence[LadderStep]) -> None:
    if refusal := why_not(steps):
        raise Refused(refusal)
    if not venture.organisation_number and any(step.rung in NUMBERED for step in steps):
        raise Refused(_("Write the organisation number: from this rung on the venture has one."))


def _refuse_unless_keeper(by: User, office: UUID, today: date, subject: str, pk: UUID) -> None:
    refuse_if(refusal_to_keep(by, office, today), by=by.pk, subject=subject, ids=[pk], office=office)


def _recorded(venture: Venture, by: User, *, people: Sequence[UUID] = (), reason: str = "") -> None:
    record(
        Action.RECORDED, "venture", [venture.pk, *people], by=by.pk, office=venture.office_id, reason=reason
    )
