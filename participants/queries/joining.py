"""What one journey two records make: which moves say the same, where somebody was when, and what contradicts.

The two agree on who somebody is, and their moves in order of day are a journey by the workbook's own rules. Three kinds
of records are left out, because the joined journey says them already: what both say of one day; that somebody moved away,
where the other record goes on; and that somebody was enrolled who already was.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from uuid import UUID

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participants.enums import FollowUpAnswer, LeftReason, State
from participants.models import FollowUp, Joining, Move, Participant
from participants.rules import broken_rules

# Whoever is enrolled elsewhere within this time after having moved away was not without an office in between.
SOON = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class OneRecord:
    """One of the two records, as far as joining asks."""

    pk: UUID
    # As a sentence calls it.
    name: str
    office: UUID
    birth_year: int
    sex: str
    is_shielded: bool
    moves: tuple[Move, ...]
    follow_ups: tuple[FollowUp, ...]
    stays: tuple[tuple[date, UUID], ...]

    def is_followed_on(self, day: date) -> bool:
        """Whether the last move by then is to anything but leaving."""
        before = [move for move in self.moves if move.day <= day]
        return bool(before) and before[-1].target != State.LEFT

    def office_on(self, day: date) -> UUID:
        return [office for first, office in self.stays if first <= day][-1]


@dataclass(frozen=True, slots=True)
class JoinedMove:
    """A move of the joined journey, and which record it comes from."""

    move: Move
    source: str


@dataclass(slots=True)
class Plan:
    """What becomes of the two, or why nothing does."""

    kept: OneRecord
    gone: OneRecord
    contradictions: list[str] = field(default_factory=list)
    steps: list[JoinedMove] = field(default_factory=list)
    left_out: list[JoinedMove] = field(default_factory=list)
    # Follow-ups that both records have.
    repeated: list[UUID] = field(default_factory=list)
    stays: list[tuple[date, UUID]] = field(default_factory=list)

    @property
    def left_out_ids(self) -> list[UUID]:
        return [*(step.move.pk for step in self.left_out), *self.repeated]


def side_of(person: Participant) -> OneRecord:
    """A record that the reader sees."""
    return OneRecord(
        person.pk,
        person.reference,
        person.office_id,
        person.birth_year,
        person.sex,
        person.is_shielded,
        tuple(person.moves.standing().order_by("day", "pk")),
        tuple(person.follow_ups.standing().order_by("day", "pk")),
        tuple(person.stays.standing().order_by("day").values_list("day", "office")),
    )


def asking_side_of(joining: Joining) -> OneRecord | None:
    """The other office's record: what the database shows of it to the side that is asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_joining_record(%s)::text", [joining.pk])
        [found] = cursor.fetchone()
    if found is None:
        return None
    held = json.loads(found, parse_float=Decimal)
    return OneRecord(
        UUID(held["id"]),
        _name(joining),
        UUID(held["office"]),
        held["birth_year"],
        held["sex"],
        held["is_shielded"],
        tuple(Move(**_fields(each)) for each in held["moves"]),
        tuple(FollowUp(**_fields(each)) for each in held["follow_ups"]),
        tuple((date.fromisoformat(each["day"]), UUID(each["office"])) for each in held["stays"]),
    )


def _name(joining: Joining) -> str:
    """Two offices may use the same reference."""
    if joining.from_office_id == joining.to_office_id:
        return joining.reference
    return f"{joining.reference} ({joining.from_office.name})"


def plan_of(one: OneRecord, two: OneRecord) -> Plan:
    """Join two records. Of one office the first is kept, of two offices the one that has the person in the end."""
    plan = Plan(one, two)
    plan.contradictions += _of_who_it_is(one, two)
    if plan.contradictions:
        return plan
    _leave_out(plan)
    chosen = {step.move.pk for step in plan.left_out}
    both = [JoinedMove(move, side.name) for side in (one, two) for move in side.moves]
    plan.steps = sorted(
        (step for step in both if step.move.pk not in chosen), key=lambda step: (step.move.day, step.source)
    )
    _leave_out_enrolments(plan)
    plan.contradictions += [*_of_one_day(plan), *_of_leaving(plan), *_of_answers(plan)]
    if not plan.contradictions:
        ordered = [(step.move.day, step.move.target) for step in plan.steps]
        plan.contradictions += broken_rules(one.birth_year, ordered, None)
    if not plan.contradictions:
        _stay(plan)
    return plan


def _of_who_it_is(one: OneRecord, two: OneRecord) -> Iterator[str]:
    if one.pk == two.pk:
        yield _("This is the same record. Choose another one.")
    if one.is_shielded or two.is_shielded:
        yield _("One of the two is shielded. Nothing is joined as long as that is so.")
    if one.birth_year != two.birth_year:
        yield _("The birth years differ: %(one)s and %(two)s. Correct the one that is wrong first.") % {
            "one": str(one.birth_year),
            "two": str(two.birth_year),
        }
    if one.sex and two.sex and one.sex != two.sex:
        yield _("The two differ in sex. Correct the one that is wrong first.")
    if not one.stays or not two.stays:
        yield _("One of the two has no journey. Record the enrolment first.")


