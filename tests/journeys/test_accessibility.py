"""Every page somebody can reach by its links, measured in a real browser: WCAG 2.2 AA, light and dark, wide and narrow."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.cast import DEMO_PASSWORD
from tests.conftest import SAMPLES
from tests.journeys.portal import DRAFT_SECONDS, Portal
from tests.journeys.walking import NARROW, NOT_PAGES, WIDE, Walk, problems, sideways, unfold, violations

pytestmark = pytest.mark.browser

SECONDS = 1000
EDITION = re.compile(r"/reports/[0-9a-f-]{36}/$")
MATRIX = Path(__file__).resolve().parents[1] / "walks" / "access_matrix.txt"
# By the names that the access matrix has for them.
ROLES = {
    "krem": "krem@demo.invalid",
    "bjerke_leader": "bjerke@demo.invalid",
    "mentor": "merk@demo.invalid",
    "imdi": "imdi@demo.invalid",
}
# A new page may be there before the made-up people have come so far that a link leads to it.
MOST_UNMET = 3
UNLINKED = {
    # Looked at without signing in.
    "account/closed/",
    "account/password/done/",
    "account/password/new/<uuid:uidb36>-<str:key>/",
    "account/password/sent/",
    # For machines.
    ".well-known/security.txt",
    "robots.txt",
    "healthz",
    "readyz",
    "sitemap.xml",
    # What there is only after something has been done: see the other tests here and the journeys.
    "imports/<uuid:run_id>/",
    "participants/joinings/<uuid:joining_id>/",
    "participants/requests/<uuid:data_request_id>/erase/",
    "participants/transfers/<uuid:transfer_id>/",
    "participants/requests/<uuid:data_request_id>/answer/",
    "reports/<uuid:edition_id>/publish/",
    # Once a seat has ended, or somebody has begun in one.
    "participants/offices/<uuid:office_id>/hand-over/",
    # Few people have a mentor or hold a job; the mentor's own walk comes by.
    "jobs/holders/<uuid:holding_id>/end/",
    "mentorships/<uuid:mentorship_id>/",
    "mentorships/<uuid:mentorship_id>/end/",
    # KREM may see it, and reaches it by the leader's address only.
    "participants/offices/<uuid:office_id>/follow-ups/",
}


@pytest.fixture
def open_page(browser: Browser):
    """A new page in a given light and width."""
    contexts = []

    def opened(scheme: str = "light", window: dict = WIDE, **options) -> Page:
        contexts.append(browser.new_context(color_scheme=scheme, viewport=window, **options))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def signed_in() -> dict[str, list]:
    """The cookies of those who have signed in: nobody signs out here, so that the next one goes on as they were."""
    return {}


@pytest.fixture
def sign_in(portal: Portal, signed_in: dict[str, list]):
    def signed(page: Page, email: str) -> None:
        if email in signed_in:
            page.context.add_cookies(signed_in[email])
            page.goto(f"{portal.address}/")
            expect_signed_in(page)
        else:
            give_password(page, portal, email)
        signed_in[email] = page.context.cookies()

    return signed


def give_password(page: Page, portal: Portal, email: str) -> None:
    portal.wait_to_sign_in()
    page.goto(f"{portal.address}/account/sign-in/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.get_by_role("button", name="Logg inn", exact=True).click()
    expect_signed_in(page)


def expect_signed_in(page: Page) -> None:
    # In a narrow window who is signed in stands in the menu, behind a button.
    expect(
        page.locator(".krem-user").or_(page.locator(".krem-menu-button")).filter(visible=True)
    ).to_be_visible()


def open_menu(page: Page) -> None:
    """Press the button that a narrow window has in place of the navigation."""
    page.get_by_role("button", name="Meny", exact=True).click()
    expect(page.locator(".krem-user")).to_be_visible()


def agreed(role: str) -> set[str]:
    """The pages that the access matrix opens for a role."""
    head, *rows = MATRIX.read_text().splitlines()
    column = head.split().index(role)
    answers = [re.match(r"/(\S*).*? GET +(.*)", row) for row in rows]
    pages = {row[1] for row in answers if row and row[2].split()[column] == "200"}
    left_out = leaving_out(role)
    pages = {page for page in pages if not NOT_PAGES.search(f"/{page}") and not left_out.search(f"/{page}")}
    return pages - UNLINKED


def leaving_out(role: str) -> re.Pattern:
    """What is the same for everybody is looked at by whoever has the fewest pages else."""
    return re.compile("$^" if role == "imdi" else "^/(about|accessibility|account|privacy|verification)/")


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """The kinds of pages that axe has been asked about: their template is the same for whoever opens them."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_for_everybody(open_page, sign_in, portal, role, looked_at):
    page = open_page()
    sign_in(page, ROLES[role])
    walk = Walk(page, portal.address, leaving_out(role), looked_at)
    walk.go(agreed(role))
    assert walk.wrong == {}
    unmet = agreed(role) - walk.routes
    assert len(unmet) <= MOST_UNMET, unmet


def test_the_questions_of_the_administration_are_for_everybody(open_page, sign_in, portal):
    page = open_page()
    sign_in(page, ROLES["krem"])
    for address in ("/admin/accounts/user/", "/admin/clusters/seat/"):
        page.goto(portal.address + address)
        for action in page.locator("select[name=action] option:not([value=''])").all():
            value = action.get_attribute("value")
            page.locator("input.action-select").first.check()
            page.select_option("select[name=action]", value)
            page.locator("button[name=index]").click()
            expect(page.locator("#content h1, #content h2").first).to_be_visible()
            assert problems(page) == [], value
            page.goto(portal.address + address)


