"""People who sign in, and how they were let in."""

from accounts.models.letters import Letter, LetterQuerySet
from accounts.models.signing_in import (
    Credential,
    Identity,
    IdentityQuerySet,
    Invitation,
    InvitationQuerySet,
    Session,
    SessionQuerySet,
)
from accounts.models.users import User, UserManager

__all__ = [
    "Credential",
    "Identity",
    "IdentityQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "Letter",
    "LetterQuerySet",
    "Session",
    "SessionQuerySet",
    "User",
    "UserManager",
]
