"""A report's whole course: made by the clock, signed by leaders, reviewed, published, verified by anybody."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.portal import DRAFT_SECONDS
from tests.journeys.visitor import SECONDS, Visitor

pytestmark = pytest.mark.browser

EDITION = re.compile(r"/reports/[0-9a-f-]{36}/$")
DAYS = "1. mai – 31. august 2026"
CLOCK_SECONDS = 60 + DRAFT_SECONDS


def wait_for_the_clock(page: Page, address: str) -> None:
    """The clock makes the draft of a period that is over."""
    deadline = time.monotonic() + CLOCK_SECONDS
    while time.monotonic() < deadline:
        page.goto(address)
        if page.get_by_role("link", name=re.compile(re.escape(DAYS))).count():
            return
        time.sleep(2)
    raise AssertionError("The clock made no draft.")


def sign_off(visitor: Visitor, email: str, office: str, thanks: str) -> None:
    page = visitor.page
    visitor.sign_in(email)
    wait_for_the_clock(page, f"{visitor.portal.address}/reports/calendar/")
    page.get_by_role("link", name=re.compile(re.escape(DAYS))).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(office)
    page.get_by_role("button", name="Ja, godkjenn").click()
    expect(page.locator("main")).to_contain_text(thanks)
    visitor.sign_out()


def make_again(visitor: Visitor) -> str:
    """The draft of a clock that looks every other second is older than what other journeys publish meanwhile.

    What the leaders have signed stays signed.
    """
    page = visitor.page
    visitor.sign_in("krem@demo.invalid")
    visitor.go("/reports/calendar/")
    page.get_by_role("link", name=re.compile(re.escape(DAYS))).first.click()
    page.wait_for_url(EDITION)
    page.goto(page.url + "again/")
    page.get_by_role("button", name="Med de samme opplysningene").click()
    page.wait_for_url(EDITION)
    address = page.url
    expect(page.locator("#review")).to_be_visible(timeout=DRAFT_SECONDS * SECONDS)
    visitor.sign_out()
    return address


def publish(visitor: Visitor, address: str) -> None:
    """Whoever did not ask for the draft reviews it and lets it out."""
    page = visitor.page
    visitor.sign_in("krem2@demo.invalid")
    page.goto(address)
    page.get_by_role("button", name="Jeg har gått gjennom utkastet").click()
    page.get_by_role("link", name="Publiser", exact=True).click()
    page.wait_for_url(re.compile("/publish/$"))
    expect(page.locator("main")).not_to_contain_text("Ikke godkjent: NAV Bjerke")
    page.locator("textarea[name=despite]").fill("Tre av kontorene har ingen leder i demoen.")
    page.get_by_role("button", name="Publiser rapporten").click()
    page.wait_for_url(EDITION)
    # A refusal leads back to the same address: only what stands on the page tells that it is out.
    expect(page.locator(".krem-band"), page.locator(".krem-messages").inner_text()).to_contain_text(
        "Publisert"
    )
    visitor.sign_out()


def test_from_the_clock_to_a_file_that_anybody_can_have_checked(visitor, portal, tmp_path):
    page = visitor.page
    sign_off(visitor, "bjerke@demo.invalid", "NAV Bjerke", "Du har godkjent tallene")
    # Ullensvang writes nynorsk, so its leader reads it.
    sign_off(visitor, "ullensvang@demo.invalid", "NAV Ullensvang", "Du har godkjent tala")
    address = make_again(visitor)
    publish(visitor, address)

    visitor.sign_in("imdi@demo.invalid")
    card = page.locator("article", has_text=DAYS).first
    expect(card.locator("img")).to_be_visible()
    card.locator("summary").click()
    checksum = card.locator(".krem-checksum").first.inner_text()
    with page.expect_download() as started:
        card.get_by_role("link", name="PDF").click()
    pdf: Path = tmp_path / started.value.suggested_filename
    started.value.save_as(pdf)
    visitor.sign_out()

    visitor.go("/verification/")
    page.locator("input[name=checksum]").fill(checksum)
    page.get_by_role("button", name="Kontroller kontrollsummen").click()
    expect(page.locator("main .ds-alert:visible")).to_contain_text("Publisert og uendret")
    page.set_input_files("input[type=file]", pdf)
    page.get_by_role("button", name="Kontroller filen").click()
    expect(page.locator("main .ds-alert:visible")).to_contain_text(
        "Publisert og uendret", timeout=30 * SECONDS
    )
    pdf.write_bytes(pdf.read_bytes() + b" ")
    page.set_input_files("input[type=file]", pdf)
    page.get_by_role("button", name="Kontroller filen").click()
    expect(page.locator("main .ds-alert:visible")).to_contain_text("Ikke en publisert rapport")
    portal.letter_to("imdi@demo.invalid", words=address.removeprefix(portal.address))
