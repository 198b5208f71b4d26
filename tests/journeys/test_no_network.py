"""The network is gone while somebody writes: whichever way they send, go or come back, what was typed is there again."""

import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.visitor import Visitor, at_a_browser

pytestmark = pytest.mark.browser

LEADER = "bjerke@demo.invalid"
ADDRESS = "/knowledge/new/"
TEXT = ("Dette lærte vi av samarbeidet. " * 28).strip()
# What the browser and htmx say of a network that is gone.
BROWSERS_OWN = re.compile(r"net::ERR_|Failed to load resource|htmx:(sendError|afterRequest)")


@pytest.fixture(scope="module")
def cookies(browser, portal):
    """Of a leader who has signed in, for all tests that do not sign out again."""
    with at_a_browser(browser, portal) as leader:
        leader.sign_in(LEADER)
        return leader.context.storage_state()


@pytest.fixture
def leader(browser, portal, cookies):
    with at_a_browser(browser, portal, expected=BROWSERS_OWN, storage_state=cookies) as leader:
        # Some go back from where they write: as after signing in, that is to the front page.
        leader.go("/")
        yield leader


@pytest.fixture
def writer(leader):
    """A long text has been typed, and nothing sent."""
    return begin_to_write(leader)


@pytest.fixture
def leaving_writer(browser, portal):
    """Somebody who will sign out."""
    with at_a_browser(browser, portal, expected=BROWSERS_OWN) as leader:
        leader.sign_in(LEADER)
        yield begin_to_write(leader)


def begin_to_write(leader: Visitor) -> Visitor:
    leader.go(ADDRESS)
    page = leader.page
    page.fill("[name=title]", "Om samarbeid")
    page.fill("[name=what]", TEXT)
    expect(told(page)).to_be_empty()
    return leader


def told(page: Page):
    return page.locator("#typed-back[role=status]")


def notice(page: Page):
    return page.locator("#no-network")


def send(page: Page):
    return page.locator("main form.krem-form button[type=submit]")


def by_the_button(page: Page) -> None:
    send(page).click()


def by_enter(page: Page) -> None:
    page.locator("[name=title]").press("Enter")


def by_a_button_elsewhere(page: Page) -> None:
    """A button beside the form, that names it, and an address of its own."""
    page.evaluate("""() => {
        const form = document.querySelector("main form.krem-form");
        form.id = "written";
        const button = Object.assign(document.createElement("button"), { textContent: "Send", id: "elsewhere" });
        button.setAttribute("form", "written");
        button.setAttribute("formaction", location.pathname + "?elsewhere=1");
        document.querySelector("main").prepend(button);
    }""")
    page.click("#elsewhere")


def by_a_script(page: Page) -> None:
    page.locator("main form.krem-form").evaluate("form => form.requestSubmit()")


def by_clicking_twice(page: Page) -> None:
    send(page).dblclick()


def by_clicking_twice_slowly(page: Page) -> None:
    """By the second click the first could have been told already, and the button stand elsewhere."""
    button = send(page)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(*at)
    page.wait_for_timeout(250)
    page.mouse.click(*at)


SENDING = [
    by_the_button,
    by_enter,
    by_a_button_elsewhere,
    by_a_script,
    by_clicking_twice,
    by_clicking_twice_slowly,
]


def expect_text(page: Page) -> None:
    expect(page.locator("[name=what]")).to_have_value(TEXT)
    expect(page.locator("[name=title]")).to_have_value("Om samarbeid")


@pytest.mark.parametrize("way", SENDING)
def test_a_form_that_cannot_be_sent_stays_and_can_be_sent_again(writer, way):
    page = writer.page
    writer.context.set_offline(True)
    way(page)
    expect(notice(page)).to_contain_text("Ingen forbindelse")
    expect(notice(page)).to_be_focused()
    assert page.url.endswith(ADDRESS)
    expect_text(page)
    page.get_by_role("button", name="Prøv igjen").click()
    expect(notice(page)).to_be_visible()
    expect_text(page)


def test_trying_again_sends_it_once_and_then_it_is_forgotten(writer):
    page = writer.page
    title = "Sendt da nettet kom tilbake"
    page.fill("[name=title]", title)
    fill_in_the_rest(page)
    writer.context.set_offline(True)
    by_the_button(page)
    expect(notice(page)).to_be_visible()
    writer.context.set_offline(False)
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.get_by_role("button", name="Prøv igjen").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert len(sent) == 1
    assert kept(page) == ""
    writer.go(ADDRESS)
    expect(page.locator("[name=what]")).to_have_value("")
    expect(told(page)).to_be_empty()
    assert "form-" not in page.evaluate("document.cookie")


def fill_in_the_rest(page: Page) -> None:
    for group in page.locator("main form.krem-form fieldset:has(input[type=radio])").all():
        group.locator("input").first.check()
    for select in page.locator("main form.krem-form select").all():
        select.select_option(index=1)


def test_a_portal_that_does_not_answer_is_no_network_either(writer):
    """The browser believes that it is online."""
    page = writer.page
    page.route("**/healthz", lambda route: route.abort("connectionrefused"))
    by_the_button(page)
    expect(notice(page)).to_be_visible()
    page.unroute("**/healthz")
    page.route("**/healthz", lambda route: route.fulfill(status=502))
    page.get_by_role("button", name="Prøv igjen").click()
    expect(notice(page)).to_be_visible()
    expect_text(page)


def test_a_link_does_not_lead_to_the_browsers_own_error(writer):
    page = writer.page
    writer.context.set_offline(True)
    page.locator("nav a").first.click()
    expect(notice(page)).to_contain_text("står her fortsatt")
    expect_text(page)
    writer.context.set_offline(False)
    page.get_by_role("button", name="Prøv igjen").click()
    page.wait_for_url(lambda url: not url.endswith(ADDRESS))
    page.go_back()
    expect(told(page)).to_contain_text("ikke sendt ennå")
    expect_text(page)


