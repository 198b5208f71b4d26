"""Opening an account, its password, and the post that is in use. The rest of signing in is allauth's own."""

import uuid

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import PasswordChangeView, PasswordResetFromKeyView
from allauth.decorators import rate_limit
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions.accounts import InvitationOpensNothing, accept_invitation
from accounts.forms.signing_in import FirstPasswordForm, LinkForm
from accounts.models import User
from accounts.permissions import refusal_to_change_password
from accounts.scope import IN_USE, acting_as_system, go_on_as, refusal_to_take_up
from accounts.signing_in.invitations import find_open, hash_of
from accounts.signing_in.lookup import account
from audit.access import require
from audit.enums import Action
from audit.recording import record

# Only the hash of a link that has been followed waits in the session.
LINK = "invitation"
PROVED = "password-reset"


@login_not_required
@never_cache
@require_GET
@rate_limit(action="invitation", limit_get=True)
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address, where logs and the next page could see it."""
    request.session[LINK] = hash_of(token)
    return redirect("accept_invitation")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@rate_limit(action="invitation")
def answer_invitation(request: HttpRequest) -> HttpResponse:
    """Choose a password and come in."""
    now = timezone.now()
    followed = request.session.get(LINK, "")
    with acting_as_system():
        invitation = find_open(followed, now)
    if invitation is None:
        return _opens_nothing(request)
    form = FirstPasswordForm(invitation.user, request.POST or None)
    if form.is_valid():
        try:
            user = accept_invitation(
                token_hash=followed, password=form.cleaned_data["new_password1"], now=now
            )
        except InvitationOpensNothing:
            return _opens_nothing(request)
        except ValidationError as error:
            form.add_error("new_password1", error)
        else:
            del request.session[LINK]
            # The password was chosen just now: the page for the second factor need not ask for it again.
            record_authentication(request, user, method="password", reauthenticated=True)
            return perform_login(request, user, email=user.email)
    return render(request, "account/invitation.html", {"form": form, "name": invitation.user.name})


def _opens_nothing(request: HttpRequest) -> HttpResponse:
    request.session.pop(LINK, None)
    return render(request, "account/invitation_closed.html", status=404)


class ChangePassword(PasswordChangeView):
    """allauth's page, for those who have a password."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        require(
            refusal_to_change_password(request.user),
            by=request.user.pk,
            subject="user",
            ids=[request.user.pk],
        )
        return super().dispatch(request, *args, **kwargs)


@method_decorator(rate_limit(action="reset_password_from_key"), name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class NewPassword(PasswordResetFromKeyView):
    """allauth's page, except for what waits in the session: whose link was followed, and never the link itself."""

    def dispatch(self, request: HttpRequest, uidb36: uuid.UUID, key: str, **kwargs: object) -> HttpResponse:
        self.request, self.key = request, key
        if key == self.reset_url_key:
            self.reset_user = self.proved(uidb36)
            if self.reset_user:
                if request.user.is_authenticated and request.user.pk != self.reset_user.pk:
                    self.logout()
                    request.session[PROVED] = self.trace(self.reset_user)
                # Past allauth's own look at the link, which wants to find it in the session.
                return super(PasswordResetFromKeyView, self).dispatch(request, uidb36, key, **kwargs)
        else:
            link = LinkForm(data={"uidb36": uidb36, "key": key})
            if link.is_valid():
                request.session[PROVED] = self.trace(link.reset_user)
                return redirect(request.path.replace(key, self.reset_url_key))
            self.reset_user = None
        return self.render_to_response(self.get_context_data(token_fail=True))

    def proved(self, pk: uuid.UUID) -> User | None:
        """Who has followed a link that still opens something."""
        user = account(pk)
        return user if user and self.request.session.get(PROVED) == self.trace(user) else None

    def trace(self, user: User) -> str:
        """Another one as soon as a password has been set."""
        return hash_of(f"{user.pk} {user.session_mark}")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        # Two answers at once: the second waits here, and finds that the link is spent.
        go_on_as(self.reset_user)
        locked = User.objects.select_for_update().get(pk=self.reset_user.pk)
        if self.request.session.pop(PROVED, "") != self.trace(locked):
            return self.render_to_response(self.get_context_data(token_fail=True))
        return super().form_valid(form)


@require_POST
def choose_post(request: HttpRequest) -> HttpResponse:
    """Work under another of one's posts from here on, in this browser."""
    wanted = request.POST.get("post", "")
    require(
        refusal_to_take_up(request.user, wanted), by=request.user.pk, subject="user", ids=[request.user.pk]
    )
    request.session[IN_USE] = wanted
    record(Action.RECORDED, "user", [request.user.pk], by=request.user.pk, reason=f"post {wanted}")
    return redirect("home")
