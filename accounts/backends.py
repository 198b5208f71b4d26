"""Who may sign in today."""

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from accounts.models import User


class OpenAccess(AuthenticationBackend):
    """allauth's e-mail and password, for accounts that are open today. Asked again on every request."""

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and user.can_sign_in(timezone.localdate())
