"""Let in by invitation only: from KREM's administration to a front page behind a second factor."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.journeys.visitor import SECONDS, Visitor

pytestmark = pytest.mark.browser

EMAIL = "ny.leder@example.invalid"
PASSWORD = "en lang setning om ingenting"


def invite(krem: Visitor, email: str = EMAIL) -> str:
    """KREM lets in a leader of NAV Ullern; gives back the link of the letter."""
    page = krem.page
    krem.sign_in("krem@demo.invalid")
    krem.go("/admin/clusters/partner/?q=Ullern")
    address = page.get_by_role("link", name="NAV Ullern").first.get_attribute("href")
    partner = re.search(r"[0-9a-f-]{36}", address).group()
    krem.go("/admin/accounts/user/add/")
    page.fill("input[name=email]", email)
    page.fill("input[name=name]", "Ny leder")
    page.select_option("select[name=role]", "nav_leader")
    page.locator(".add-row a").click()
    page.fill("input[name=seats-0-partner]", partner)
    page.fill("input[name=seats-0-starts_on]", "01.01.2026")
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("Ny leder")
    krem.go(f"/admin/accounts/user/?q={email}")
    page.locator("input.action-select").first.check()
    page.select_option("select[name=action]", "send_invitations")
    page.locator("button[name=index]").click()
    page.locator("form.krem-ask input[type=submit]").click()
    expect(page.locator("body")).to_contain_text("Ny leder")
    krem.sign_out()
    return re.search(r"http://\S+/invitation/\S+", krem.portal.letter_to(email))[0]


def open_account(visitor: Visitor, link: str) -> None:
    """Choose a password, by the link."""
    visitor.page.goto(link)
    for field in visitor.page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    visitor.page.locator("main button[type=submit]").click()


def code_for(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_invited_leader_gets_in_with_a_second_factor_and_nobody_uses_the_link_twice(
    visitor, portal, browser
):
    link = invite(visitor)

    leader = Visitor(browser, portal)
    page = leader.page
    open_account(leader, link)
    secret = page.locator("code").inner_text(timeout=30 * SECONDS)
    leader.go("/participants/")
    expect(page).to_have_url(re.compile("second-factor/set-up"))

    secret = page.locator("code").inner_text()
    page.fill("input[name=code]", code_for(secret))
    page.locator("main button[type=submit]").click()
    # Whoever goes on before the answer has come, has not sent the code.
    expect(page).not_to_have_url(re.compile("second-factor/set-up"))
    leader.go("/")
    expect(page.locator("main")).to_contain_text("NAV Ullern")
    expect(page.locator("main")).not_to_contain_text("NAV Bjerke")
    assert leader.complaints == []
    leader.context.close()

    stranger = Visitor(browser, portal)
    stranger.page.goto(link)
    expect(stranger.page.locator("input[type=password]")).to_have_count(0)
    stranger.context.close()
