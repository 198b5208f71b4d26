"""The main job, end to end: from the offices' workbooks to the PDF that IMDi downloads."""

import hashlib
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.conftest import SAMPLES
from tests.journeys.portal import DRAFT_SECONDS
from tests.journeys.visitor import SECONDS, Visitor

pytestmark = pytest.mark.browser

OFFICES = {"bjerke": 131, "nordre-follo": 67, "nordstrand": 84, "ullensvang": 23, "ullern": 38}
# The demo has not published it, and no other journey does: the clock's draft of a later one must stay the first.
PERIOD = "2025-T1"


def send_in(visitor: Visitor, slug: str, participants: int) -> None:
    page = visitor.page
    visitor.go("/imports/")
    page.get_by_role("link", name=office_name(slug), exact=True).first.click()
    page.set_input_files("input[type=file]", SAMPLES / f"{slug}.xlsx")
    page.get_by_role("button", name="Kontroller arbeidsboka").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/$"))
    page.get_by_role("button", name="Ta inn arbeidsboka").click(timeout=60 * SECONDS)
    expect(page.locator("main")).to_contain_text("Tatt inn", timeout=60 * SECONDS)
    expect(page.locator("main")).to_contain_text(str(participants))


def office_name(slug: str) -> str:
    return "NAV " + slug.replace("-", " ").title()


def ask_for_the_report(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/reports/new/")
    page.get_by_role("link", name=re.compile("På tvers")).first.click()
    page.locator(f"input[name=period][value='{PERIOD}']").check()
    page.get_by_role("button", name="Lag et utkast").click()
    page.wait_for_url(re.compile(r"/reports/[0-9a-f-]{36}/$"))


def test_from_five_workbooks_to_the_pdf_that_imdi_downloads(visitor, tmp_path):
    page = visitor.page
    visitor.sign_in("krem@demo.invalid")
    for slug, participants in OFFICES.items():
        send_in(visitor, slug, participants)

    ask_for_the_report(visitor)
    expect(page.locator("#review")).to_be_visible(timeout=DRAFT_SECONDS * SECONDS)
    address = page.url
    visitor.sign_out()

    visitor.sign_in("krem2@demo.invalid")
    page.goto(address)
    publish(page, despite="Tre av kontorene har ingen leder i demoen.")
    expect(page.locator(".krem-band")).to_contain_text("Publisert")
    visitor.sign_out()

    visitor.sign_in("imdi@demo.invalid")
    page.goto(address)
    pdf = download(page, "PDF", tmp_path)
    assert re.fullmatch(rf"resultatrapport-pa-tvers-{PERIOD}-utgave-\d\.pdf", pdf.name)
    assert pdf.read_bytes().startswith(b"%PDF-")
    page.locator("section:has(#files) summary").click()
    expect(
        page.locator(".krem-checksum", has_text=hashlib.sha256(pdf.read_bytes()).hexdigest())
    ).to_be_visible()
    workbook = load_workbook(download(page, "Excel", tmp_path))
    assert len(workbook.sheetnames) > 3


def publish(page: Page, despite: str) -> None:
    """Whoever did not ask for the report reviews it and lets it out."""
    page.get_by_role("button", name="Jeg har gått gjennom utkastet").click()
    page.get_by_role("link", name="Publiser", exact=True).click()
    page.locator("textarea[name=despite]").fill(despite)
    page.get_by_role("button", name="Publiser rapporten").click()


def download(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as started:
        page.locator("#files ~ ul, section:has(#files)").get_by_role("link", name=name).first.click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_imdi_never_meets_a_person(visitor):
    visitor.sign_in("imdi@demo.invalid")
    for path in ("/participants/", "/imports/", "/admin/"):
        answer = visitor.page.request.get(visitor.portal.address + path)
        assert answer.status in (403, 404) or "/account/sign-in" in answer.url, path


def test_a_leader_sees_the_own_office_only(visitor):
    visitor.sign_in("bjerke@demo.invalid")
    visitor.go("/participants/")
    main = visitor.page.locator("main")
    expect(main).to_contain_text("NAV Bjerke")
    expect(main).not_to_contain_text("NAV Ullern")


def test_the_demo_says_what_it_is(visitor):
    visitor.sign_in("merk@demo.invalid")
    expect(visitor.page.locator("body")).to_contain_text("oppdiktede personer")
