"""Who may sign in today.

Every session names this module: if it moved, everybody would be signed out.
"""

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from accounts.models import User
from accounts.signing_in.lookup import account, account_by_email


class OpenAccess(AuthenticationBackend):
    """allauth's e-mail and password, for accounts that are open today. Asked again on every request."""

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and user.can_sign_in(timezone.localdate())

    def get_user(self, user_id: str) -> User | None:
        user = account(user_id)
        return user if user and self.user_can_authenticate(user) else None

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        return self._check_password(account_by_email(email), password)
