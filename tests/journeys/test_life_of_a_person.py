"""The life of a person in the browser: registered, moved to another office, erased when they ask; and who works as what."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import Visitor, at_a_browser
from tests.journeys.walking import problems

pytestmark = pytest.mark.browser

BJERKE, ULLENSVANG, SAGENE = (f"{name}@demo.invalid" for name in ("bjerke", "ullensvang", "sagene"))
PERSON = re.compile(r"/participants/[0-9a-f-]{36}/$")
MOST_CLICKS = 10


@pytest.fixture
def leader(visitor):
    visitor.sign_in(BJERKE)
    return visitor


@pytest.fixture
def another(browser, portal):
    """A second machine."""
    with at_a_browser(browser, portal) as another:
        yield another


def said(page: Page):
    return page.locator(".krem-messages")


def register(visitor: Visitor, reference: str, birth_year: str) -> str:
    """Somebody new at Bjerke, enrolled some weeks ago; gives the address of their page."""
    page = visitor.page
    visitor.go("/participants/")
    page.get_by_role("link", name="Registrer en deltaker").click()
    page.fill("input[name=reference]", reference)
    page.fill("input[name=birth_year]", birth_year)
    page.fill("input[name=informed_on]", "05.10.2026")
    page.fill("input[name=enrolled_on]", "05.10.2026")
    assert problems(page) == []
    page.get_by_role("button", name="Registrer", exact=True).click()
    expect(said(page)).to_contain_text("Deltakeren er registrert")
    page.wait_for_url(PERSON)
    return page.url


def test_somebody_moves_to_another_office_and_sight_passes_that_day(leader, another):
    page, address = leader.page, register(leader, "FLYTTER-1", "1971")
    page.get_by_role("link", name="Flytt til et annet kontor").click()
    page.locator("select[name=to]").select_option(label="NAV Ullensvang")
    page.fill("input[name=because]", "Flytter til Odda")
    assert problems(page) == []
    page.get_by_role("button", name="Spør det andre kontoret").click()
    expect(said(page)).to_contain_text("Det andre kontoret er spurt")

    # This office reads nynorsk.
    another.sign_in(ULLENSVANG)
    theirs = another.page
    theirs.get_by_role("link", name="NAV Bjerke ber dykk ta over FLYTTER-1").click()
    assert problems(theirs) == []
    theirs.fill("input[name=reference]", "ULL-900")
    theirs.get_by_role("button", name="Ta over").click()
    theirs.wait_for_url(address)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("ULL-900")
    expect(theirs.locator("section:has(#journey) tbody tr")).to_have_count(1)

    assert page.goto(address).status == 404
    leader.complaints.clear()


def test_another_office_is_asked_whether_two_records_are_one_person(leader, another):
    page = leader.page
    register(leader, "TO-ADRESSER-1", "1975")
    page.get_by_role("link", name="Slå sammen").click()
    page.locator("select[name=to]").select_option(label="NAV Ullensvang")
    page.fill("input[name=reference]", "ULL-12")
    page.fill("[name=because]", "Samme fødselsår og samme dag")
    assert problems(page) == []
    page.locator("main button[type=submit]").first.click()
    expect(said(page)).to_be_visible()
    another.sign_in(ULLENSVANG)
    theirs = another.page
    theirs.locator("a[href*='/participants/joinings/']").first.click()
    expect(theirs.locator("main")).to_contain_text("TO-ADRESSER-1")
    assert problems(theirs) == []


def test_a_request_for_erasure_is_answered_in_few_clicks(leader, another):
    page, address = leader.page, register(leader, "SLETTES-1", "1948")
    page.get_by_role("link", name="Deltakerens egen side").click()
    page.get_by_role("button", name="Lag lenke").click()
    link = re.search(r"http://\S+/my/\S+", page.get_by_label("Som melding").input_value())[0]
    theirs = another.page
    theirs.goto(link)
    theirs.get_by_role("button", name="Åpne siden min").click()
    theirs.locator("input[name=kind][value=erasure]").check()
    theirs.get_by_label("Hva gjelder det?").fill("Slett alt")
    theirs.get_by_role("button", name="Send til kontoret").click()
    expect(said(theirs)).to_contain_text("Kontoret")

    leader.go("/")
    steps = [
        lambda: page.get_by_role("link", name="Ber om retting eller sletting").first.click(),
        lambda: page.get_by_role("link", name="SLETTES-1").first.click(),
        lambda: page.get_by_role("link", name=re.compile("ber om retting eller sletting")).click(),
        lambda: page.get_by_role("link", name=re.compile("^Svar")).first.click(),
        lambda: page.get_by_role("link", name="Slett, eller si hvorfor ikke").click(),
        lambda: page.locator("input[name=what][value=erase]").check(),
        lambda: page.get_by_role("button", name="Gjør dette").click(),
    ]
    for step in steps:
        assert problems(page) == []
        step()
    expect(said(page)).to_contain_text("Alt er slettet")
    assert len(steps) < MOST_CLICKS
    assert page.goto(address).status == 404
    # Nor does the participant's browser lead anywhere any more.
    theirs.reload()
    expect(theirs.locator("main")).not_to_contain_text("SLETTES-1")
    leader.complaints.clear()
    another.complaints.clear()


def test_a_leader_with_two_posts_works_under_one_at_a_time(visitor):
    visitor.sign_in(SAGENE)
    page = visitor.page
    expect(page.locator("header")).to_contain_text("NAV-leder, NAV Sagene")
    page.get_by_role("button", name="Bytt til KREM-ansatt").click()
    expect(page.locator("header")).to_contain_text("KREM-ansatt, KREM")
    expect(page.get_by_role("link", name="NAV Bjerke").first).to_be_visible()
    page.get_by_role("button", name="Bytt til NAV-leder").click()
    expect(page.locator("header")).to_contain_text("NAV-leder, NAV Sagene")
    expect(page.get_by_role("link", name="NAV Bjerke")).to_have_count(0)
