"""The forms of signing in, in the dress of the design system."""

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Dressed(forms.BaseForm):
    """Inputs of the design system; the label says what a placeholder would repeat."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
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
        email = super().clean_email()
        today = timezone.localdate()
        # Whoever has not accepted an invitation yet must do that: its link runs out, this one would not.
        self.users = [user for user in self.users if user.has_usable_password() and user.can_sign_in(today)]
        return email


class NewPasswordForm(Dressed, account_forms.ResetPasswordKeyForm):
    pass


class FirstPasswordForm(Dressed, SetPasswordForm):
    """What an invitation asks for. The action sets the password, not the form."""


class CodeForm(Dressed, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateCodeForm(Dressed, mfa_forms.ReauthenticateForm):
    pass


class ActivateCodeForm(Dressed, totp_forms.ActivateTOTPForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits from the app")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
