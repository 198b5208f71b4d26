"""A leader's day in the browser, by the keys alone, and what happens where two write at once or a form lies open."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from demo.cast import DEMO_PASSWORD
from tests.journeys.keyboard import Keyboard
from tests.journeys.visitor import Visitor, at_a_browser
from tests.journeys.walking import problems

pytestmark = pytest.mark.browser

LEADER = "bjerke@demo.invalid"
KREM = "krem@demo.invalid"


@pytest.fixture
def leader(visitor):
    visitor.sign_in(LEADER)
    return visitor


@pytest.fixture
def another(browser, portal):
    """A second machine."""
    with at_a_browser(browser, portal) as another:
        yield another


def open_person(visitor: Visitor, place: int) -> str:
    """Somebody in follow-up, by place on the list; gives the address of their page."""
    visitor.go("/participants/")
    visitor.page.locator("main a.krem-count", has_text="Innskrevet").first.click()
    visitor.page.locator("main table tbody th a").nth(place).click()
    visitor.page.wait_for_url(re.compile(r"/participants/[0-9a-f-]{36}/$"))
    return visitor.page.url


def said(page: Page):
    return page.locator(".krem-messages")


def test_a_move_is_recorded_undone_and_corrected_by_the_keys(visitor):
    page, keys = visitor.page, Keyboard(visitor.page)
    visitor.go("/account/sign-in/")
    keys.write(page.locator("input[name=login]"), LEADER)
    keys.write(page.locator("input[name=password]"), DEMO_PASSWORD)
    page.keyboard.press("Enter")
    keys.press(page.get_by_role("link", name=re.compile("Innskrevet")).first)
    keys.press(page.locator("main table tbody a").first)
    moves = page.locator("section:has(#journey) tbody tr")
    expect(page.get_by_role("heading", name="Forløp", exact=True)).to_be_visible()
    before = moves.count()
    move_to_training(keys)
    expect(moves).to_have_count(before + 1)
    keys.press(page.get_by_role("button", name=re.compile("Angre")).last)
    expect(moves).to_have_count(before)
    move_to_training(keys)
    keys.press(moves.last.get_by_role("link", name=re.compile("Rett")))
    keys.write(page.get_by_label(re.compile("Virksomhet eller skole")), "Vintage Baby")
    keys.write(page.get_by_label("Hvorfor rettes det?"), "Stedet manglet")
    keys.press(page.get_by_role("button", name="Rett", exact=True))
    expect(moves.last).to_contain_text("Vintage Baby")
    keys.press(page.get_by_role("link", name=re.compile("Historikk")))
    expect(page.locator("main")).to_contain_text("Angret samme dag")
    expect(page.locator("main")).to_contain_text("Stedet manglet")


def move_to_training(keys: Keyboard) -> None:
    """From the person's page, and back there, without saying where."""
    keys.press(keys.page.locator("main").get_by_role("link", name="Arbeidstrening", exact=True))
    keys.press(keys.page.get_by_role("button", name="Registrer", exact=True))
    expect(said(keys.page)).to_contain_text("Overgangen er registrert")


def test_follow_ups_are_entered_by_the_keys(leader):
    page, keys = leader.page, Keyboard(leader.page)
    keys.press(page.get_by_role("link", name="Oppfølginger som skal gjøres").first)
    rows = page.locator("ol.krem-asks > li")
    expect(rows.first).to_be_visible()
    # The keys are a script's: it may still be on its way when the rows stand there.
    page.wait_for_load_state("load")
    waiting = page.locator("button[name=answer][value=work]")
    before = waiting.count()
    rows.nth(0).focus()
    page.keyboard.press("1")
    expect(rows.nth(0)).to_contain_text("Registrert")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("6")
    expect(rows.nth(1)).to_contain_text("Ikke nådd")
    expect(waiting).to_have_count(before - 2)
    keys.back_to(rows.nth(0).get_by_role("button", name=re.compile("Angre")))
    page.keyboard.press("Enter")
    expect(waiting).to_have_count(before - 1)


