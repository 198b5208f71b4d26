"""What is done with openings: offer one, close it, share a person with its owner, end that again."""

import secrets
from collections.abc import Collection
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Agreement, Partner
from entrepreneurs.actions.checking import checked, refuse_shielded
from entrepreneurs.actions.jobs import owner_fields
from entrepreneurs.enums import OpeningKind
from entrepreneurs.models import Opening, Share, Venture
from entrepreneurs.permissions import refusal_to_keep, refusal_to_manage, refusal_to_offer
from participants.actions.refusals import refuse_about
from participants.models import Participant
from participants.models.skills import MOST_HOURS, Skill

MOST_DAYS = 90
# Without letters and figures that look alike: the word is read out on the telephone.
LETTERS = "ABCDEFGHKLMNPRSTUVWXYZ2345679"


@action
def offer_opening(
    *,
    owner: Partner | Venture,
    kind: OpeningKind,
    title: str,
    hours: tuple[int, int],
    skills: Collection[Skill],
    starts_on: date,
    by: User,
    today: date,
    places: int = 1,
    agreement: Agreement | None = None,
) -> Opening:
    """Say that somebody could begin, and what is needed. That is not changed afterwards."""
    _refuse(refusal_to_offer(by, owner, today), by, "owner", owner)
    if not skills:
        raise Refused(_("Choose at least one skill that is needed."))
    if not 1 <= hours[0] <= hours[1] <= MOST_HOURS:
        raise Refused(
            _("Write the hours a week from 1 to %(most)s, the smaller number first.") % {"most": MOST_HOURS}
        )
    if agreement and (isinstance(owner, Venture) or agreement.partner_id != owner.pk):
        raise Refused(_("The agreement is with somebody else."))
    opening = checked(
        Opening(
            **owner_fields(owner),
            kind=kind,
            title=title,
            places=places,
            hours_from=hours[0],
            hours_to=hours[1],
            starts_on=starts_on,
            agreement=agreement,
        )
    )
    opening.save()
    opening.skills.set(skills)
    _recorded(opening, by, "offered")
    return opening


@action
def close_opening(*, opening: Opening, by: User, today: date) -> Opening:
    """Nobody can begin any more; whom offices have shared is shared until their own last day, or less."""
    _refuse(refusal_to_manage(by, opening, today), by, "opening", opening)
    opening = Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if opening.ends_on:
        raise Refused(_("This has ended already."))
    opening.ends_on = max(today, opening.starts_on)
    opening.save(update_fields=["ends_on"])
    _recorded(opening, by, "closed")
    return opening


@action
def share_person(
    *, opening: Opening, participant: Participant, ends_on: date, by: User, today: date
) -> Share:
    """Tell an opening's owner of a person who has agreed to it: skills and hours, until a day."""
    office = participant.office_id
    refuse_about(participant, refusal_to_keep(by, office, today), by=by)
    refuse_shielded(participant)
    if not Opening.objects.visible_to(by, today).on(today).filter(pk=opening.pk).exists():
        raise Refused(_("The opening is closed."))
    if not today <= ends_on <= today + timedelta(days=MOST_DAYS):
        raise Refused(_("Choose a last day within %(days)s days.") % {"days": MOST_DAYS})
    Participant.objects.select_for_update().get(pk=participant.pk)
    if Share.objects.on(today).filter(opening=opening, participant=participant).exists():
        raise Refused(_("The person is shared with this owner already."))
    share = Share.objects.create(
        office_id=office,
        opening=opening,
        participant=participant,
        handle="".join(secrets.choice(LETTERS) for _place in range(6)),
        shared_by=by,
        starts_on=today,
        ends_on=ends_on,
    )
    record(
        Action.EXPORTED,
        "participant",
        [participant.pk],
        by=by.pk,
        office=office,
        reason=f"shared:{opening.pk}",
    )
    return share


@action
def end_share(*, share: Share, by: User, today: date) -> None:
    """Take a person back: the owner sees them no longer."""
    office = share.office_id
    refuse_if(refusal_to_keep(by, office, today), by=by.pk, subject="share", ids=[share.pk], office=office)
    share = Share.objects.select_for_update().get(pk=share.pk)
    yesterday = today - timedelta(days=1)
    if share.ends_on <= yesterday:
        raise Refused(_("This has ended already."))
    if share.starts_on == today:
        # Shared and taken back on the same day: there is no day left on which it counted.
        share.delete()
    else:
        share.ends_on = yesterday
        share.save(update_fields=["ends_on"])
    record(
        Action.RECORDED, "participant", [share.participant_id], by=by.pk, office=office, reason="share:ended"
    )


def _refuse(reason: str, by: User, subject: str, row) -> None:
    refuse_if(reason, by=by.pk, subject=subject, ids=[row.pk], office=getattr(row, "office_id", None))


def _recorded(opening: Opening, by: User, reason: str) -> None:
    record(Action.RECORDED, "opening", [opening.pk], by=by.pk, office=opening.office_id, reason=reason)
