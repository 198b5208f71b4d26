"""A web address of 200 signs and a word of 113 letters break inside their column, on a narrow telephone too."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.walking import sideways

pytestmark = pytest.mark.browser

ADDRESS = ("https://eksempel.invalid/" + "a1b2c3d4e5" * 20)[:200]
WORD = ("menneskerettighetsorganisasjon" * 4)[:113]
PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 900}
# What shows more than it has room for, and is neither meant to be rolled nor for the ear alone.
BURST = """() => [...document.querySelectorAll("main *")]
    .filter(each => !each.closest("svg") && each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1)
    .filter(each => getComputedStyle(each).overflowX === "visible")
    .map(each => each.outerHTML.slice(0, 120))"""
WIDEST = "() => Math.max(...[...document.querySelectorAll('main td, main tbody th')].map(each => each.offsetWidth))"


def assert_fits(page: Page) -> None:
    for window in (PHONE, DESK):
        page.set_viewport_size(window)
        assert sideways(page) == 0, page.url
        assert page.evaluate(BURST) == [], page.url


@pytest.fixture
def leader(visitor):
    visitor.sign_in("bjerke@demo.invalid")
    return visitor


def test_a_lesson_keeps_within_the_window(leader):
    page = leader.page
    leader.go("/knowledge/new/")
    page.fill("[name=title]", WORD)
    page.fill("[name=what]", f"Se {ADDRESS} og {WORD}.")
    page.fill("[name=takes]", ADDRESS)
    page.select_option("[name=cluster]", index=1)
    page.locator("main form.krem-form button[type=submit]").click()
    expect(page.get_by_role("heading", name=WORD)).to_be_visible()
    lesson = page.url
    assert_fits(page)
    for address in (lesson + "edit/", leader.portal.address + "/knowledge/"):
        page.goto(address)
        assert_fits(page)


def test_a_word_breaks_inside_its_column_of_a_table(leader):
    """A wide table may be rolled, but no cell is as wide as the word."""
    page = leader.page
    leader.go("/participants/")
    page.locator("main a.krem-count", has_text="Innskrevet").first.click()
    page.locator("main table tbody th a").first.click()
    page.wait_for_url(re.compile(r"/participants/[0-9a-f-]{36}/$"))
    page.locator("main").get_by_role("link", name="Arbeidstrening", exact=True).click()
    page.get_by_label(re.compile("Virksomhet eller skole")).fill(WORD)
    page.get_by_role("button", name="Registrer", exact=True).click()
    expect(page.locator("main table")).not_to_have_count(0)
    expect(page.locator("main td", has_text=WORD).first).to_be_visible()
    assert_fits(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate(WIDEST) <= PHONE["width"]
