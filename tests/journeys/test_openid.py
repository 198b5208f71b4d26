"""An account is connected with an identity provider and signed in to by it, in a browser that minds where forms lead."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_invitation import code_for, invite, open_account
from tests.journeys.test_passkeys import look_at
from tests.journeys.visitor import at_a_browser

pytestmark = pytest.mark.browser

WHO = "leder.med.ansattporten@example.invalid"
PAGE = "/account/second-factor/"


def test_a_leader_connects_ansattporten_and_comes_in_by_it(visitor, portal, browser):
    link = invite(visitor, WHO)
    with at_a_browser(browser, portal) as leader:
        page = leader.page
        open_account(leader, link)
        page.fill("input[name=code]", code_for(page.locator("code").inner_text()))
        page.locator("main button[type=submit]").click()
        expect(page).not_to_have_url(re.compile("second-factor/set-up"))
        leader.go(PAGE)
        page.get_by_role("link", name="Koble til Ansattporten").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/identities/ansattporten/connect/"))
        look_at(leader)
        page.get_by_role("button", name="Gå videre til Ansattporten").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(PAGE))
        expect(page.get_by_role("link", name=re.compile("^Koble fra"))).to_have_count(1)
        look_at(leader)
        leader.sign_out()

        leader.go("/account/sign-in/")
        look_at(leader)
        page.get_by_role("button", name="Logg inn med Ansattporten").click()
        # Straight in: the provider was as sure as it takes.
        expect(page.locator("main")).to_contain_text("NAV Ullern")

        leader.go(PAGE)
        page.get_by_role("link", name=re.compile("^Koble fra")).click()
        expect(page).to_have_url(re.compile("/account/confirm/"))
