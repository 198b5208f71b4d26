"""The pages of the second factor: an app, passkeys, and the step at sign-in that asks for one. allauth does the rest."""

import uuid

from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy

from accounts.models import Identity
from accounts.signing_in.passkeys import passkeys_of
from accounts.views.openid import name_of
from audit.access import no_such
from audit.enums import Action, Decision
from audit.recording import record

Context = dict[str, object]


def end_sessions_without_it(request: HttpRequest) -> None:
    """Sessions that were opened with the password alone end when there is something to ask for besides."""
    user = request.user
    user.session_mark = uuid.uuid4()
    user.save(update_fields=["session_mark"])
    update_session_auth_hash(request, user)


class SecondFactors(IndexView):
    """What somebody has."""

    def get_context_data(self, **kwargs: object) -> Context:
        identities = list(Identity.objects.of(self.request.user))
        for identity in identities:
            identity.name = name_of(identity)
        connected = {identity.issuer for identity in identities}
        return super().get_context_data(**kwargs) | {
            "passkeys": passkeys_of(self.request.user),
            "identities": identities,
            "providers": [
                each for each in settings.OPENID_PROVIDERS.values() if each.issuer not in connected
            ],
        }


class SecondStep(AuthenticateView):
    """After the password. Whoever has both an app and a passkey may use either."""

    def get_context_data(self, **kwargs: object) -> Context:
        held = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        return super().get_context_data(**kwargs) | {
            "has_app": Authenticator.Type.TOTP in held,
            "has_passkey": Authenticator.Type.WEBAUTHN in held,
        }


class ConnectApp(ActivateTOTPView):
    def form_valid(self, form: forms.Form) -> HttpResponse:
        response = super().form_valid(form)
        end_sessions_without_it(self.request)
        return response


class AddPasskey(AddWebAuthnView):
    def get_context_data(self, **kwargs: object) -> Context:
        # allauth would make the form anew, and ask twice whether what was sent is good.
        return super().get_context_data() | kwargs

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response = super().form_valid(form)
        end_sessions_without_it(self.request)
        return response


class ShowPasskeyAgain(ReauthenticateWebAuthnView):
    def get_context_data(self, **kwargs: object) -> Context:
        return super().get_context_data() | kwargs

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        # allauth would lead away from here, and from what was to be done.
        return self.render_to_response(self.get_context_data(form=form))


class OfOnesOwn:
    """A page about one passkey. Anybody else's is not there, also before one is asked to confirm who one is."""

    success_url = reverse_lazy("mfa_index")

    def dispatch(self, request: HttpRequest, passkey_id: uuid.UUID) -> HttpResponse:
        found = [passkey.row for passkey in passkeys_of(request.user) if passkey.id == passkey_id]
        if not found:
            record(Action.SHOWN, "passkey", [passkey_id], by=request.user.pk, decision=Decision.REFUSED)
            no_such("passkey")
        [self.row] = found
        return super().dispatch(request, passkey_id=passkey_id)

    def get_object(self, queryset: object = None) -> Authenticator:
        return self.row


class RenamePasskey(OfOnesOwn, EditWebAuthnView):
    pass


class RemovePasskey(OfOnesOwn, RemoveWebAuthnView):
    pass
