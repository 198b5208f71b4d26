"""Opening an account, and setting up its second factor. The rest of signing in is allauth's own."""

import uuid

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import PasswordChangeView
from allauth.decorators import rate_limit
from allauth.mfa.totp.views import ActivateTOTPView
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions import LinkOpensNothing, accept_invitation
from accounts.forms import FirstPasswordForm
from accounts.invitations import find_open
from accounts.scope import acting_as_system

LINK = "invitation"


@login_not_required
@never_cache
@require_GET
@rate_limit(action="invitation", limit_get=True)
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address, where logs and the next page could see it."""
    request.session[LINK] = token
    return redirect("accept_invitation")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@rate_limit(action="invitation")
def answer_invitation(request: HttpRequest) -> HttpResponse:
    """Choose a password and come in."""
    now = timezone.now()
    token = request.session.get(LINK, "")
    with acting_as_system():
        invitation = find_open(token, now)
    if invitation is None:
        return _opens_nothing(request)
    form = FirstPasswordForm(invitation.user, request.POST or None)
    if form.is_valid():
        try:
            user = accept_invitation(token=token, password=form.cleaned_data["new_password1"], now=now)
        except LinkOpensNothing:
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
        if not request.user.has_usable_password():
            raise PermissionDenied(_("You sign in without a password, so there is none to change."))
        return super().dispatch(request, *args, **kwargs)


class SetUpSecondFactor(ActivateTOTPView):
    """allauth's page. Sessions that were opened with the password alone end with it."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response = super().form_valid(form)
        user = self.request.user
        user.session_mark = uuid.uuid4()
        user.save(update_fields=["session_mark"])
        update_session_auth_hash(self.request, user)
        return response
