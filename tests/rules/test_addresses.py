"""Addresses: each has one name, and names nothing that can be guessed."""

from django.urls.converters import UUIDConverter

from tests.rules.addresses import PORTAL, PUBLIC, WORDS, Address

BY_NAME = {address.name: address for address in PORTAL}


def test_every_id_in_an_address_is_random():
    for address in PORTAL:
        for key, converter in address.converters.items():
            assert isinstance(converter, UUIDConverter) or (address.name, key) in WORDS, address.route
        assert isinstance(BY_NAME[address.name], Address), address.route
        assert "(?P" not in address.route, address.route


def test_every_address_has_one_name():
    assert len(BY_NAME) == len(PORTAL)
    assert BY_NAME.keys() >= PUBLIC
