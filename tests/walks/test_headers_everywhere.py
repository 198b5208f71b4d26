"""Every header on the answer of every address, with the settings of a production."""

from collections.abc import Iterator

import pytest
from django.urls import resolve

from tests.conftest import give_second_factor
from tests.rules.addresses import Address, addresses
from tests.rules.test_headers import browser, in_production, wrong_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(monkeypatch) -> Iterator[dict]:
    yield from in_production(monkeypatch)


def path_of(address: Address, ids: dict[str, dict[str, object]]) -> str | None:
    """An address with the first id of each kind; None for those of the administration that want more."""
    try:
        return address.path({key: next(iter(ids[key].values())) for key in address.ids})
    except KeyError:
        return None


def test_every_address_answers_with_every_header(production, world, cast):
    give_second_factor(cast.krem)
    # Last, because it ends the session.
    every = sorted(addresses(), key=lambda address: address.name in {"account_logout", "logout"})
    for user in (None, cast.krem):
        client, walked = browser(user), 0
        for address in every:
            path = path_of(address, world.ids)
            if path is None:
                continue
            answer = client.get(path)
            # What is answered before anybody is asked for is the same for all, and may be kept.
            is_known = user is not None and not getattr(resolve(path).func, "asks_no_database", False)
            assert wrong_with(answer, is_known=is_known) == [], (address.route, answer.status_code)
            walked += 1
        assert walked > 120
