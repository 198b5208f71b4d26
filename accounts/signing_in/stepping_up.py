"""Whoever does something grave has proved a short while ago who they are: a browser left open is not enough."""

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """The way to the page that asks for the password, a code or a passkey; None where that was done a moment ago.

    What was sent is not kept: whoever comes back looks at the page once more.
    """
    if proved_lately(request):
        return None
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")


def proved_lately(request: HttpRequest) -> bool:
    """Whether the last proof in this session, at sign-in or since, is a few minutes old at most."""
    proofs = get_authentication_records(request, request.user)
    return bool(proofs) and time.time() - proofs[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
