"""Somebody without a mouse: Tab, Enter, arrows and letters, and nothing else."""

from playwright.sync_api import Locator, Page

MOST_TABS = 400
# Where the focus is now, and whether whoever looks at the screen can see it and would expect it there.
FOCUS = """([target, direction]) => {
    const now = document.activeElement, before = window.passed;
    window.passed = now;
    const style = getComputedStyle(now), box = now.getBoundingClientRect();
    // The way past the navigation is on the screen only while it has the focus.
    const has_ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    const expected = Node[`DOCUMENT_POSITION_${direction}`];
    const is_in_order = before?.isConnected ? before.compareDocumentPosition(now) & expected : 1;
    return {
        is_there: now === target,
        is_lost: now === document.body,
        // A day has fields within the field, which show it themselves.
        is_shown: before === now || box.width > 1 && box.height > 1 && (has_ring || now.matches(".ds-skip-link")),
        is_in_order: before === now || Boolean(is_in_order),
        html: now.outerHTML.slice(0, 200),
    }
}"""


class Keyboard:
    """The keys of a page. What the focus passes must show it, and come in the order of the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, target: Locator) -> None:
        """Tab on until something has the focus."""
        self._go(target, "Tab", "FOLLOWING")

    def back_to(self, target: Locator) -> None:
        """Tab back to something that has been passed."""
        self._go(target, "Shift+Tab", "PRECEDING")

    def _go(self, target: Locator, key: str, direction: str) -> None:
        target.wait_for()
        element = target.element_handle()
        for _ in range(MOST_TABS):
            self.page.keyboard.press(key)
            focus = self.page.evaluate(FOCUS, [element, direction])
            if focus["is_lost"]:
                break
            assert focus["is_shown"], f"The focus does not show on {focus['html']}"
            assert focus["is_in_order"], f"The focus jumps to {focus['html']}"
            if focus["is_there"]:
                return
        raise AssertionError(f"{key} does not lead to {target}.")

    def press(self, target: Locator) -> None:
        """Go to a link or a button, and press it."""
        self.to(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        """Go to a field and write; the first letters choose in a list."""
        self.to(target)
        if target.evaluate("field => field.tagName") == "INPUT":
            self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, group: Locator, place: int) -> None:
        """Go to a group of which none is chosen yet, and choose by its place."""
        self.to(group.locator("input").first)
        self.page.keyboard.press("Space")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")
