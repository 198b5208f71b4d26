"""Somebody at a browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from demo.cast import DEMO_PASSWORD
from tests.journeys.portal import Portal

SECONDS = 1000


class Visitor:
    """Somebody at a browser. Anything the page complains about in the console fails the test."""

    def __init__(self, browser: Browser, portal: Portal, **options: object) -> None:
        self.context = browser.new_context(
            viewport={"width": 1280, "height": 900}, accept_downloads=True, **options
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30 * SECONDS)
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda message: message.type == "error" and self.complaints.append(message.text)
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.portal = portal

    def go(self, path: str) -> None:
        self.page.goto(self.portal.address + path)

    def sign_in(self, email: str) -> None:
        self.go("/account/sign-in/")
        self.fill_in_sign_in(email)
        self.page.wait_for_url(self.portal.address + "/**")
        expect(self.page.get_by_role("button", name="Logg ut")).to_be_visible()

    def fill_in_sign_in(self, email: str) -> None:
        self.portal.wait_to_sign_in()
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", DEMO_PASSWORD)
        self.page.get_by_role("button", name="Logg inn", exact=True).click()

    def sign_out(self) -> None:
        button = self.page.get_by_role("button", name="Logg ut")
        button.click()
        expect(button).to_have_count(0)


@contextmanager
def at_a_browser(
    browser: Browser, portal: Portal, expected: re.Pattern | None = None, **options: object
) -> Iterator[Visitor]:
    """Somebody new, of whom no page may have complained in the end but in `expected` words."""
    visitor = Visitor(browser, portal, **options)
    yield visitor
    visitor.context.close()
    complaints = [each for each in visitor.complaints if expected is None or not expected.search(each)]
    assert complaints == []
