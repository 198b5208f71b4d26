"""How allauth behaves here."""

from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as request_context
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from accounts.letters import write_letter
from accounts.models import User
from audit.enums import Action
from audit.recording import record


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up: accounts are made by KREM and opened by an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse | None:
        # allauth turns only inactive users away here; an account may be closed for other reasons.
        if not user.can_sign_in(timezone.localdate()):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        record(Action.SIGNED_IN, "user", [user.pk], by=user.pk)
        return super().post_login(request, user, **kwargs)

    def get_reset_password_from_key_url(self, key: str) -> str:
        # The portal's own address: the host of a request is chosen by whoever sends it.
        user, secret = key.split("-", 1)
        return settings.PORTAL_ADDRESS + reverse("account_reset_password_from_key", args=[UUID(user), secret])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Into the outbox, in the transaction of the request: a silent mail server must not stop a page."""
        # Whoever asks for a new password has not signed in, and may sit at a browser in another language.
        with translation.override(_language_of(context.get("user"))):
            message = self.render_mail(
                template_prefix, email, {"request": request_context.request, "email": email, **context}
            )
        write_letter(to=email, subject=message.subject, body=message.body, now=timezone.now())


def _language_of(user: User | None) -> str:
    """What the addressee has chosen, else what the page is read in."""
    return (user and user.language) or translation.get_language()