def test_a_proposal_is_answered_by_either_side(leader, another):
    page, keys = leader.page, Keyboard(leader.page)
    open_person(leader, 3)
    keys.press(page.get_by_role("link", name="Forslag", exact=True))
    page.wait_for_url(re.compile("/proposals/$"))
    proposals = page.url
    propose(keys, "Begynte på kurs")
    expect(page.locator("article")).to_contain_text("Begynte på kurs")

    another.sign_in(KREM)
    theirs, their_keys = another.page, Keyboard(another.page)
    theirs.goto(proposals)
    their_keys.write(theirs.get_by_label("Hvorfor ikke?"), "Kurset begynner først i mai")
    their_keys.press(theirs.get_by_role("button", name="Avvis"))
    expect(theirs.locator("article")).to_contain_text("Kurset begynner først i mai")
    propose(their_keys, "Kurset er i gang")
    expect(theirs.locator("main")).to_contain_text("Kurset er i gang")

    page.goto(proposals)
    keys.press(page.get_by_role("button", name="Godkjenn"))
    expect(page.get_by_role("button", name="Godkjenn")).to_have_count(0)
    page.goto(proposals.replace("proposals/", ""))
    expect(page.locator("section:has(#journey) tbody tr").last).to_contain_text("Arbeidstrening")


def propose(keys: Keyboard, because: str) -> None:
    keys.choose(keys.page.get_by_role("group", name="Hvor går deltakeren?"), 3)
    keys.write(keys.page.get_by_label("Hvorfor foreslår du det?"), because)
    keys.press(keys.page.get_by_role("button", name="Foreslå"))


def test_contact_data_and_files_cost_a_reason_that_stands_in_the_log(leader, tmp_path):
    page, keys = leader.page, Keyboard(leader.page)
    open_person(leader, 4)
    reference = page.locator("h1").inner_text()
    keys.press(page.get_by_role("link", name="Kontaktopplysninger"))
    keys.write(page.get_by_label("Navn", exact=True), "Oppdiktet Person")
    keys.write(page.get_by_label("Telefon eller e-post"), "oppdiktet@example.invalid")
    keys.press(page.get_by_role("button", name="Lagre"))
    expect(page.locator("main")).not_to_contain_text("oppdiktet@example.invalid")
    keys.press(page.get_by_role("link", name="Kontaktopplysninger"))
    keys.choose(page.get_by_role("group", name="Hva trenger du det til?"), 0)
    keys.press(page.get_by_role("button", name="Vis kontaktopplysningene"))
    expect(page.locator("main")).to_contain_text("oppdiktet@example.invalid")

    leader.go("/participants/?list=enrolled")
    keys.press(page.get_by_role("link", name=re.compile("fil")).first)
    # Whoever signed in a moment ago is not asked for the password again.
    expect(page.get_by_label("Hva trenger du filen til?")).to_be_visible()
    keys.write(page.get_by_label("Hva trenger du filen til?"), "Møtet på mandag")
    assert problems(page) == []
    with page.expect_download() as started:
        keys.press(page.get_by_role("button", name="Last ned"))
    started.value.save_as(tmp_path / "liste.xlsx")
    assert load_workbook(tmp_path / "liste.xlsx").active.max_row > 10

    leader.go("/participants/")
    keys.press(page.get_by_role("link", name="Hvem har sett"))
    log = page.locator("main table").last
    expect(log).to_contain_text("Møtet på mandag")
    expect(log).to_contain_text(reference)


