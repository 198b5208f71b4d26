"""What a mark in a chart says is seen when one points at it or comes to it with the keys, without a script."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from reports.document.charts.charts import draw_charts
from tests.reports.document.examples import example

pytestmark = pytest.mark.browser
SHEET = settings.BASE_DIR / "static" / "css" / "reports.css"


@pytest.fixture
def page(browser):
    context = browser.new_context(java_script_enabled=False)
    svg = draw_charts(example())[0].page_svg
    page = context.new_page()
    page.set_content(f"<style>{SHEET.read_text()}</style><figure class='krem-chart'>{svg}</figure><p>x</p>")
    yield page
    context.close()


def test_the_value_is_seen_by_the_mouse_and_by_the_keys_and_one_at_a_time(page):
    marks, told = page.locator(".krem-readout"), page.locator(".krem-readout__told")
    seen = told.filter(visible=True)
    expect(seen).to_have_count(0)
    page.keyboard.press("Tab")
    expect(told.nth(0)).to_be_visible()
    page.keyboard.press("Tab")
    expect(told.nth(1)).to_be_visible()
    expect(seen).to_have_count(1)
    marks.nth(3).hover()
    expect(told.nth(3)).to_be_visible()
    expect(seen).to_have_count(1)
    assert marks.nth(3).get_attribute("aria-label").split()[-1] in told.nth(3).text_content()
