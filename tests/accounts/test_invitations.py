"""The life of an invitation, and every way it can be refused."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from accounts.actions.accounts import InvitationOpensNothing, accept_invitation, invite
from accounts.enums import Role
from accounts.models import Invitation, Letter, User
from accounts.signing_in.invitations import LASTS, hash_of
from audit.actions import NotPermitted, Refused
from audit.models import Event

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
PASSWORD = "fjord and three heron feathers"


@pytest.fixture
def newcomer(cast) -> User:
    user = User(email="newcomer@example.invalid", name="New Comer", role=Role.NAV_LEADER)
    user.set_unusable_password()
    user.save()
    return user


def token_sent() -> str:
    """What the newest letter carries."""
    letter = Letter.objects.order_by("-written_at").first()
    return re.search(r"/invitation/([\w-]+)/", letter.body)[1]


def accept(token: str, now: datetime = NOW) -> User:
    return accept_invitation(token_hash=hash_of(token), password=PASSWORD, now=now)


def test_an_invitation_opens_the_account_once(cast, newcomer):
    invitation = invite(user=newcomer, by=cast.krem, now=NOW)
    assert invitation.expires_at == NOW + timedelta(days=14)
    token = token_sent()
    assert accept(token) == newcomer
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)
    with pytest.raises(InvitationOpensNothing):
        accept(token)


def test_only_the_hash_of_the_token_is_kept(cast, newcomer):
    invite(user=newcomer, by=cast.krem, now=NOW)
    token = token_sent()
    kept = Invitation.objects.values_list().get()
    assert hash_of(token) in kept
    assert token not in str(kept)


def test_the_letter_names_nothing_but_the_person(cast, newcomer):
    invite(user=newcomer, by=cast.krem, now=NOW)
    letter = Letter.objects.get()
    assert letter.to == newcomer.email
    assert newcomer.name in letter.body
    assert newcomer.email not in letter.body
    assert str(Role.NAV_LEADER.label) not in letter.body
    assert "15" in letter.body  # the last day, in Oslo


def test_a_token_runs_out(cast, newcomer):
    invite(user=newcomer, by=cast.krem, now=NOW)
    token = token_sent()
    with pytest.raises(InvitationOpensNothing):
        accept(token, NOW + LASTS)
    assert accept(token, NOW + LASTS - timedelta(seconds=1))


def test_a_newer_invitation_closes_the_earlier_one(cast, newcomer):
    invite(user=newcomer, by=cast.krem, now=NOW)
    earlier = token_sent()
    invite(user=newcomer, by=cast.krem, now=NOW + timedelta(days=1))
    later = token_sent()
    with pytest.raises(InvitationOpensNothing):
        accept(earlier, NOW + timedelta(days=2))
    assert accept(later, NOW + timedelta(days=2))


@pytest.mark.parametrize("token", ["", "x", "../../admin", "a" * 500])
def test_an_unknown_token_opens_nothing(db, token):
    with pytest.raises(InvitationOpensNothing):
        accept(token)


@pytest.mark.parametrize(
    "closed", [{"is_active": False}, {"access_ends_on": datetime(2026, 8, 31, tzinfo=UTC).date()}]
)
def test_a_closed_account_is_not_opened(cast, newcomer, closed):
    invite(user=newcomer, by=cast.krem, now=NOW)
    User.objects.filter(pk=newcomer.pk).update(**closed)
    with pytest.raises(InvitationOpensNothing):
        accept(token_sent())


def test_a_weak_password_changes_nothing(cast, newcomer):
    invite(user=newcomer, by=cast.krem, now=NOW)
    token = token_sent()
    with pytest.raises(ValidationError, match="15"):
        accept_invitation(token_hash=hash_of(token), password="short", now=NOW)
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()
    assert accept(token)


@pytest.mark.parametrize("by", ["bjerke_leader", "mentor", "imdi"])
def test_only_krem_invites(cast, newcomer, by):
    with pytest.raises(NotPermitted):
        invite(user=newcomer, by=getattr(cast, by), now=NOW)
    assert Event.objects.get().decision == "refused"
    assert not Invitation.objects.exists()
    assert not Letter.objects.exists()


def test_an_account_in_use_is_not_invited_again(cast, newcomer):
    newcomer.set_password(PASSWORD)
    newcomer.save()
    with pytest.raises(Refused):
        invite(user=newcomer, by=cast.krem, now=NOW)


def test_an_ended_account_is_not_invited(cast, newcomer):
    newcomer.access_ends_on = NOW.date() - timedelta(days=1)
    newcomer.save()
    with pytest.raises(Refused):
        invite(user=newcomer, by=cast.krem, now=NOW)


def test_who_invited_whom_and_who_accepted_is_on_record(cast, newcomer):
    invite(user=newcomer, by=cast.krem, now=NOW)
    accept(token_sent())
    events = Event.objects.filter(subject="user").order_by("at", "action")
    assert {(event.action, event.actor_id, *event.subject_ids) for event in events} == {
        ("invited", cast.krem.pk, newcomer.pk),
        ("accepted", newcomer.pk, newcomer.pk),
    }


def test_no_two_unanswered_invitations_stand_side_by_side(cast, newcomer):
    invite(user=newcomer, by=cast.krem, now=NOW)
    with pytest.raises(IntegrityError, match="one_unanswered_invitation_per_user"), transaction.atomic():
        Invitation.objects.create(
            user=newcomer, token_hash="0" * 64, invited_by=cast.krem, invited_at=NOW, expires_at=NOW + LASTS
        )


def test_an_invitation_expires_after_it_is_sent(cast, newcomer):
    with pytest.raises(IntegrityError, match="expires_after"), transaction.atomic():
        Invitation.objects.create(
            user=newcomer, token_hash="0" * 64, invited_by=cast.krem, invited_at=NOW, expires_at=NOW
        )


def test_an_invitation_is_accepted_or_replaced_but_not_both(cast, newcomer):
    invitation = invite(user=newcomer, by=cast.krem, now=NOW)
    accept(token_sent())
    with pytest.raises(IntegrityError, match="accepted_or_replaced"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(closed_at=NOW)


@pytest.mark.parametrize("who", ["bjerke_leader", "mentor", "imdi"])
@pytest.mark.parametrize("table", [Invitation, Letter])
def test_only_krems_role_reads_what_opens_accounts(cast, scope_for, who, table):
    with scope_for(getattr(cast, who)), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic():
            table.objects.exists()
