"""The forms of signing in, in the dress of the design system."""

from allauth.account import forms as account_forms
from allauth.core import context as request_context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.signing_in.lookup import account, account_by_email
from accounts.signing_in.second_factor_secrets import seal, unseal
from audit.enums import Action, Decision
from audit.recording import record

# allauth writes these with capitals in the middle, as nothing else on our pages is written.
LABELS = {
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password (again)"),
}


class Dressed(forms.BaseForm):
    """Inputs of the design system; the label says what a placeholder would repeat."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs["class"] = "ds-input"
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Dressed, account_forms.LoginForm):
    pass


class ReauthenticateForm(Dressed, account_forms.ReauthenticateForm):
    pass


class ChangePasswordForm(Dressed, account_forms.ChangePasswordForm):
    pass


class ResetPasswordForm(Dressed, account_forms.ResetPasswordForm):
    """The answer is the same for every address; a letter goes to open accounts in use."""

    def clean_email(self) -> str:
        user = account_by_email(self.cleaned_data["email"])
        # Whoever has not accepted an invitation yet must do that: its link runs out, this one would not.
        is_open = user is not None and user.has_usable_password() and user.can_sign_in(timezone.localdate())
        self.users = [user] if is_open else []
        return self.cleaned_data["email"]


class LinkForm(account_forms.UserTokenForm):
    """What stands in the link of a letter: whose password, and the proof that the letter has come."""

    def _get_user(self, uidb36: str) -> User | None:
        return account(uidb36)


class NewPasswordForm(Dressed, account_forms.ResetPasswordKeyForm):
    pass


class FirstPasswordForm(Dressed, SetPasswordForm):
    """What an invitation asks for. The action sets the password, not the form."""


def record_wrong(user: User, what: str) -> None:
    """A second factor that was not accepted leaves its line in the log."""
    record(Action.SIGNED_IN, "user", [user.pk], by=user.pk, decision=Decision.REFUSED, reason=what)


class OncePerCode(forms.BaseForm):
    """A code lets somebody in once. allauth forgets a used one after one step, while it is still good for two more."""

    def clean_code(self) -> str:
        try:
            code = super().clean_code()
        except forms.ValidationError:
            record_wrong(self.user, "wrong code")
            raise
        if self.authenticator.type == Authenticator.Type.TOTP:
            steps = 2 * app_settings.TOTP_TOLERANCE + 1
            used = f"used-code:{self.user.pk}:{normalize_user_code(code)}"
            if not cache.add(used, True, timeout=steps * app_settings.TOTP_PERIOD):
                raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(Dressed, OncePerCode, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateCodeForm(Dressed, OncePerCode, mfa_forms.ReauthenticateForm):
    pass


class ActivateCodeForm(Dressed, totp_forms.ActivateTOTPForm):
    """A secret that waits for its first code waits in the session, where allauth would leave it in clear."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        session = request_context.request.session
        waiting = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if self.is_bound and waiting:
            self.secret = unseal(waiting)
        else:
            session[SECRET_SESSION_KEY] = seal(self.secret)
        self.fields["code"].label = _("The six digits from the app")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
