"""Somebody's passkeys: the second factor that a browser, a phone or a key shows in place of a code."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import User

# Each is looked through at every sign-in.
MOST = 10
# Browsers leave these out.
USUAL_PORTS = {"https": 443, "http": 80}
# Either alone is a second factor.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Passkey:
    """One of them, as its owner knows it. allauth counts its rows, and no address here holds a number: hence the id."""

    id: UUID
    name: str
    added_at: datetime
    used_at: datetime | None
    row: Authenticator


def passkeys_of(user: User) -> list[Passkey]:
    """The oldest first."""
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [
        Passkey(uuid5(user.pk, str(row.pk)), row.data["name"], row.created_at, row.last_used_at, row)
        for row in rows
    ]


def portal_host() -> str:
    """What a passkey is made for. The portal's own address says it: the host of a request is chosen by its sender."""
    return urlsplit(settings.PORTAL_ADDRESS).hostname or ""


def portal_origin() -> str:
    """Where a passkey is shown, and nowhere else: not on another host below this one, nor at another port."""
    parts = urlsplit(settings.PORTAL_ADDRESS)
    port = "" if parts.port in (None, USUAL_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}"