def without_network(page: Page, go) -> None:
    """To the browser's own page of error."""
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        go()
    page.context.set_offline(False)


def by_reloading(page: Page) -> None:
    without_network(page, page.reload)
    page.reload()


def by_an_address_and_back(page: Page) -> None:
    home = re.sub(r"/knowledge/new/$", "/", page.url)
    without_network(page, lambda: page.goto(home))
    page.go_back()


def by_back_and_forward(page: Page) -> None:
    without_network(page, page.go_back)
    page.go_forward()


def by_opening_it_anew(page: Page) -> None:
    address = page.url
    without_network(page, page.reload)
    page.goto(address)


WAYS_BACK = [by_reloading, by_an_address_and_back, by_back_and_forward, by_opening_it_anew]


@pytest.mark.parametrize("way", WAYS_BACK)
def test_whoever_comes_back_finds_the_text_and_is_told(writer, way):
    page = writer.page
    way(page)
    expect(told(page)).to_contain_text("Det du hadde skrevet her, er tilbake. Det er ikke sendt ennå.")
    expect_text(page)


@pytest.mark.parametrize("way", [by_the_button, by_enter, by_a_button_elsewhere])
def test_a_network_that_goes_while_it_is_sent_is_told_as_what_it_is(writer, way):
    page = writer.page

    def cut(route):
        if route.request.method == "POST":
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/knowledge/new/**", cut)
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        way(page)
    page.unroute("**/knowledge/new/**")
    writer.go(ADDRESS)
    expect(told(page)).to_contain_text("Forbindelsen ble brutt mens dette ble sendt")
    expect_text(page)


def test_what_came_back_can_be_thrown_away(writer):
    page = writer.page
    page.reload()
    expect_text(page)
    page.get_by_role("button", name="Kast det").click()
    expect(page.locator("[name=what]")).to_have_value("")
    page.reload()
    expect(page.locator("[name=what]")).to_have_value("")
    expect(told(page)).to_be_empty()


def test_a_form_that_was_refused_is_not_lost_afterwards(writer):
    page = writer.page
    page.fill("[name=title]", "")
    by_the_button(page)
    expect(page.locator(".krem-error").first).to_be_visible()
    expect(page.locator("[name=what]")).to_have_value(TEXT)
    expect(told(page)).to_be_empty()
    page.fill("[name=title]", "Om samarbeid")
    without_network(page, lambda: page.goto(page.url))
    writer.go(ADDRESS)
    expect(told(page)).to_contain_text("er tilbake")
    expect_text(page)


def test_nothing_is_left_for_whoever_comes_next(leaving_writer):
    page = leaving_writer.page
    assert TEXT in kept(page)
    leaving_writer.sign_out()
    assert kept(page) == ""
    leaving_writer.sign_in("krem@demo.invalid")
    leaving_writer.go(ADDRESS)
    expect(page.locator("[name=what]")).to_have_value("")


def test_a_sign_out_in_another_tab_empties_this_one(leaving_writer):
    assert TEXT in kept(leaving_writer.page)
    other = leaving_writer.context.new_page()
    other.goto(leaving_writer.portal.address)
    other.get_by_role("button", name="Logg ut").click()
    expect(other.get_by_role("button", name="Logg ut")).to_have_count(0)
    for _ in range(100):
        if not kept(leaving_writer.page):
            break
        leaving_writer.page.wait_for_timeout(100)
    assert kept(leaving_writer.page) == ""
    expect_text(leaving_writer.page)


def test_contact_data_and_secrets_are_never_kept(leader):
    page = leader.page
    leader.go("/participants/")
    page.locator("main a[href$='/new/']").first.click()
    page.fill("[name=birth_year]", "1988")
    page.fill("[name=name]", "Oppdiktet Navnesen")
    page.fill("[name=way]", "99 99 99 99")
    assert "1988" in kept(page)
    assert "Navnesen" not in kept(page)
    assert "99 99" not in kept(page)
    page.reload()
    expect(page.locator("[name=birth_year]")).to_have_value("1988")
    expect(page.locator("[name=name]")).to_have_value("")
    expect(told(page)).to_contain_text("Kontaktopplysninger")
    leader.go("/account/password/change/")
    for field in page.locator("input[type=password]").all():
        field.fill("hemmelig-ord-som-ikke-tas-vare-på")
    assert "hemmelig" not in kept(page)


def kept(page: Page) -> str:
    """What the tab holds of forms; htmx notes the address of the page there too."""
    return page.evaluate(
        "Object.entries(sessionStorage).filter(([key]) => key.startsWith('form ')).flat().join(' ')"
    )


def test_an_answer_sent_without_leaving_the_page_stays(leader):
    """A form that a script sends: the row is there still, and the page says why."""
    page = leader.page
    leader.go("/")
    page.get_by_role("link", name="Oppfølginger som skal gjøres").first.click()
    row = page.locator("form[hx-post]").first
    row.wait_for()
    leader.context.set_offline(True)
    row.locator("button[type=submit]").first.click()
    expect(notice(page)).to_contain_text("Ingen forbindelse")
    expect(row).to_be_visible()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("Nynorsk", "Det du hadde skrive her, er tilbake."), ("English", "What you had typed here is back.")],
)
def test_it_is_said_in_the_language_of_the_page(writer, language, sentence):
    page = writer.page
    page.get_by_role("button", name=language, exact=True).click()
    expect(told(page)).to_contain_text(sentence)
    expect_text(page)
    page.get_by_role("button", name="Bokmål", exact=True).click()
    expect(told(page)).to_contain_text("Det du hadde skrevet her, er tilbake.")
