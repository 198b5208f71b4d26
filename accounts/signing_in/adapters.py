"""How allauth behaves here."""

from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as request_context
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.addresses import SECOND_FACTOR
from accounts.letters.outbox import write_letter
from accounts.models import User
from accounts.scope import acting_for, go_on_as
from accounts.signing_in.attempts import note_wrong_password
from accounts.signing_in.lookup import account_by_email
from accounts.signing_in.openid import METHOD
from accounts.signing_in.passkeys import passkeys_of, portal_host
from accounts.signing_in.second_factor_secrets import seal, unseal
from audit.enums import Action, Decision
from audit.recording import record

# What allauth calls a letter, and what stands in the log.
CHANGES = {
    "password_changed": ("password", "changed"),
    "password_set": ("password", "changed"),
    "password_reset": ("password", "reset by letter"),
    "totp_activated": (SECOND_FACTOR, "set up"),
    "totp_deactivated": (SECOND_FACTOR, "removed by oneself"),
    "webauthn_added": (SECOND_FACTOR, "passkey added"),
    "webauthn_removed": (SECOND_FACTOR, "passkey removed by oneself"),
    "recovery_codes_generated": (SECOND_FACTOR, "new recovery codes"),
}


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up: accounts are made by KREM and opened by an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """By account and by where it is tried from: five wrong passwords of a stranger's close nobody's account."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        email = credentials.get("email", "")
        user = account_by_email(email)
        # Nobody has signed in, so nobody is named as the one who tried.
        record(
            Action.SIGNED_IN,
            "user",
            [user.pk] if user else [],
            by=None,
            decision=Decision.REFUSED,
            reason="wrong password",
        )
        note_wrong_password(email, timezone.now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, object] | None = None,
        email: str | None = None,
    ) -> None:
        """allauth tells here of every change to the way in; it goes on record, also after the request's transaction."""
        if told := CHANGES.get(template_prefix.rsplit("/", 1)[-1]):
            subject, what = told
            with acting_for(user):
                record(Action.RECORDED, subject, [user.pk], by=user.pk, reason=what)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse | None:
        go_on_as(user)
        # allauth turns only inactive users away here; an account may be closed for other reasons.
        if not user.can_sign_in(timezone.localdate()):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        ways = {proof["method"] for proof in get_authentication_records(request, user)}
        how = "by an identity provider" if METHOD in ways else ""
        record(Action.SIGNED_IN, "user", [user.pk], by=user.pk, reason=how)
        return super().post_login(request, user, **kwargs)

    def set_password(self, user: User, password: str) -> None:
        """Of oneself: whoever changes it has signed in, and whoever has lost it holds the link from the letter."""
        if not self.request.user.is_authenticated:
            go_on_as(user)
        user.set_password(password)
        user.save(update_fields=["password"])

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


class SecondFactor(DefaultMFAAdapter):
    """How secrets are kept; what a passkey is called until its owner says otherwise, and which site it is for."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return _("Passkey %(number)s") % {"number": len(passkeys_of(user)) + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": portal_host(), "name": settings.MFA_TOTP_ISSUER}


def _language_of(user: User | None) -> str:
    """What the addressee has chosen, else what the page is read in."""
    return (user and user.language) or translation.get_language()
