"""What is done with mentors: link them to people, end the link, write down what was talked about."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from entrepreneurs.actions.checking import checked, refuse_future, refuse_shielded, supersede
from entrepreneurs.enums import Theme
from entrepreneurs.models import MentorSession, Mentorship
from entrepreneurs.models.mentoring import LONGEST_MINUTES
from entrepreneurs.permissions import refusal_to_hold_session, refusal_to_keep
from participants.actions.refusals import refuse_about
from participants.models import Participant


@action
def begin_mentorship(
    *,
    participant: Participant,
    mentor: User,
    starts_on: date,
    by: User,
    today: date,
    ends_on: date | None = None,
) -> Mentorship:
    """Let a mentor follow a participant: from the first day on they see that one person."""
    refuse_about(participant, refusal_to_keep(by, participant.office_id, today), by=by)
    refuse_shielded(participant)
    if mentor.role != Role.ENTREPRENEUR or not mentor.can_sign_in(today):
        raise Refused(_("Choose somebody of the SE-senter with an open account as the mentor."))
    if ends_on and ends_on < starts_on:
        raise Refused(_("The last day cannot be before the first."))
    # Whoever links the same two people at the same moment waits here.
    Participant.objects.select_for_update().get(pk=participant.pk)
    links = Mentorship.objects.between(starts_on, ends_on or date.max)
    if links.filter(mentor=mentor, participant=participant).exists():
        raise Refused(_("The two are linked already on some of these days."))
    link = Mentorship.objects.create(
        office_id=participant.office_id,
        mentor=mentor,
        participant=participant,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    record(
        Action.RECORDED,
        "participant",
        [participant.pk],
        by=by.pk,
        office=link.office_id,
        reason="mentor:begins",
    )
    return link


@action
def end_mentorship(*, mentorship: Mentorship, on: date, by: User, today: date) -> Mentorship:
    """Let a day be the last one on which the mentor sees the person."""
    refuse_if(
        refusal_to_keep(by, mentorship.office_id, today),
        by=by.pk,
        subject="mentorship",
        ids=[mentorship.pk],
        office=mentorship.office_id,
    )
    mentorship = Mentorship.objects.select_for_update().get(pk=mentorship.pk)
    if mentorship.ends_on and mentorship.ends_on <= today:
        raise Refused(_("This has ended already."))
    if on < mentorship.starts_on:
        raise Refused(_("The last day cannot be before the first."))
    mentorship.ends_on = on
    mentorship.save(update_fields=["ends_on"])
    record(
        Action.RECORDED,
        "participant",
        [mentorship.participant_id],
        by=by.pk,
        office=mentorship.office_id,
        reason="mentor:ends",
    )
    return mentorship


@action
def record_session(
    *,
    mentorship: Mentorship,
    day: date,
    minutes: int,
    theme: Theme,
    by: User,
    today: date,
    next_step: str = "",
    note: str = "",
) -> MentorSession:
    """Write down that mentor and participant met."""
    _refuse_unless_mentor(mentorship, by, today)
    refuse_future(day, today)
    if day < mentorship.starts_on:
        raise Refused(_("The two were not linked on this day."))
    if not 0 < minutes <= LONGEST_MINUTES:
        raise Refused(_("A session lasts from 1 to %(most)s minutes.") % {"most": LONGEST_MINUTES})
    session = checked(
        MentorSession(
            office_id=mentorship.office_id,
            mentorship=mentorship,
            day=day,
            minutes=minutes,
            theme=theme,
            next_step=next_step,
            note=note,
            recorded_by=by,
        )
    )
    session.save()
    _recorded(mentorship, by, "session")
    return session


@action
def withdraw_session(*, session: MentorSession, because: str, by: User, today: date) -> MentorSession:
    """Take back a session that was written down wrong; write it down anew if it took place."""
    _refuse_unless_mentor(session.mentorship, by, today)
    supersede(session, by=by, because=because)
    _recorded(session.mentorship, by, "session:withdrawn")
    return session


def _refuse_unless_mentor(mentorship: Mentorship, by: User, today: date) -> None:
    refuse_if(
        refusal_to_hold_session(by, mentorship, today),
        by=by.pk,
        subject="mentorship",
        ids=[mentorship.pk],
        office=mentorship.office_id,
    )


def _recorded(mentorship: Mentorship, by: User, reason: str) -> None:
    record(
        Action.RECORDED,
        "participant",
        [mentorship.participant_id],
        by=by.pk,
        office=mentorship.office_id,
        reason=reason,
    )
