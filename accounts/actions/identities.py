"""What somebody connects their account with, to sign in by. Nobody does it for anybody else."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Identity, User
from accounts.permissions import refusal_to_disconnect
from accounts.signing_in.openid import Proof
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record

IDENTITY = "identity"


@action
def connect_identity(*, proof: Proof, by: User, now: datetime) -> Identity:
    """From now on whoever the provider has proved this to be signs in to this account."""
    try:
        with transaction.atomic():
            identity = Identity.objects.create(
                user=by, issuer=proof.issuer, subject_hash=proof.subject_hash, used_at=now
            )
    except IntegrityError:
        raise Refused(
            _("This sign-in is connected to an account already. Sign in with it, or use another one.")
        ) from None
    record(Action.RECORDED, IDENTITY, [by.pk], by=by.pk, reason="connected")
    return identity


@action
def disconnect_identity(*, identity: Identity, by: User) -> None:
    """The password, and the portal's own second factor, are still there."""
    refuse_if(refusal_to_disconnect(by, identity), subject=IDENTITY, ids=[identity.user_id], by=by.pk)
    identity.delete()
    record(Action.RECORDED, IDENTITY, [by.pk], by=by.pk, reason="disconnected by oneself")
