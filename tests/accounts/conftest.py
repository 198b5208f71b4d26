"""People with passwords, and the codes their phones would show."""

import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from accounts.models import User
from accounts.signing_in import openid_servers
from tests.accounts.openid import Running, running

PASSWORD = "fjord and three heron feathers"


@pytest.fixture(autouse=True)
def no_attempts_yet():
    """Attempts are counted in the cache."""
    cache.clear()


@pytest.fixture
def give_password() -> Callable[[User], User]:
    def given(user: User) -> User:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        return user

    return given


@pytest.fixture(scope="session")
def provider_process() -> Iterator[Running]:
    with running() as process:
        yield process


@pytest.fixture
def provider(provider_process, settings) -> Running:
    """An identity provider that people may sign in by, and that says what it should."""
    openid_servers.forget()
    provider_process.told()
    settings.OPENID_PROVIDERS = {"test": provider_process.settings()}
    return provider_process


def code_for(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows now, or does when its clock is some steps of half a minute ahead."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
