"""How a cluster gets its members and their people. Each action checks who asks, and is recorded in its own transaction."""

from datetime import date, datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.actions.accounts import invite
from accounts.enums import Role
from accounts.models import User
from accounts.permissions import refusal_to_administer
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Cluster, Membership, Partner, Seat


@action
def add_members(*, cluster: Cluster, partners: list[Partner], starts_on: date, by: User) -> list[Membership]:
    """Let partners join a cluster on a day; those that are not in the portal yet are added first."""
    _refuse_others(by, "membership", cluster.pk)
    if starts_on < cluster.starts_on:
        raise Refused(_("The cluster begins later than that day."))
    for partner in partners:
        if partner._state.adding:
            partner.slug = free_slug(partner.name)
            partner.save(force_insert=True)
        elif partner.memberships.between(starts_on, date.max).filter(cluster=cluster).exists():
            raise Refused(_("%(partner)s is a member from that day already.") % {"partner": partner})
    members = [Membership(cluster=cluster, partner=partner, starts_on=starts_on) for partner in partners]
    Membership.objects.bulk_create(members)
    record(Action.RECORDED, "membership", [member.pk for member in members], by=by.pk)
    return members


@action
def welcome(
    *, partner: Partner, name: str, email: str, role: Role, starts_on: date, by: User, now: datetime
) -> Seat:
    """Give somebody a seat at a partner, with an account and an invitation if they have none in use."""
    _refuse_others(by, "seat", partner.pk)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name, role=role, language=partner.language_of_newcomers)
        record(Action.RECORDED, "user", [user.pk], by=by.pk, reason="created")
    elif user.role != role:
        raise Refused(
            _("%(email)s is in the portal already, as %(role)s. Choose another address.")
            % {"email": email, "role": user.get_role_display()}
        )
    if user.seats.between(starts_on, date.max).filter(partner=partner).exists():
        raise Refused(_("%(name)s has a seat there already.") % {"name": user})
    seat = Seat.objects.create(user=user, partner=partner, role=role, starts_on=starts_on)
    record(Action.RECORDED, "seat", [seat.pk, user.pk], by=by.pk, office=partner.pk, reason="given")
    if not user.has_usable_password():
        invite(user=user, by=by, now=now)
    return seat


def free_slug(name: str) -> str:
    """A short name for addresses and files that no partner has yet."""
    # Django's own would drop these letters.
    letters = name.lower().translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))
    stem = slugify(letters)[:45] or "partner"
    taken = set(Partner.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 2
    slug = stem
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _refuse_others(by: User, subject: str, pk: object) -> None:
    refuse_if(refusal_to_administer(by), subject=subject, ids=[pk], by=by.pk)
