"""Signing in by an identity provider, and connecting an account with one."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.decorators import rate_limit
from allauth.mfa.internal.constants import LoginStageKey
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions.identities import connect_identity, disconnect_identity
from accounts.models import Identity
from accounts.openid_providers import Provider
from accounts.scope import acting_for, go_on_as
from accounts.signing_in.lookup import account_by_identity
from accounts.signing_in.openid import METHOD, NotProven, Pending, Proof, come_back, set_out
from accounts.signing_in.openid_servers import CannotReach
from accounts.signing_in.stepping_up import ask_again
from audit.access import get_visible_or_404, no_such
from audit.actions import Refused
from audit.enums import Action, Decision
from audit.recording import record

AFTER = "next"


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """allauth's page, with the providers that there are beside the password."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return letting_forms_lead_to(super().dispatch(request, *args, **kwargs), *_providers().values())

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | {"providers": list(_providers().values())}


@login_not_required
@never_cache
@require_POST
@rate_limit(action="openid")
def sign_in_with(request: HttpRequest, provider: str) -> HttpResponse:
    """The way to a provider, to sign in."""
    there = _provider_or_404(provider)
    if request.user.is_authenticated:
        return redirect("home")
    return _set_out(request, there, next_page=get_next_redirect_url(request, AFTER) or "")


@never_cache
@require_http_methods(["GET", "POST"])
@rate_limit(action="openid")
def connect(request: HttpRequest, provider: str) -> HttpResponse:
    """The way to a provider, for whoever has signed in with all that it takes, to connect the account."""
    there = _provider_or_404(provider)
    if again := ask_again(request):
        return again
    if request.method == "POST":
        return _set_out(request, there, user=str(request.user.pk))
    page = render(request, "account/openid_connect.html", {"provider": there})
    return letting_forms_lead_to(page, there)


@login_not_required
@never_cache
@require_GET
@rate_limit(action="openid", limit_get=True)
def come_from_provider(request: HttpRequest, provider: str) -> HttpResponse:
    """What a provider has said. Only what is proved goes on; nothing that it says makes an account."""
    there = _provider_or_404(provider)
    try:
        proof, pending = come_back(request, there)
    except NotProven as reason:
        return _refused(request, there, reason.what)
    except CannotReach:
        return _unreachable(request, there)
    if pending.user:
        return _connect(request, there, proof, pending)
    return _sign_in(request, there, proof, pending)


@require_http_methods(["GET", "POST"])
def disconnect(request: HttpRequest, identity_id: UUID) -> HttpResponse:
    """Take a provider away from one's account."""
    identity = get_visible_or_404(
        Identity.objects.of(request.user), "identity", identity_id, by=request.user.pk
    )
    if again := ask_again(request):
        return again
    if request.method == "POST":
        disconnect_identity(identity=identity, by=request.user)
        messages.success(request, _("It is disconnected."))
        return redirect("mfa_index")
    return render(request, "account/openid_disconnect.html", {"name": name_of(identity)})


def name_of(identity: Identity) -> str:
    """What people call the provider; its address where the portal does not use it any more."""
    known = {provider.issuer: provider.name for provider in _providers().values()}
    return known.get(identity.issuer, identity.issuer)


def sentence_about(what: str, provider: Provider) -> str:
    """What whoever is not let in reads, by the word for the log."""
    said = {
        "unknown": _(
            "%(name)s has told who you are, but no account in the portal is connected with it. Accounts are by"
            " invitation from KREM. Do you have one? Sign in with your password, and connect %(name)s on the page"
            " “Second factor”."
        ),
        "cancelled": _("You stopped on the way at %(name)s."),
        "level": _(
            "You were recognised at %(name)s in a way that is not sure enough for the portal. Try again, and choose a"
            " surer way there, such as BankID."
        ),
    }
    does_not_fit = _(
        "What came back from %(name)s does not fit what you set out with in this browser. It may have taken too long,"
        " or the page was opened twice. Begin again."
    )
    return said.get(what, does_not_fit) % {"name": provider.name}


def letting_forms_lead_to(response: HttpResponse, *providers: Provider) -> HttpResponse:
    """Browsers let a form lead only to origins that the page names, also by way of a redirect."""
    if providers:
        origins = sorted({origin for provider in providers for origin in provider.form_action})
        response._csp_update = {"form-action": origins}
    return response


def _set_out(
    request: HttpRequest, provider: Provider, *, user: str = "", next_page: str = ""
) -> HttpResponse:
    try:
        return redirect(set_out(request, provider, user=user, next_page=next_page))
    except CannotReach:
        return _unreachable(request, provider)


def _sign_in(request: HttpRequest, provider: Provider, proof: Proof, pending: Pending) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    now = timezone.now()
    user = account_by_identity(proof.issuer, proof.subject_hash)
    if user is None:
        return _refused(request, provider, "unknown")
    if not user.can_sign_in(timezone.localdate(now)):
        _record_refused(request, provider, "closed account", user.pk)
        return get_adapter().respond_user_inactive(request, user)
    go_on_as(user)
    Identity.objects.of(user).filter(issuer=proof.issuer, subject_hash=proof.subject_hash).update(used_at=now)
    # When the provider asked is what counts where somebody is asked to prove once more who they are.
    record_authentication(request, user, method=METHOD, at=proof.asked_at)
    handled = {LoginStageKey.MFA_AUTHENTICATE.value: {"handled": True}} if proof.is_second_factor else {}
    login = Login(user=user, email=user.email, redirect_url=pending.next or None, state={"stages": handled})
    return perform_login(request, login)


def _connect(request: HttpRequest, provider: Provider, proof: Proof, pending: Pending) -> HttpResponse:
    if not request.user.is_authenticated or str(request.user.pk) != pending.user:
        return _refused(request, provider, "another account")
    try:
        connect_identity(proof=proof, by=request.user, now=timezone.now())
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(
            request, _("You can sign in with %(provider)s from now on.") % {"provider": provider.name}
        )
    return redirect("mfa_index")


def _refused(request: HttpRequest, provider: Provider, what: str) -> HttpResponse:
    _record_refused(request, provider, what)
    context = {"sentence": sentence_about(what, provider)}
    return render(request, "account/openid_refused.html", context, status=400)


def _record_refused(request: HttpRequest, provider: Provider, what: str, who: UUID | None = None) -> None:
    # Somebody else may be half way in by a password in this browser: the line is not theirs.
    with acting_for(request.user):
        record(
            Action.SIGNED_IN,
            "user",
            [who] if who else [],
            by=request.user.pk,
            decision=Decision.REFUSED,
            reason=f"{provider.key}: {what}",
        )


def _unreachable(request: HttpRequest, provider: Provider) -> HttpResponse:
    page = render(request, "account/openid_unreachable.html", {"provider": provider}, status=503)
    page["Retry-After"] = "60"
    return page


def _providers() -> dict[str, Provider]:
    return settings.OPENID_PROVIDERS


def _provider_or_404(key: str) -> Provider:
    return _providers().get(key) or no_such("identity provider")
