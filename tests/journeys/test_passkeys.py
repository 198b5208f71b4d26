"""A passkey in a real browser: set up with the keyboard, shown at sign-in and before something grave, and stopped."""

import base64
import re

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import CDPSession, expect

from demo.cast import DEMO_PASSWORD
from tests.journeys.test_invitation import PASSWORD, invite, open_account
from tests.journeys.visitor import Visitor, at_a_browser
from tests.journeys.walking import WIDE, problems, sideways

pytestmark = pytest.mark.browser

WHO = "leder.med.nokkel@example.invalid"
PHONE = {"width": 360, "height": 740}


class Phone:
    """What holds passkeys beside the browser: Chromium's own, for tests. Its owner is there, and is who they are."""

    def __init__(self, visitor: Visitor) -> None:
        self.devtools: CDPSession = visitor.context.new_cdp_session(visitor.page)
        self.devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.name = {"authenticatorId": added["authenticatorId"]}

    @property
    def passkeys(self) -> list[dict[str, object]]:
        return self.devtools.send("WebAuthn.getCredentials", self.name)["credentials"]

    def is_its_owners(self, verified: bool) -> None:
        self.devtools.send("WebAuthn.setUserVerified", self.name | {"isUserVerified": verified})


def look_at(visitor: Visitor) -> None:
    """By axe, and on a phone."""
    assert problems(visitor.page) == []
    visitor.page.set_viewport_size(PHONE)
    assert sideways(visitor.page) == 0
    visitor.page.set_viewport_size(WIDE)


def set_up(leader: Visitor, name: str) -> None:
    """With the keyboard alone, from the page that asks for an app."""
    page = leader.page
    page.get_by_role("link", name=re.compile("Bruk heller en passnøkkel")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/account/passkeys/new/"))
    look_at(leader)
    page.get_by_label("Hva du kaller den").fill(name)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/account/recovery-codes/"))


def show(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Bruk en passnøkkel").focus()
    visitor.page.keyboard.press("Enter")


def step_up(visitor: Visitor) -> None:
    """Before a change of the way in, with the passkey in place of the password."""
    expect(visitor.page).to_have_url(re.compile("/account/confirm/"))
    visitor.page.get_by_role("link", name="Bruk en passnøkkel").click()
    look_at(visitor)
    show(visitor)
    expect(visitor.page).to_have_url(re.compile("/account/passkeys/"))


def sign_in_with_password(visitor: Visitor) -> None:
    visitor.portal.wait_to_sign_in()
    visitor.go("/account/sign-in/")
    visitor.page.fill("input[name=login]", WHO)
    visitor.page.fill("input[name=password]", PASSWORD)
    visitor.page.get_by_role("button", name="Logg inn", exact=True).click()
    expect(visitor.page).to_have_url(re.compile("/account/sign-in/code/"))


def test_a_leader_comes_in_with_a_passkey_and_with_nobody_elses(visitor, portal, browser):
    link = invite(visitor, WHO)
    with at_a_browser(browser, portal) as leader:
        phone, page = Phone(leader), leader.page
        open_account(leader, link)
        expect(page).to_have_url(re.compile("second-factor/set-up"))
        set_up(leader, "Telefonen min")
        [passkey] = phone.passkeys
        assert passkey["rpId"] == "localhost"
        leader.go("/account/second-factor/")
        expect(page.locator("main")).to_contain_text("Telefonen min")
        look_at(leader)
        leader.go("/")
        expect(page.locator("main")).to_contain_text("NAV Ullern")
        leader.sign_out()

        sign_in_with_password(leader)
        look_at(leader)
        # Whoever has the phone and is not its owner is not let in, and reads what has become of it.
        phone.is_its_owners(False)
        show(leader)
        expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("Det ble ikke noe av")
        phone.is_its_owners(True)
        show(leader)
        expect(page.locator("main")).to_contain_text("NAV Ullern")

        leader.go("/account/second-factor/")
        page.get_by_role("link", name="Gi nytt navn").click()
        step_up(leader)
        look_at(leader)
        page.get_by_label("Hva du kaller den").fill("Jobbtelefonen")
        page.locator("main button[type=submit]").click()
        expect(page.locator("main")).to_contain_text("Jobbtelefonen")
        leader.sign_out()

        with at_a_browser(browser, portal) as thief:
            other = Phone(thief)
            sign_in_with_password(thief)
            stolen = passkey | {"privateKey": another_key(phone)}
            other.devtools.send("WebAuthn.addCredential", other.name | {"credential": stolen})
            show(thief)
            expect(thief.page.get_by_role("alert").filter(visible=True)).to_contain_text("ikke godtatt")
            expect(thief.page).to_have_url(re.compile("/account/sign-in/code/"))

        sign_in_with_password(leader)
        show(leader)
        expect(page.locator("main")).to_contain_text("NAV Ullern")
        leader.go("/account/second-factor/")
        page.get_by_role("link", name=re.compile("^Fjern.*Jobb")).click()
        step_up(leader)
        look_at(leader)
        page.get_by_role("button", name="Fjern passnøkkelen").click()
        expect(page.locator("main")).not_to_contain_text("Jobbtelefonen")
        leader.go("/")
        expect(page).to_have_url(re.compile("second-factor/set-up"))


def another_key(phone: Phone) -> str:
    """What a thief has who knows everything of the passkey but its key."""
    made = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert base64.b64encode(made).decode() != phone.passkeys[0]["privateKey"]
    return base64.b64encode(made).decode()


def test_without_script_the_page_says_what_is_needed(browser, portal):
    with at_a_browser(browser, portal, java_script_enabled=False) as plain:
        plain.go("/account/sign-in/")
        plain.fill_in_sign_in("imdi@demo.invalid")
        plain.go("/account/passkeys/new/")
        plain.page.fill("input[name=password]", DEMO_PASSWORD)
        plain.page.locator("main button[type=submit]").click()
        expect(plain.page.locator("main")).to_contain_text("En passnøkkel trenger JavaScript")
        plain.page.get_by_role("button", name="Sett opp passnøkkelen").click()
        expect(plain.page.get_by_role("alert").filter(visible=True)).to_contain_text("ikke godtatt")
