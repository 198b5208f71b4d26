"""A browser for the journeys, and the portal they walk through."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.portal import Portal, running_portal
from tests.journeys.visitor import Visitor

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("No Chromium on this machine: install Debian's package chromium to run the journeys.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(browser, tmp_path_factory) -> Iterator[Portal]:
    folder: Path = tmp_path_factory.mktemp("portal")
    with running_portal(folder) as portal:
        yield portal


@pytest.fixture
def visitor(browser, portal):
    visitor = Visitor(browser, portal)
    yield visitor
    visitor.context.close()
    assert visitor.complaints == []
