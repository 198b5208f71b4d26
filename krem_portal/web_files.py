"""What the browser fetches once: one style sheet and one script of all, and Inter cut down to the letters that pages use.

Made at set-up into .build/web, from where `krem_portal.assets` shows them. The names change with the content when
they are collected, so a browser may keep them for ever.
"""

import re
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = REPOSITORY / "node_modules"
DESIGN_SYSTEM = PACKAGES / "@digdir" / "designsystemet-css" / "dist"
INTER = PACKAGES / "@fontsource" / "inter" / "files"
OURS = REPOSITORY / "static" / "css"
TARGET = REPOSITORY / ".build" / "web"

# In the order of the cascade.
OWN_SHEETS = ("theme", "krem", "parts", "forms", "people", "tasks", "reports", "clusters", "ventures")
SHEETS = (
    OURS / "inter.css",
    DESIGN_SYSTEM / "theme" / "designsystemet.css",
    DESIGN_SYSTEM / "src" / "index.css",
    *(OURS / f"{name}.css" for name in OWN_SHEETS),
)
SCRIPTS = tuple(
    REPOSITORY / "static" / "js" / f"{name}.js"
    for name in ("portal", "forms", "reaching", "unsaved", "passkeys")
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
WEIGHTS = (400, 600)
# Latin-1, dashes, quotation marks, arrows and signs; other letters are in the subset fetched only where needed.
LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x100), 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D]
LETTERS += [0x2022, 0x2026, 0x202F, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x20AC, 0x25C6]


def build(target: Path = TARGET) -> list[Path]:
    """Write the style sheet, the script and the fonts; the same bytes each time."""
    target.mkdir(parents=True, exist_ok=True)
    return [_style_sheet(target), _script(target), *(_font(weight, target) for weight in WEIGHTS)]


def _style_sheet(target: Path) -> Path:
    path = target / "portal.css"
    path.write_text("\n".join(COMMENT.sub("", sheet.read_text()).strip() for sheet in SHEETS) + "\n")
    return path


def _script(target: Path) -> Path:
    """Each is a function of its own, so that they share no names."""
    path = target / "scripts.js"
    path.write_text("\n".join(script.read_text().strip() for script in SCRIPTS) + "\n")
    return path


def _font(weight: int, target: Path) -> Path:
    """Kerning and figures of one width stay; alternates and ligatures go."""
    path = target / f"inter-latin-{weight}.woff2"
    font = TTFont(INTER / f"inter-latin-{weight}-normal.woff2", recalcTimestamp=False)
    options = Options(flavor="woff2", layout_features=["kern", "tnum", "mark"], hinting=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(path)
    font.close()
    return path


if __name__ == "__main__":
    build()
