"""Links to the own page in tests, and following them."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.signing_in.invitations import hash_of
from participants.actions.own_page import (
    make_link,
    open_link,
)


def link_for(person, cast, now=None) -> str:
    return make_link(participant=person, by=cast.bjerke_leader, now=now or timezone.now())


def visit(client: Client, token: str):
    """Follow the link and press the button."""
    client.get(reverse("own_page_link", args=[token]))
    return client.post(reverse("own_page_open"))


def visit_of(person, cast) -> str:
    return hash_of(open_link(token_hash=hash_of(link_for(person, cast)), now=timezone.now()))
