"""KREM sets up a new cluster with five offices, three entrepreneurs and eight people, as somebody who has read nothing."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

OFFICES = ("NAV Fjordheim", "NAV Lia", "NAV Strand", "NAV Nes")
ENTREPRENEURS = ("Garnbua", "Brygga", "Verkstedet")


def test_a_cluster_is_set_up_from_the_first_page_on(visitor):
    page = visitor.page
    visitor.sign_in("krem@demo.invalid")
    page.get_by_role("link", name="Administrasjon").click()
    expect(page.get_by_role("heading", name="Dette må gjøres")).to_be_visible()
    page.locator("#content a[href='/admin/clusters/cluster/add/']").click()
    page.fill("#id_name", "Sogn og Fjord")
    page.select_option("#id_kind", "district")
    page.fill("#id_starts_on", "01.01.2026")
    page.locator("input[name=_save]").click()
    page.wait_for_url(re.compile(r"/members/$"))
    page.fill("#words", "nordstrand")
    page.locator(".krem-search input[type=submit]").click()
    page.get_by_label("NAV Nordstrand").check()
    for number, name in enumerate(OFFICES + ENTREPRENEURS):
        page.fill(f"#id_new-{number}-name", name)
        if name in ENTREPRENEURS:
            page.select_option(f"#id_new-{number}-kind", "social_entrepreneur")
    page.locator(".submit-row input[type=submit]").click()
    page.wait_for_url(re.compile(r"/people/$"))
    names, addresses = page.locator("td input[name$='-name']"), page.locator("td input[name$='-email']")
    expect(names).to_have_count(8)
    for number in range(8):
        names.nth(number).fill(f"Demo Person {number}")
        addresses.nth(number).fill(f"person{number}@example.invalid")
    page.locator(".submit-row input[type=submit]").click()
    page.wait_for_url(re.compile(r"/change/$"))
    expect(page.locator(".messagelist")).to_contain_text("8")
    assert "/invitation/" in visitor.portal.letter_to("person7@example.invalid")
