"""Looking at pages in a real browser: what axe finds in light and dark, what falls outside, what the policy stops."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import Page

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# What another light and a narrower window can change.
LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
# Django's tables of forms have head cells without words, for columns that only a script fills.
DJANGOS_OWN = {"empty-table-header": {"enabled": False}}
# How many more pages are opened for the sake of what has not been met.
MOST_DETOURS = 30
# How many more times those are opened whose address is the beginning of a missing one's.
AHEAD = 6
# How many frames of the same height are rest.
STILL = 5
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
# Files, and pieces that a page fetches.
NOT_PAGES = re.compile(
    r"/files/|/file/$|/picture/$|/progress/$|^/skills/$|^/imports/template/|^/admin/jsi18n/|sign-out"
)


def violations(page: Page, rules: list[str] = STANDARDS) -> list[str]:
    """What axe has to say about the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {
        "runOnly": rules,
        "rules": DJANGOS_OWN if urlsplit(page.url).path.startswith("/admin/") else {},
        "resultTypes": ["violations"],
        # It would put style sheets into the page, which the policy forbids.
        "preload": False,
    }
    found = page.evaluate("(options) => axe.run(document, options)", options)["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def sideways(page: Page) -> int:
    """How many pixels of the page lie outside the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def unfold(page: Page) -> None:
    """Open what lies folded: axe passes over what nobody sees. It opens slowly, and lies over the rest meanwhile."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    stand_still(page)


def stand_still(page: Page) -> None:
    """Wait until nothing moves any more: by its animations, and by height, as a browser does not list how a fold opens."""
    page.evaluate(
        """async (enough) => {
            const height = () => [...document.querySelectorAll('details')].reduce(
                (sum, each) => sum + each.getBoundingClientRect().height, document.documentElement.scrollHeight
            );
            for (let last = null, same = 0; same < enough;) {
                await new Promise(requestAnimationFrame);
                const now = height();
                same = now === last ? same + 1 : 0;
                last = now;
            }
            await Promise.allSettled(document.getAnimations().map(each => each.finished));
        }""",
        STILL,
    )


def problems(page: Page) -> list[str]:
    """Everything that is wrong with a page: light and wide, then dark and narrow without loading it again."""
    unfold(page)
    found = violations(page)
    # The administration's lists, with their filters beside them.
    if page.evaluate(
        "[...document.querySelectorAll('.results')].some(e => e.scrollWidth > e.clientWidth + 1)"
    ):
        found.append("columns outside the list")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)
    stand_still(page)
    found += [f"dark: {each}" for each in violations(page, LOOKS)]
    if pixels := sideways(page):
        found.append(f"{pixels} pixels outside the window")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    return found


def links(page: Page) -> list[str]:
    """Where one can go from here within the portal, in the order of the page."""
    hrefs = page.eval_on_selector_all(
        "a[href]", "all => all.map(a => a.origin == location.origin ? a.href : '')"
    )
    parts = [urlsplit(href) for href in hrefs if href]
    paths = [f"{each.path}?{each.query}".removesuffix("?") for each in parts]
    return [path for path in paths if not NOT_PAGES.search(path)]


def kind(path: str) -> str:
    """The pattern of the site map behind an address; a form that was begun with a choice is another page than one without."""
    path, _, query = path.partition("?")
    route = resolve(path).route
    return f"{route}?" if query and not route.startswith("admin/") else route


class Walk:
    """One page of each kind that somebody can reach by links, and what is wrong with it.

    `looked_at` is shared by those who walk: what one of them has looked at closely, the next only opens.
    """

    def __init__(self, page: Page, address: str, leaving_out: re.Pattern, looked_at: set[str]) -> None:
        self.page, self.address, self.leaving_out, self.looked_at = page, address, leaving_out, looked_at
        self.seen: set[str] = set()
        self.wrong: dict[str, list[str]] = {}
        self._said: list[str] = []
        self._met: set[str] = set()
        self._news: list[str] = []
        self._others: list[str] = []
        self._opened: Counter[str] = Counter()
        page.on("console", lambda message: message.type == "error" and self._said.append(message.text))
        page.on("pageerror", lambda error: self._said.append(str(error)))

    def go(self, wanted: set[str]) -> None:
        """From link to link, as long as there is a kind of page that has not been seen.

        Not every page of a kind leads to all that another of its kind leads to: while something wanted is missing,
        a number of others, of each kind in turn, are opened to find a way there. Only what is new is looked at.
        """
        self._meet(["/"])
        while self._news:
            self._look(self._news.pop(0))
        for _ in range(MOST_DETOURS):
            if not self._others or not wanted - self.routes:
                break
            path = min(self._others, key=lambda each: self._weight(each, wanted - self.routes))
            self._others.remove(path)
            self._open(path)
            while self._news:
                self._look(self._news.pop(0))

    @property
    def routes(self) -> set[str]:
        """The patterns of the site map that have been seen."""
        return {kind.removesuffix("?") for kind in self.seen}

    def _weight(self, path: str, missing: set[str]) -> int:
        """What to open last: a kind that was opened often. The way to a page mostly begins where its address does."""
        route = kind(path).removesuffix("?")
        is_on_the_way = route and any(each.startswith(route) for each in missing)
        return self._opened[kind(path)] - (AHEAD if is_on_the_way else 0)

    def _meet(self, paths: list[str]) -> None:
        for path in paths:
            if path in self._met or self.leaving_out.search(path):
                continue
            self._met.add(path)
            (self._others if kind(path) in self.seen else self._news).append(path)

    def _open(self, path: str) -> None:
        self._opened[kind(path)] += 1
        answer = self.page.goto(self.address + path)
        if answer.status != 200:
            self._said.append(f"answers {answer.status}")
        self._meet(links(self.page))

    def _look(self, path: str) -> None:
        if kind(path) in self.seen:
            self._others.append(path)
            return
        self.seen.add(kind(path))
        self._open(path)
        # The front page is another one for everybody.
        found = [] if kind(path) in self.looked_at and path != "/" else problems(self.page)
        self.looked_at.add(kind(path))
        if found := found + self._said:
            self.wrong[path] = found
        self._said.clear()
