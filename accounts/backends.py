"""Who may sign in today."""

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from accounts.models import User


class OpenAccess(AuthenticationBackend):
    """allauth's e-mail and password, for people whose access has not ended."""

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and not user.has_ended(timezone.localdate())
