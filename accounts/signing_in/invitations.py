"""The single-use links that open an account. Only their SHA-256 is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Invitation

LASTS = timedelta(days=14)


def new_token() -> str:
    """256 bits of chance, as text that fits an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_open(token_hash: str, now: datetime) -> Invitation | None:
    """The invitation a link opens today. Ask it in the system's scope: visitors may not look."""
    invitation = Invitation.objects.select_related("user").filter(token_hash=token_hash).first()
    if invitation and invitation.is_open(now) and invitation.user.can_sign_in(timezone.localdate(now)):
        return invitation
    return None
