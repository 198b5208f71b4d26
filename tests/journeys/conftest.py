"""A browser for the journeys, and the portal they walk through."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.accounts.openid import running
from tests.journeys.portal import Portal, running_portal
from tests.journeys.visitor import SECONDS, at_a_browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# A busy machine is no wrong answer.
expect.set_options(timeout=30 * SECONDS)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A journey that fails tells what went wrong behind the pages, too: the portal's folder is thrown away."""
    report = yield
    portal = getattr(item, "funcargs", {}).get("portal")
    if report.failed and portal is not None and (accidents := portal.accidents()):
        report.sections.append(("Errors in the portal's logs", accidents))
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("No Chromium on this machine: install Debian's package chromium to run the journeys.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(browser) -> Iterator[Portal]:
    # Not in pytest's own folder: another run of the same user closes that to the database's user, and the portal dies.
    with tempfile.TemporaryDirectory(prefix="krem-journeys-", ignore_cleanup_errors=True) as folder:
        with running() as provider, running_portal(Path(folder), provider) as portal:
            yield portal


@pytest.fixture
def visitor(browser, portal):
    with at_a_browser(browser, portal) as visitor:
        yield visitor
