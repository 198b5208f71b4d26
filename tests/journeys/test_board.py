"""The board of the step model: worked on with the keys alone, in a browser that runs no script."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.visitor import at_a_browser

pytestmark = pytest.mark.browser


@pytest.fixture
def leader(browser, portal):
    with at_a_browser(browser, portal, java_script_enabled=False) as leader:
        leader.sign_in("bjerke@demo.invalid")
        yield leader


def test_a_task_is_put_on_the_board_and_brought_on_without_script_or_mouse(leader):
    page, keys = leader.page, Keyboard(leader.page)
    keys.press(page.get_by_role("link", name="Utviklingsmodellen"))
    keys.press(page.locator("main").get_by_role("link", name="Tavla til NAV Bjerke"))
    keys.press(page.get_by_role("link", name=re.compile("^Legg til")).first)
    keys.write(page.locator("input[name=title]"), "Felles dag for veiledere og mentorer")
    keys.press(page.locator("main form button[type=submit]"))
    expect(page.locator("main")).to_contain_text("Felles dag for veiledere og mentorer")
    keys.choose(page.locator("#id_state"), 0)
    keys.press(page.locator("form[action$='/state/'] button"))
    expect(page.locator(".krem-facts")).to_contain_text("I gang")
    keys.choose(page.locator("#id_rhythm"), 1)
    keys.write(page.locator("form[action$='/log/'] [name=text]"), "Mentorene vil ha flere slike dager")
    keys.press(page.locator("form[action$='/log/'] button"))
    expect(page.locator(".krem-log")).to_contain_text("Involvere")
    expect(page.locator(".krem-log")).to_contain_text("Mentorene vil ha flere slike dager")
