"""Going to an identity provider and coming back, as a browser does it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.openid_providers import Provider
from tests.accounts.openid_provider import CLIENT, SECRET

REPOSITORY = Path(__file__).resolve().parents[2]
GO = reverse("account_openid", args=["test"])
CONNECT = reverse("account_connect_identity", args=["test"])


class Running:
    """The provider's process, and what it is told to say."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def told(self, **what: object) -> None:
        requests.post(f"{self.issuer}/told", data=json.dumps(what), timeout=5).raise_for_status()

    @property
    def asked(self) -> list[dict[str, str]]:
        return requests.get(f"{self.issuer}/asked", timeout=5).json()["asked"]

    def settings(self, **more: object) -> Provider:
        return Provider(
            **{
                "key": "test",
                "name": "Prøveporten",
                "issuer": self.issuer,
                "client_id": CLIENT,
                "client_secret": SECRET,
                "levels": ("high", "substantial"),
                "second_factor": ("high",),
                "is_local": True,
            }
            | more
        )


@contextmanager
def running() -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.accounts.openid_provider"],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Running(process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def set_out(client: Client, **sent: str) -> str:
    """The provider's address that the portal leads to: to sign in, or to connect the account one has signed in to."""
    answer = client.post(CONNECT if "_auth_user_id" in client.session else GO, sent)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def changed(address: str, **parts: str | None) -> str:
    """The same address with other words in its query; None takes one away."""
    query = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True)) | parts
    kept = {name: value for name, value in query.items() if value is not None}
    return f"{address.partition('?')[0]}?{urlencode(kept)}"


def at_provider(address: str) -> str:
    """Sign in there; the way back."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def come_back(client: Client, address: str) -> HttpResponse:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def there_and_back(client: Client, **sent: str) -> HttpResponse:
    return come_back(client, at_provider(set_out(client, **sent)))
