"""The look-up in Enhetsregisteret, against a stand-in on this machine that answers in its words."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from entrepreneurs import registry
from entrepreneurs.forms.ventures import OrganisationNumberField
from tests.entrepreneurs.beginnings import NUMBER

BODY = {"organisasjonsnummer": NUMBER, "navn": "SYSTUA", "konkurs": False, "underAvvikling": False}
ANSWERS = {
    "there": (200, BODY),
    "unknown": (404, {}),
    "deleted": (410, {}),
    "bankrupt": (200, {**BODY, "konkurs": True}),
    "gone": (200, {**BODY, "slettedato": "2025-01-01"}),
    "another": (200, {**BODY, "organisasjonsnummer": "310000027"}),
    "broken": (500, {}),
    "no_words": (200, "not json"),
    "list": (200, []),
}


class Standin(BaseHTTPRequestHandler):
    """Answers by the first part of the path: `/there/enheter/310000019`."""

    asked: list[str] = []

    def do_GET(self) -> None:
        way, _enheter, number = self.path.strip("/").split("/")
        self.asked.append(number)
        if way == "slow":
            time.sleep(1)
            return
        status, body = ANSWERS[way]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode() if isinstance(body, str) else json.dumps(body).encode())

    def log_message(self, *given: object) -> None:
        """A test says nothing on the terminal."""


@pytest.fixture
def register(settings):
    Standin.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Standin)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def answering(way: str) -> None:
        settings.ENTERPRISE_REGISTRY_URL = f"http://127.0.0.1:{server.server_port}/{way}/"

    yield answering
    server.shutdown()
    server.server_close()


def test_what_the_register_knows(register):
    register("there")
    assert registry.look_up(NUMBER) == registry.Enterprise(NUMBER, "SYSTUA", True)
    assert Standin.asked == [NUMBER]


@pytest.mark.parametrize("way", ["unknown", "deleted"])
def test_what_the_register_does_not_know(register, way):
    register(way)
    assert registry.look_up(NUMBER) is None


@pytest.mark.parametrize("way", ["bankrupt", "gone"])
def test_an_enterprise_that_is_no_more(register, way):
    register(way)
    assert not registry.look_up(NUMBER).is_active


@pytest.mark.parametrize("way", ["broken", "no_words", "list", "another"])
def test_an_answer_that_is_none(register, way):
    register(way)
    with pytest.raises(registry.RegistryUnavailable):
        registry.look_up(NUMBER)


def test_a_register_that_keeps_us_waiting(register, monkeypatch):
    monkeypatch.setattr(registry, "TIMEOUT_SECONDS", 0.2)
    register("slow")
    with pytest.raises(registry.RegistryUnavailable):
        registry.look_up(NUMBER)


@pytest.mark.parametrize("address", ["file:///etc", "ftp://127.0.0.1", "http://127.0.0.1:1"])
def test_an_address_where_no_register_is(settings, address):
    settings.ENTERPRISE_REGISTRY_URL = address
    with pytest.raises(registry.RegistryUnavailable):
        registry.look_up(NUMBER)


def test_nobody_is_asked_until_it_is_set_up(register, settings):
    settings.ENTERPRISE_REGISTRY_URL = ""
    assert OrganisationNumberField().clean("310 000 019") == NUMBER
    assert Standin.asked == []


def test_a_number_the_register_does_not_know_is_refused(register, in_english):
    register("unknown")
    with pytest.raises(Exception, match="knows no enterprise"):
        OrganisationNumberField().clean(NUMBER)
    register("bankrupt")
    with pytest.raises(Exception, match="SYSTUA"):
        OrganisationNumberField().clean(NUMBER)


def test_a_silent_register_stops_nobody(register):
    register("broken")
    assert OrganisationNumberField().clean(NUMBER) == NUMBER
