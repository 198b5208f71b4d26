"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up: accounts are made by KREM and opened by an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
