"""A leader's morning in the browser, from the keyboard: a move, two answers, and a form that lay open too long."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

LEADER = "bjerke@demo.invalid"


def open_first_of(visitor: Visitor, count: str) -> None:
    """From the front page by a count to the first person on its list."""
    visitor.go("/")
    visitor.page.get_by_role("link", name=re.compile(count)).first.press("Enter")
    visitor.page.locator("main table tbody a").first.press("Enter")
    visitor.page.wait_for_url(re.compile(r"/participants/[0-9a-f-]{36}/$"))


def test_a_move_is_recorded_in_two_steps_and_undone(visitor):
    page = visitor.page
    visitor.sign_in(LEADER)
    open_first_of(visitor, "Innskrevet")
    moves = page.locator("section:has(#journey) tbody tr")
    before = moves.count()
    page.locator("main").get_by_role("link", name="Arbeidstrening", exact=True).press("Enter")
    page.get_by_role("button", name="Registrer", exact=True).press("Enter")
    expect(page.locator(".krem-messages")).to_contain_text("Overgangen er registrert")
    expect(moves).to_have_count(before + 1)
    page.get_by_role("button", name=re.compile("Angre")).press("Enter")
    expect(moves).to_have_count(before)
    page.get_by_role("link", name=re.compile("Historikk")).press("Enter")
    expect(page.locator("main")).to_contain_text("Angret samme dag")


def test_follow_ups_are_entered_from_the_keyboard(visitor):
    page = visitor.page
    visitor.sign_in(LEADER)
    page.get_by_role("link", name="Oppfølginger som skal gjøres").first.press("Enter")
    answers = page.locator("select[name$=-answer]")
    waiting = answers.count()
    assert waiting > 1
    # The first letters of an answer choose it.
    answers.nth(0).press_sequentially("I arb")
    answers.nth(1).press_sequentially("Ikke n")
    page.get_by_role("button", name="Registrer svarene").press("Enter")
    expect(page.locator(".krem-messages")).to_contain_text("2 svar er registrert")
    expect(answers).to_have_count(waiting - 2)


def test_what_was_typed_is_there_after_signing_in_again(visitor):
    page = visitor.page
    visitor.sign_in(LEADER)
    open_first_of(visitor, "Innskrevet")
    page.locator("main").get_by_role("link", name="Ordinært arbeid", exact=True).click()
    page.fill("input[name=workplace]", "Vintage Baby")
    address = page.url
    # Signed out elsewhere, as the clock would do it.
    other = visitor.context.new_page()
    other.goto(visitor.portal.address + "/")
    other.get_by_role("button", name="Logg ut").click()
    other.wait_for_load_state()
    other.close()
    page.get_by_role("button", name="Registrer", exact=True).click()
    expect(page.locator("input[name=login]")).to_be_visible()
    assert "Vintage" not in page.url
    visitor.fill_in_sign_in(LEADER)
    page.wait_for_url(address)
    expect(page.locator("input[name=workplace]")).to_have_value("Vintage Baby")
    expect(page.locator(".krem-messages")).to_contain_text("Det du hadde skrevet, står her")
