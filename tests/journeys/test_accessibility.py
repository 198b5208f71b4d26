"""Every page somebody can reach by its links, measured in a real browser: WCAG 2.2 AA, light and dark, wide and narrow."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.demo import DEMO_PASSWORD
from tests.conftest import SAMPLES
from tests.journeys.portal import Portal

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDE, NARROW = 1280, 320
SECONDS = 1000
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
# The administration is Django's own; files are no pages.
NOT_PAGES = re.compile(r"^/admin/|/files/|/recovery-codes/file/|^/imports/template/|sign-out")
ROLES = ["krem@demo.invalid", "bjerke@demo.invalid", "merk@demo.invalid", "imdi@demo.invalid"]


@pytest.fixture
def open_page(browser: Browser):
    """A new page in a given light and width."""
    contexts = []

    def opened(scheme: str = "light", width: int = WIDE, **options) -> Page:
        contexts.append(
            browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, **options)
        )
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page, portal: Portal, email: str) -> None:
    page.goto(f"{portal.address}/account/sign-in/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator(".krem-user")).to_be_visible()


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", STANDARDS)["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def sideways(page: Page) -> int:
    """How many pixels of the page lie outside the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def links(page: Page) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
    return [href.partition("#")[0] for href in hrefs if not NOT_PAGES.search(href)]


def walk(page: Page, portal: Portal) -> dict[str, list[str]]:
    """Visit one page of each kind that links lead to, and gather what is wrong with each."""
    wrong, seen, waiting = {}, set(), ["/"]
    while waiting:
        path = waiting.pop(0)
        kind = ID.sub("*", path.partition("?")[0])
        if kind in seen:
            continue
        seen.add(kind)
        page.goto(portal.address + path)
        problems = violations(page)
        if pixels := sideways(page):
            problems.append(f"{pixels} pixels outside the window")
        if problems:
            wrong[path] = problems
        waiting += links(page)
    assert len(seen) > 3, seen
    return wrong


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", NARROW)])
@pytest.mark.parametrize("email", ROLES)
def test_every_page_is_for_everybody(open_page, portal, email, scheme, width):
    page = open_page(scheme, width)
    sign_in(page, portal, email)
    assert walk(page, portal) == {}


def test_a_workbook_on_its_way_in_is_for_everybody(open_page, portal, tmp_path):
    page = open_page("dark", NARROW)
    sign_in(page, portal, "bjerke@demo.invalid")
    page.goto(f"{portal.address}/imports/")
    page.set_input_files("input[type=file]", SAMPLES / "bjerke.xlsx")
    page.locator("main form.krem-form button").click()
    expect(page.locator("form[action$='/confirm/'] button")).to_be_visible(timeout=60 * SECONDS)
    assert violations(page) == []
    assert sideways(page) == 0
    page.locator("form[action$='/cancel/'] button").click()
    expect(page.locator(".krem-messages")).to_be_visible()
    assert violations(page) == []
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"not a workbook")
    page.set_input_files("input[type=file]", broken)
    page.locator("main form.krem-form button").click()
    expect(page.locator("#problems")).to_be_visible(timeout=60 * SECONDS)
    assert violations(page) == []
    assert sideways(page) == 0


def test_a_draft_on_its_way_out_is_for_everybody(open_page, portal):
    page = open_page("dark", NARROW)
    sign_in(page, portal, "krem@demo.invalid")
    page.goto(f"{portal.address}/reports/new/")
    page.locator("main article a").first.click()
    page.locator("input[name=period]").nth(1).check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(ID)
    assert violations(page) == []
    draft = page.url
    expect(page.locator("#review")).to_be_visible(timeout=60 * SECONDS)
    for details in page.locator("main details summary").all():
        details.click()
    assert violations(page) == []
    assert sideways(page) == 0
    for name in ("publish", "again", "discard"):
        page.goto(f"{draft}{name}/")
        assert violations(page) == []
        assert sideways(page) == 0
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".krem-messages")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_before_signing_in_are_for_everybody(open_page, portal, scheme):
    page = open_page(scheme, NARROW)
    for path in (
        "/account/sign-in/",
        "/account/password/forgotten/",
        "/accessibility/",
        "/verification/",
        f"/verification/?checksum={'0' * 64}",
        "/nowhere/",
    ):
        page.goto(portal.address + path)
        assert violations(page) == [], path
        assert sideways(page) == 0, path


def test_the_keyboard_comes_to_the_skip_link_first(open_page, portal):
    page = open_page()
    sign_in(page, portal, "krem@demo.invalid")
    page.goto(portal.address + "/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("href", "#content")
    assert focused.bounding_box()["height"] > 20
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_what_is_wrong_with_a_form_gets_the_focus(open_page, portal):
    page = open_page("dark", NARROW)
    sign_in(page, portal, "krem@demo.invalid")
    page.goto(f"{portal.address}/reports/new/")
    page.locator("main article a").first.click()
    page.locator("main form button[type=submit]").click()
    summary = page.locator(".krem-summary")
    expect(summary).to_be_focused()
    assert violations(page) == []
    summary.locator("a").first.click()
    assert page.url.endswith("#id_period")


def test_nothing_is_lost_at_twice_the_text(open_page, portal):
    page = open_page("light", WIDE // 2)
    sign_in(page, portal, "krem@demo.invalid")
    page.goto(portal.address + "/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert sideways(page) == 0
    expect(page.locator(".krem-navigation a").last).to_be_visible()


def test_the_pages_work_without_script(open_page, portal):
    page = open_page(java_script_enabled=False)
    sign_in(page, portal, "imdi@demo.invalid")
    page.locator("main article h3 a").first.click()
    expect(page.locator("main table").first).to_be_visible()
    expect(page.locator("main svg").first).to_be_visible()
