"""How the secret of an authenticator app and the seed of recovery codes are kept: sealed, under keys of their own.

Whoever reads the database, or a backup of it, can make no code. The first of `SECOND_FACTOR_KEYS` seals; all of them
open. A public key of a passkey is no secret, and is kept as it is.
"""

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings

from accounts.sealed_data import sealer

# What of each kind is sealed.
SEALED = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class CannotOpenSecondFactor(Exception):
    """Not sealed, sealed with another key, or empty: nothing that a code may be held against."""

    def __init__(self) -> None:
        super().__init__(
            "A second factor cannot be opened: PORTAL_SECOND_FACTOR_KEYS lacks the key it was sealed with."
        )


def seal(secret: str) -> str:
    if not secret:
        raise ValueError("An empty secret opens to everybody.")
    return sealer(settings.SECOND_FACTOR_KEYS).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        secret = sealer(settings.SECOND_FACTOR_KEYS).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotOpenSecondFactor from None
    if not secret:
        raise CannotOpenSecondFactor
    return secret


def reseal(authenticator: Authenticator) -> None:
    """Under the newest key; not saved yet."""
    name = SEALED[authenticator.type]
    authenticator.data[name] = seal(unseal(authenticator.data[name]))
