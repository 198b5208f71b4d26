"""The forms of passkeys: what a browser says of one is looked at before anybody believes it."""

from typing import TypeVar

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from fido2.cose import UnsupportedKey
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from accounts.forms.signing_in import Dressed, record_wrong
from accounts.signing_in.passkeys import MOST, passkeys_of, portal_origin

Answer = TypeVar("Answer", RegistrationResponse, AuthenticationResponse)

NOT_ACCEPTED = gettext_lazy("The passkey was not accepted. Try again.")
# What browsers send is a tenth of it. The rest would be kept with each passkey, or looked through for nothing.
MOST_LETTERS = 20_000
LONGEST_NAME = 60


def not_accepted() -> forms.ValidationError:
    """The same whatever was wrong, so that nobody learns from it what to try next."""
    return forms.ValidationError(NOT_ACCEPTED, code="incorrect_code")


def answer_from_here(kind: type[Answer], credential: object) -> Answer:
    """What the browser has answered, where it can be read at all and was made on a page of the portal itself.

    The library takes hosts below ours as well, and stumbles over bytes in ways of its own.
    """
    try:
        answer = kind.from_dict(credential)
        told = answer.response.client_data
        is_ours = told.origin == portal_origin() and not told.cross_origin
    except Exception as error:
        raise not_accepted() from error
    if not is_ours:
        raise not_accepted()
    return answer


class CredentialField(forms.JSONField):
    """What the page's script writes for the server to read."""

    widget = forms.HiddenInput
    default_error_messages = {"required": NOT_ACCEPTED, "invalid": NOT_ACCEPTED}

    def to_python(self, value: object) -> object:
        if isinstance(value, str) and len(value) > MOST_LETTERS:
            raise not_accepted()
        try:
            read = super().to_python(value)
        except RecursionError as error:
            raise not_accepted() from error
        if read is not None and not isinstance(read, dict):
            raise not_accepted()
        return read


class AddPasskeyForm(Dressed, webauthn_forms.AddWebAuthnForm):
    name = forms.CharField(
        label=gettext_lazy("What you call it"),
        help_text=gettext_lazy("So that you know it again, for example “My phone”."),
        max_length=LONGEST_NAME,
        required=False,
    )
    credential = CredentialField()

    def clean_credential(self) -> dict[str, object]:
        """What is kept: the key itself, and nothing more of what was sent."""
        answer = answer_from_here(RegistrationResponse, self.cleaned_data["credential"])
        made = answer.response.attestation_object
        new = made.auth_data.credential_data
        if new is None or isinstance(new.public_key, UnsupportedKey):
            raise not_accepted()
        held = [passkey.row.wrap().authenticator_data.credential_data for passkey in passkeys_of(self.user)]
        if any(each.credential_id == new.credential_id for each in held):
            raise not_accepted()
        if len(held) >= MOST:
            raise forms.ValidationError(_("You have as many passkeys as there can be. Remove one first."))
        return {
            "type": "public-key",
            "id": websafe_encode(answer.raw_id),
            "rawId": websafe_encode(answer.raw_id),
            "response": {
                "clientDataJSON": websafe_encode(answer.response.client_data),
                "attestationObject": websafe_encode(made),
            },
        }

    def clean(self) -> dict[str, object]:
        try:
            return super().clean()
        except forms.ValidationError:
            self.add_error("credential", not_accepted())
            return self.cleaned_data


class ShowPasskeyForm(webauthn_forms.AuthenticateWebAuthnForm):
    """At sign-in, after the password, and before something grave. Whatever is not accepted leaves its line in the log."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            answer_from_here(AuthenticationResponse, self.cleaned_data["credential"])
            return super().clean_credential()
        except forms.ValidationError as error:
            record_wrong(self.user, "wrong passkey")
            # allauth speaks of a code.
            if error.code == "incorrect_code":
                raise not_accepted() from error
            raise


class RenamePasskeyForm(Dressed, webauthn_forms.EditWebAuthnForm):
    name = forms.CharField(label=gettext_lazy("What you call it"), max_length=LONGEST_NAME)