def test_a_workbook_on_its_way_in_is_for_everybody(open_page, sign_in, portal, tmp_path):
    page = open_page("dark", NARROW)
    sign_in(page, "bjerke@demo.invalid")
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


def test_a_draft_on_its_way_out_is_for_everybody(open_page, sign_in, portal):
    page = open_page("dark", NARROW)
    sign_in(page, "krem@demo.invalid")
    page.goto(f"{portal.address}/reports/new/")
    page.locator("main article a").first.click()
    page.locator("input[name=period]").nth(1).check()
    # The page is loaded anew when the work ends, which must not happen under axe.
    page.route("**/progress/", lambda _poll: None)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(EDITION)
    assert violations(page) == []
    draft = page.url
    page.unroute("**/progress/")
    page.reload()
    expect(page.locator("#review")).to_be_visible(timeout=DRAFT_SECONDS * SECONDS)
    unfold(page)
    assert violations(page) == []
    assert sideways(page) == 0
    for name in ("publish", "again", "discard"):
        page.goto(f"{draft}{name}/")
        assert violations(page) == []
        assert sideways(page) == 0
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".krem-messages")).to_be_visible()


def test_skills_that_are_found_while_writing_are_for_everybody(open_page, sign_in, portal):
    page = open_page()
    sign_in(page, ROLES["mentor"])
    page.goto(f"{portal.address}/openings/new/")
    page.locator("#skills-look-for").press_sequentially("sy")
    expect(page.locator("#skills-found li").first).to_be_visible()
    assert problems(page) == []


def test_pages_before_signing_in_are_for_everybody(open_page, portal):
    page = open_page()
    for path in (
        "/",
        "/about/",
        "/privacy/",
        "/accessibility/",
        "/verification/",
        "/account/sign-in/",
        "/account/password/forgotten/",
        "/account/password/sent/",
        "/account/password/done/",
        "/account/password/new/00000000-0000-4000-8000-000000000000-none/",
        "/account/closed/",
        "/my/",
        "/invitation/",
        f"/verification/?checksum={'0' * 64}",
        "/nowhere/",
    ):
        page.goto(portal.address + path)
        assert problems(page) == [], path


def test_the_keyboard_comes_to_the_skip_link_first(open_page, sign_in, portal):
    page = open_page()
    sign_in(page, "krem@demo.invalid")
    page.goto(portal.address + "/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("href", "#content")
    assert focused.bounding_box()["height"] > 20
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_what_is_wrong_with_a_form_gets_the_focus(open_page, sign_in, portal):
    page = open_page("dark", NARROW)
    sign_in(page, "krem@demo.invalid")
    page.goto(f"{portal.address}/reports/new/")
    page.locator("main article a").first.click()
    page.locator("main form button[type=submit]").click()
    summary = page.locator(".krem-summary")
    expect(summary).to_be_focused()
    assert violations(page) == []
    summary.locator("a").first.click()
    assert page.url.endswith("#id_period")


def test_nothing_is_lost_at_twice_the_text(open_page, sign_in, portal):
    page = open_page("light", {**WIDE, "width": WIDE["width"] // 2})
    sign_in(page, "krem@demo.invalid")
    page.goto(portal.address + "/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert sideways(page) == 0
    open_menu(page)
    assert sideways(page) == 0
    last = page.locator(".krem-navigation a").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)


def test_what_is_chosen_shows_in_the_readers_own_colours(open_page, sign_in, portal):
    page = open_page(forced_colors="active")
    sign_in(page, "bjerke@demo.invalid")
    page.locator("a.krem-count").first.click()
    chosen = page.locator("a.krem-count[aria-current]")
    expect(chosen).to_have_css("outline-style", "solid")
    expect(page.locator("a.krem-count:not([aria-current])").first).to_have_css("outline-style", "none")
    dot = page.locator(".krem-state").first.evaluate("e => getComputedStyle(e, '::before').backgroundColor")
    assert dot == page.locator(".krem-state").first.evaluate(
        """e => {
            const probe = document.createElement('i');
            probe.style.forcedColorAdjust = 'none';
            probe.style.color = getComputedStyle(e).getPropertyValue('--krem-tone');
            document.body.append(probe);
            return getComputedStyle(probe).color;
        }"""
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_menu_of_a_narrow_window_is_for_everybody(open_page, sign_in, portal, scheme):
    page = open_page(scheme, NARROW)
    sign_in(page, "bjerke@demo.invalid")
    expect(page.locator(".krem-navigation")).not_to_be_visible()
    open_menu(page)
    assert violations(page) == []
    assert sideways(page) == 0
    expect(page.get_by_role("button", name="Logg ut")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator(".krem-navigation")).not_to_be_visible()
    open_menu(page)
    page.locator(".krem-navigation a").last.click()
    expect(page.locator(".krem-user")).to_be_attached()
    expect(page.locator(".krem-navigation")).not_to_be_visible()


def test_the_pages_work_without_script(open_page, portal):
    page = open_page(java_script_enabled=False)
    give_password(page, portal, "imdi@demo.invalid")
    page.locator("main article h3 a").first.click()
    expect(page.get_by_role("heading", name="Hovedfunn")).to_be_visible()
    chapter = page.locator("main details.krem-chapter:has(svg):has(table)").first
    expect(chapter.locator("svg").first).not_to_be_visible()
    chapter.locator("summary").first.click()
    expect(chapter.locator("svg").first).to_be_visible()
    chapter.locator("details summary").first.click()
    expect(chapter.locator("table").first).to_be_visible()