def test_two_at_once_on_the_same_person_and_nothing_typed_is_lost(leader, another):
    address = open_person(leader, 5)
    another.sign_in(LEADER)
    pages = (leader.page, another.page)
    for number, page in enumerate(pages):
        page.goto(f"{address}moves/new/?to=work")
        page.fill("input[name=workplace]", f"Verksted {number}")
        page.get_by_role("button", name="Registrer", exact=True).focus()
    for page in pages:
        page.keyboard.press("Enter")
    for page in pages:
        expect(page.locator(".krem-messages, .krem-summary").first).to_be_visible()
    late = [number for number, page in enumerate(pages) if page.locator(".krem-summary").count()]
    assert len(late) == 1
    page = pages[late[0]]
    expect(page.locator(".krem-summary")).to_contain_text(
        "Noen andre har endret dette siden du åpnet skjemaet"
    )
    expect(page.locator("input[name=workplace]")).to_have_value(f"Verksted {late[0]}")
    page.goto(address)
    expect(page.locator("main")).to_contain_text(f"Verksted {1 - late[0]}")
    expect(page.locator("main")).not_to_contain_text(f"Verksted {late[0]}")


def test_what_was_typed_is_there_after_signing_in_again(leader):
    page = leader.page
    open_person(leader, 6)
    page.locator("main").get_by_role("link", name="Ordinært arbeid", exact=True).click()
    page.fill("input[name=workplace]", "Vintage Baby")
    address = page.url
    # Signed out elsewhere, as the clock would do it.
    other = leader.context.new_page()
    other.goto(leader.portal.address + "/")
    other.get_by_role("button", name="Logg ut").click()
    other.wait_for_load_state()
    other.close()
    page.get_by_role("button", name="Registrer", exact=True).click()
    expect(page.locator("input[name=login]")).to_be_visible()
    assert "Vintage" not in page.url
    leader.fill_in_sign_in(LEADER)
    page.wait_for_url(address)
    expect(page.locator("input[name=workplace]")).to_have_value("Vintage Baby")
    expect(said(page)).to_contain_text("Det du hadde skrevet, står her")


def test_a_participant_answers_and_asks_on_the_own_page_and_the_office_answers(leader, another):
    page, keys = leader.page, Keyboard(leader.page)
    page.get_by_role("link", name="Oppfølginger som skal gjøres").first.click()
    page.locator("ol.krem-asks h3 a").last.click()
    keys.press(page.get_by_role("link", name="Deltakerens egen side"))
    page.wait_for_url(re.compile("/own-page/$"))
    own = page.url
    keys.press(page.get_by_role("button", name="Lag lenke"))
    link = re.search(r"http://\S+/my/\S+", page.get_by_label("Som melding").input_value())[0]
    assert problems(page) == []

    theirs, their_keys = another.page, Keyboard(another.page)
    theirs.goto(link)
    their_keys.press(theirs.get_by_role("button", name="Åpne siden min"))
    expect(theirs.locator("#id_kind")).to_be_visible()
    assert problems(theirs) == []
    their_keys.choose(theirs.locator("#id_answer"), 0)
    their_keys.press(theirs.get_by_role("button", name="Send svaret mitt"))
    expect(said(theirs)).to_contain_text("Takk. Svaret ditt er registrert")
    expect(theirs.get_by_role("button", name="Send svaret mitt")).to_have_count(0)
    their_keys.choose(theirs.locator("#id_kind"), 0)
    their_keys.write(theirs.get_by_label("Hva gjelder det?"), "Fødselsåret er feil")
    their_keys.press(theirs.get_by_role("button", name="Send til kontoret"))
    expect(said(theirs)).to_contain_text("Kontoret")
    their_keys.press(theirs.get_by_role("button", name="Jeg er ferdig: lukk siden min"))
    expect(theirs.locator("main")).not_to_contain_text("Fødselsåret er feil")
    theirs.goto(link)
    their_keys.press(theirs.get_by_role("button", name="Åpne siden min"))
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Lenken åpner ingenting")
    another.complaints.clear()

    page.goto(own)
    keys.press(page.get_by_role("link", name=re.compile("Svar")))
    page.wait_for_url(re.compile("/answer/$"))
    assert problems(page) == []
    keys.write(page.locator("input[name=answer]"), "Det er rettet")
    keys.press(page.get_by_role("button", name="Send svaret"))
    page.wait_for_url(own)
    expect(page.locator("main")).to_contain_text("Det er rettet")
