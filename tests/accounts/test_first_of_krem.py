"""The first of KREM is made by command, as the application and with the portal's own demands on a password."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.scope import acting_as_system

PASSWORD = "fjord and three heron feathers"
FIRST = {"email": "First@example.invalid", "name": "First"}


def make(**given: object) -> str:
    out = StringIO()
    call_command("createsuperuser", stdout=out, **given)
    return out.getvalue()


def test_the_first_of_krem_signs_in_and_sets_up_a_second_factor(db, monkeypatch):
    """No test is signed in as anything here, as no operator is."""
    typed = iter([PASSWORD, PASSWORD])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    said = iter([FIRST["email"], FIRST["name"]])
    monkeypatch.setattr("builtins.input", lambda prompt: next(said))
    make()
    with acting_as_system():
        user = User.objects.get(email="first@example.invalid")
    assert (user.role, user.is_staff, user.is_superuser, user.name) == ("krem_staff", True, True, "First")
    client = Client()
    client.post(reverse("account_login"), {"login": "first@example.invalid", "password": PASSWORD})
    assert client.get(reverse("admin:index"))["Location"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize(
    ("given", "password", "why"),
    [
        (FIRST, "too short", "short"),
        (FIRST, "", "short"),
        ({"name": "First"}, PASSWORD, "Say --email"),
        (FIRST | {"email": "nonsense"}, PASSWORD, "e-mail"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(db, monkeypatch, given, password, why, in_english):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError, match=rf"(?i){why}|{why.replace('-', '')}"):
        make(**given, interactive=False)
    with acting_as_system():
        assert not User.objects.exists()


def test_nobody_is_made_twice(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    make(**FIRST, interactive=False)
    with pytest.raises(CommandError, match="somebody with this address"):
        make(**FIRST, interactive=False)
