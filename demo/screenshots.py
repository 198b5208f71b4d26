"""Pictures of every page of a running demo: three languages, a desk and a telephone, light and dark.

`make screenshots PORT=8001` walks as each made-up person over every link, one page of each kind, and writes pictures
into .build/screenshots with a list of what looked wrong: wider than the screen, refused by the content policy, or
found by axe.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from demo.cast import DEMO_ACCOUNTS, DEMO_PASSWORD

REPOSITORY = Path(__file__).resolve().parent.parent
TARGET = REPOSITORY / ".build" / "screenshots"
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("nb", "nn", "en-gb")
WIDTHS = {1280: 800, 360: 740}
SCHEMES = ("light", "dark")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
NOT_PAGES = re.compile(
    r"^/(static|admin|language)/|\.(ics|txt|xml)$|/(files?|picture|template|letter|export)/"
)
MOST_PAGES = 80


def main(address: str) -> int:
    """Gives how many things looked wrong."""
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or _chromium())
        for email in (None, *(account.email for account in DEMO_ACCOUNTS)):
            paths = _pages(browser.new_context(), address, email)
            for language in LANGUAGES:
                for width, height in WIDTHS.items():
                    for scheme in SCHEMES:
                        context = browser.new_context(
                            viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
                        )
                        wrong += _picture(context, address, email, paths, f"{language}/{width}-{scheme}")
                        context.close()
        browser.close()
    (TARGET / "wrong.txt").write_text("\n".join(wrong) + "\n")
    sys.stdout.write(f"{TARGET}: {len(wrong)} things look wrong, see wrong.txt\n")
    return len(wrong)


def _chromium() -> str | None:
    return next(
        (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None
    )


def _signed_in(context: BrowserContext, address: str, email: str | None) -> Page:
    page = context.new_page()
    if email:
        page.goto(f"{address}/account/sign-in/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", DEMO_PASSWORD)
        with page.expect_navigation():
            page.click("main button[type=submit]")
    return page


def _pages(context: BrowserContext, address: str, email: str | None) -> list[str]:
    """One address of each kind that this person can come to by links."""
    page = _signed_in(context, address, email)
    seen: dict[str, str] = {}
    waiting = ["/" if email else "/about/"]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        kind = ID.sub("id", path).split("?")[0]
        if kind in seen or NOT_PAGES.search(path):
            continue
        answer = page.goto(address + path)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        seen[kind] = path
        links = page.locator("a[href^='/']")
        waiting += [
            link.split("#")[0] for link in links.evaluate_all("all => all.map(a => a.getAttribute('href'))")
        ]
    context.close()
    return list(seen.values())


def _picture(
    context: BrowserContext, address: str, email: str | None, paths: list[str], place: str
) -> Iterator[str]:
    page = _signed_in(context, address, email)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    context.add_cookies([{"name": "django_language", "value": place.split("/")[0], "url": address}])
    who = email.split("@")[0] if email else "visitor"
    for path in paths:
        page.goto(address + path)
        name = ID.sub("id", path).strip("/").split("?")[0].replace("/", "-") or "home"
        file = TARGET / place / f"{who}-{name}.png"
        page.screenshot(path=file, full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{file}: wider than the screen"
        page.add_script_tag(path=AXE)
        found = page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id))"
        )
        yield from (f"{file}: {rule}" for rule in found)
        yield from (f"{file}: {text}" for text in said)
        said.clear()


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1])))
