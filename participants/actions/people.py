"""Registering somebody by hand, changing what is held, and shielding: the rules are the workbook's own."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.functions import TransactionNow
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.actions.contacts import record_contact
from participants.actions.refusals import refuse_about
from participants.contacts import ContactDetails
from participants.enums import EffortGroup, LegalBasis, Sex, State, TargetGroup
from participants.models import Contact, Move, OwnPageLink, Participant
from participants.office_lock import lock_office_shared
from participants.permissions import refusal_to_record, refusal_to_register, refusal_to_shield
from participants.queries.doubles import likely_doubles
from participants.queries.retention import delete_day_of
from participants.rules import broken_rules, wrong_person, wrong_text


class MayBeTheSame(Refused):
    """The office has somebody who may be the same person: to be looked at, and then registered all the same."""

    def __init__(self, message: str, people: list[Participant]) -> None:
        super().__init__(message)
        self.people = people


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What an office writes down about somebody."""

    reference: str
    birth_year: int
    sex: Sex = Sex.UNKNOWN
    target_group: TargetGroup = TargetGroup.UNKNOWN
    effort_group: EffortGroup = EffortGroup.UNKNOWN
    informed_on: date | None = None
    legal_basis: LegalBasis = LegalBasis.UNKNOWN

    def fields(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


@action
def register(
    *,
    office: Partner,
    facts: PersonFacts,
    enrolled_on: date,
    contact: ContactDetails | None,
    is_somebody_else: bool,
    by: User,
    today: date,
) -> Participant:
    """Somebody new, with the move that begins the journey. A likely double is asked about and never refused."""
    refuse_if(
        refusal_to_register(by, office, today), by=by.pk, subject="office", ids=[office.pk], office=office.pk
    )
    lock_office_shared(office.pk)
    _require_sound(facts, today, [(enrolled_on, State.ENROLLED)])
    if not is_somebody_else and (doubles := _doubles(office, facts, enrolled_on)):
        raise MayBeTheSame(
            _("The office may have this participant already. Look, and say that it is somebody else."),
            doubles,
        )
    person = Participant(office=office, **facts.fields())
    _save(person)
    Move.objects.create(
        participant=person, office=office, day=enrolled_on, target=State.ENROLLED, recorded_by=by
    )
    person.delete_on = delete_day_of(person)
    person.save(update_fields=["delete_on"])
    record(Action.RECORDED, "participant", [person.pk], by=by.pk, office=office.pk)
    if contact:
        record_contact(participant=person, details=contact, by=by, today=today)
    return person


@action
def change_person(
    *, participant: Participant, facts: PersonFacts, seen: str, by: User, today: date
) -> Participant:
    """Let these be the facts. What stood before stays in the history, with who changed it."""
    person = _hold(participant)
    refuse_about(person, refusal_to_record(by, person, today), by=by)
    if mark_of_facts(person) != seen:
        raise Refused(
            _(
                "Somebody else has changed this since you opened the form. Look at what stands now, and save again."
            )
        )
    steps = list(person.moves.standing().values_list("day", "target"))
    _require_sound(facts, today, steps)
    for name, value in facts.fields().items():
        setattr(person, name, value)
    _save(person, update_fields=list(facts.fields()))
    record(Action.RECORDED, "participant", [person.pk], by=by.pk, office=person.office_id)
    return person


@action
def shield(*, participant: Participant, because: str, by: User, today: date) -> Participant:
    """From now on only the reference and the office are shown. What is held to reach the person goes at once."""
    person = _hold(participant)
    refuse_about(person, refusal_to_shield(by, person, today), by=by)
    _require_reason(because)
    if person.is_shielded:
        raise Refused(_("This person is shielded already."))
    Contact.objects.filter(participant=person).delete()
    links = OwnPageLink.objects.filter(participant=person, opened_at=None, closed_at=None)
    links.update(closed_at=TransactionNow())
    return _set_shielded(person, True, because, by)


@action
def unshield(*, participant: Participant, because: str, by: User, today: date) -> Participant:
    """Show the person again."""
    person = _hold(participant)
    refuse_about(person, refusal_to_shield(by, person, today), by=by)
    _require_reason(because)
    if not person.is_shielded:
        raise Refused(_("This person is not shielded."))
    return _set_shielded(person, False, because, by)


def mark_of_facts(person: Participant) -> str:
    """Tells whether the facts are still those that somebody saw."""
    return "|".join(str(getattr(person, name) or "") for name in PersonFacts.__slots__)


def _set_shielded(person: Participant, is_shielded: bool, because: str, by: User) -> Participant:
    person.is_shielded, person.shielded_because = is_shielded, because.strip()
    person.save(update_fields=["is_shielded", "shielded_because"])
    what = "shielded" if is_shielded else "no longer shielded"
    record(Action.RECORDED, "participant", [person.pk], by=by.pk, office=person.office_id, reason=what)
    return person


def _hold(participant: Participant) -> Participant:
    lock_office_shared(participant.office_id)
    held = Participant.objects.select_for_update(of=("self",)).select_related("office")
    return held.get(pk=participant.pk)


def _doubles(office: Partner, facts: PersonFacts, enrolled_on: date) -> list[Participant]:
    return likely_doubles(
        office.pk,
        reference=facts.reference,
        birth_year=facts.birth_year,
        target_group=facts.target_group,
        enrolled_on=enrolled_on,
    )


def _require_sound(facts: PersonFacts, today: date, steps: list[tuple[date, str]]) -> None:
    wrong = wrong_person(facts.reference, facts.birth_year, facts.informed_on, today)
    if wrong := [*wrong, *broken_rules(facts.birth_year, steps, None)]:
        raise Refused(" ".join(wrong))


def _save(person: Participant, **how: object) -> None:
    try:
        with transaction.atomic():
            person.save(**how)
    except IntegrityError as taken:
        if "reference_is_unique_in_its_office" not in str(taken):
            raise
        raise Refused(
            _("The office has a participant with this reference already. Choose another.")
        ) from taken


def _require_reason(because: str) -> None:
    if not because.strip():
        raise Refused(_("Write why."))
    if wrong := wrong_text(because):
        raise Refused(wrong[0])
