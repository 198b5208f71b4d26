"""The fourth exit in a browser: a founder with a mentor, a job created and filled, an opening matched and shared."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import SECONDS, Visitor, at_a_browser

pytestmark = pytest.mark.browser

REFERENCE = re.compile(r"[A-ZÆØÅ]{3}-\d{4}")


@pytest.fixture
def leader(browser, portal):
    with at_a_browser(browser, portal) as leader:
        leader.sign_in("bjerke@demo.invalid")
        yield leader


@pytest.fixture
def mentor(visitor):
    visitor.sign_in("merk@demo.invalid")
    return visitor


def somebody_at_bjerke(leader: Visitor, place: int) -> str:
    """A participant who is in follow-up, by place on the list; leaves the leader on the page of ventures and work."""
    leader.go("/participants/")
    leader.page.locator("main a.krem-count", has_text="Innskrevet").first.click()
    leader.page.locator("main table tbody th a").nth(place).click()
    # A click does not wait for the page it leads to.
    leader.page.wait_for_url(re.compile(r"/participants/[0-9a-f-]{36}/$"))
    reference = leader.page.locator("h1").inner_text()
    leader.page.get_by_role("link", name="Virksomheter, arbeid og kompetanse").click()
    leader.page.wait_for_url(re.compile(r"/participants/[0-9a-f-]{36}/.+/$"))
    return REFERENCE.search(reference)[0]


def test_a_founder_gets_a_mentor_who_writes_down_how_it_goes(leader, mentor):
    page = leader.page
    reference = somebody_at_bjerke(leader, 0)
    address = page.url
    page.get_by_role("link", name="Registrer en virksomhet").click()
    page.fill("input[name=name]", "Reisesyerskene")
    page.check("input[name=rung][value=plan]")
    page.fill("input[name=day]", "2026-01-10")
    page.check("input[name=lines][value=double]")
    page.get_by_role("button", name="Registrer").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Plan")
    venture = page.url
    page.goto(address)
    page.get_by_role("link", name="Knytt til en mentor").click()
    page.select_option("select[name=mentor]", index=1)
    page.get_by_role("button", name="Knytt til").click()
    # The form names the mentor too.
    page.wait_for_url(address)
    expect(page.locator("main")).to_contain_text("Demo MERK")

    theirs = mentor.page
    mentor.go("/")
    theirs.locator("section:has(#people)").get_by_role("link", name=reference).click()
    theirs.get_by_role("link", name="Registrer en samtale").click()
    theirs.select_option("select[name=theme]", index=1)
    theirs.fill("input[name=next_step]", "Ringe tre kunder")
    theirs.get_by_role("button", name="Registrer").click()
    expect(theirs.locator("main")).to_contain_text("Ringe tre kunder")
    theirs.goto(venture + "step/")
    expect(theirs.locator("input[name=rung][value=assessment]")).to_have_count(0)
    theirs.check("input[name=rung][value=registered]")
    theirs.fill("input[name=organisation_number]", "310 099 997")
    theirs.get_by_role("button", name="Registrer").click()
    expect(theirs.locator(".krem-summary")).to_be_visible()
    theirs.fill("input[name=organisation_number]", "310 000 019")
    theirs.get_by_role("button", name="Registrer").click()
    expect(theirs.locator("[aria-current=step]")).to_contain_text("Organisasjonsnummer")


def test_a_job_is_created_filled_and_asked_after(leader, mentor):
    need = f"Ombruk av skolemøbler {date.today():%d%m}"  # noqa: DTZ011 - a word on a page
    page = mentor.page
    mentor.go("/jobs/new/")
    page.fill("input[name=need]", need)
    page.select_option("select[name=owner]", label="MERK")
    page.fill("input[name=hours_percent]", "60")
    page.fill("input[name=starts_on]", "2026-02-02")
    page.get_by_role("button", name="Registrer jobben").click()
    page.wait_for_url(re.compile(r"/jobs/[0-9a-f-]{36}/$"))
    address = page.url

    # Not the founder of the journey above: a mentor may know whom they follow.
    reference = somebody_at_bjerke(leader, 1)
    leader.page.goto(address)
    leader.page.get_by_role("link", name="Noen får jobben").click()
    leader.page.fill("input[name=reference]", reference.lower())
    leader.page.fill("input[name=starts_on]", "2026-02-02")
    leader.page.get_by_role("button", name="Registrer").click()
    expect(leader.page.locator("main table")).to_contain_text(reference)
    page.goto(address)
    expect(page.locator("main table")).to_contain_text("En deltaker")
    expect(page.locator("main")).not_to_contain_text(reference)
    page.get_by_role("link", name="Registrer svar").click()
    page.select_option("select[name=month]", "3")
    page.fill("input[name=day]", "2026-05-04")
    page.locator("input[name=answer]").first.check()
    page.get_by_role("button", name="Registrer").click()
    expect(page.locator("main table")).to_contain_text("Etter 3 måneder")


def test_an_opening_is_matched_and_a_person_shared(leader, mentor):
    page = mentor.page
    mentor.go("/openings/")
    page.locator("main table tbody th a").first.click()
    page.wait_for_url(re.compile(r"/openings/[0-9a-f-]{36}/$"))
    address = page.url
    expect(page.locator("main")).to_contain_text("deltakere passer")
    expect(page.locator("main")).not_to_contain_text(REFERENCE)

    leader.page.goto(address)
    expect(leader.page.locator("section:has(#people) table")).to_contain_text("kompetanse")
    leader.page.get_by_role("link", name="Del med eieren").first.click()
    leader.page.get_by_role("button", name="Del", exact=True).click()
    expect(leader.page.locator(".krem-summary")).to_be_visible(timeout=10 * SECONDS)
    leader.page.check("input[name=has_agreed]")
    leader.page.get_by_role("button", name="Del", exact=True).click()
    word = leader.page.locator("section:has(#shares) tbody th").last.inner_text()
    page.goto(address)
    expect(page.locator("section:has(#shares)")).to_contain_text(word)
    expect(page.locator("main")).not_to_contain_text(REFERENCE)
