"""What the link of a forgotten password proves, without asking for the password itself."""

from datetime import datetime

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from accounts.models import User


class ResetLinks(PasswordResetTokenGenerator):
    """Spent by a new password, by a sign-in, and by whatever else ends the sessions of the account."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        seen: datetime | None = user.last_login
        return f"{user.pk} {user.session_mark} {seen and seen.timestamp()} {timestamp} {user.email}"