def _leave_out(plan: Plan) -> None:
    """Moves that both have, the one that says less of it; and leaving for the other office."""
    one, two = plan.kept, plan.gone
    by_day = {move.day: move for move in one.moves}
    for move in two.moves:
        twin = by_day.get(move.day)
        if twin and twin.target == move.target and not _details_differ(twin, move):
            is_richer = len(_details(move)) > len(_details(twin))
            plan.left_out.append(JoinedMove(twin, one.name) if is_richer else JoinedMove(move, two.name))
    for side, other in ((one, two), (two, one)):
        chosen = {step.move.pk for step in plan.left_out}
        for move in side.moves:
            went = (move.target, move.left_reason) == (State.LEFT, LeftReason.MOVED)
            if went and move.pk not in chosen and _goes_on(other, move.day):
                plan.left_out.append(JoinedMove(move, side.name))


def _goes_on(other: OneRecord, day: date) -> bool:
    return other.is_followed_on(day) or any(
        day < move.day <= day + SOON and move.target != State.LEFT for move in other.moves
    )


def _leave_out_enrolments(plan: Plan) -> None:
    """Enrolling somebody who is enrolled already is what the second office had to write. No record says it twice itself."""
    kept: list[JoinedMove] = []
    for step in plan.steps:
        if kept and kept[-1].move.target == step.move.target == State.ENROLLED:
            plan.left_out.append(step)
        else:
            kept.append(step)
    plan.steps = kept


def _of_one_day(plan: Plan) -> Iterator[str]:
    for day, steps in groupby(plan.steps, key=lambda step: step.move.day):
        if len(said := list(steps)) > 1:
            first, second = said[0], said[1]
            yield _("On %(day)s %(one)s has “%(first)s” and %(two)s “%(second)s”. Correct one of them.") % {
                "day": date_format(day),
                "one": first.source,
                "first": _told(first.move),
                "two": second.source,
                "second": _told(second.move),
            }


def _of_leaving(plan: Plan) -> Iterator[str]:
    sides = {plan.kept.name: plan.gone, plan.gone.name: plan.kept}
    for step in plan.steps:
        other = sides[step.source]
        if step.move.target == State.LEFT and other.is_followed_on(step.move.day):
            yield _(
                "%(one)s left on %(day)s (%(reason)s), while %(two)s goes on. Where the person went to the other office, "
                "let the reason be “%(moved)s”; else correct one of them."
            ) % {
                "one": step.source,
                "day": date_format(step.move.day),
                "reason": step.move.get_left_reason_display(),
                "two": other.name,
                "moved": LeftReason.MOVED.label,
            }


def _of_answers(plan: Plan) -> Iterator[str]:
    by_day = {(answer.month, answer.day): answer for answer in plan.kept.follow_ups}
    for answer in plan.gone.follow_ups:
        twin = by_day.get((answer.month, answer.day))
        if twin and (twin.answer, twin.hours_percent) == (answer.answer, answer.hours_percent):
            plan.repeated.append(answer.pk)
        elif twin:
            yield _(
                "The two have different answers from %(day)s: %(one)s and %(two)s. Correct one of them."
            ) % {
                "day": date_format(answer.day),
                "one": FollowUpAnswer(twin.answer).label,
                "two": FollowUpAnswer(answer.answer).label,
            }


def _stay(plan: Plan) -> None:
    """Where somebody was from when: each stay of either, and each return after having left."""
    begun = sorted(_beginnings(plan.kept) + _beginnings(plan.gone))
    stays: list[tuple[date, UUID]] = []
    for day, office in begun:
        if stays and stays[-1][1] == office:
            continue
        if stays and stays[-1][0] == day:
            plan.contradictions.append(
                _("Both offices have the participant from %(day)s on. Correct one of them.")
                % {"day": date_format(day)}
            )
            return
        stays.append((day, office))
    plan.stays = stays
    if plan.kept.office != stays[-1][1]:
        plan.kept, plan.gone = plan.gone, plan.kept


def _beginnings(side: OneRecord) -> list[tuple[date, UUID]]:
    returns = [
        (after.day, side.office_on(after.day))
        for before, after in pairwise(side.moves)
        if before.target == State.LEFT
    ]
    return [*side.stays, *returns]


def _details(move: Move) -> dict[str, object]:
    names = ("left_reason", "workplace", "hours_percent")
    return {name: getattr(move, name) for name in names if getattr(move, name) not in ("", None)}


def _details_differ(one: Move, two: Move) -> bool:
    """Whether neither says all that the other says."""
    said, also_said = _details(one).items(), _details(two).items()
    return not (said <= also_said or also_said <= said)


def _told(move: Move) -> str:
    words: Iterable[object] = (State(move.target).label, *_details(move).values())
    return ", ".join(str(word) for word in words)


def _fields(held: dict[str, object]) -> dict[str, object]:
    percent = held["hours_percent"]
    return {
        **held,
        "id": UUID(str(held["id"])),
        "day": date.fromisoformat(str(held["day"])),
        "hours_percent": None if percent is None else Decimal(str(percent)),
    }
