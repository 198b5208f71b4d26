"""The fonts of the document: the npm packages' web fonts as TrueType, which is what Typst reads.

Inter comes cut into subsets. Typst takes two fonts of one family and weight for the same font, so each further subset
is a family of its own, named after the first in the template's list of fonts. What Inter does not have (arrows, signs of
mathematics, small figures, ligatures) comes from DejaVu Sans. Beside the fonts stands a list of what they can draw.
"""

from pathlib import Path

from fontTools.ttLib import TTFont

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = REPOSITORY / "node_modules" / "@fontsource"
TARGET = REPOSITORY / ".build" / "fonts"

INTER_STYLES = {
    "400-normal": "Regular",
    "400-italic": "Italic",
    "500-normal": "Medium",
    "600-normal": "SemiBold",
    "700-normal": "Bold",
}
DEJAVU_STYLES = {"400-normal": "Regular", "400-italic": "Italic", "700-normal": "Bold"}
# By package and subset: the family it becomes, and its styles. In the order of the template's list.
FAMILIES = {
    ("inter", "latin"): ("Inter", INTER_STYLES),
    ("inter", "latin-ext"): ("Inter Ext", INTER_STYLES),
    ("inter", "vietnamese"): ("Inter Vietnamese", INTER_STYLES),
    ("inter", "cyrillic"): ("Inter Cyrillic", INTER_STYLES),
    ("inter", "cyrillic-ext"): ("Inter Cyrillic Ext", INTER_STYLES),
    ("inter", "greek"): ("Inter Greek", INTER_STYLES),
    ("dejavu-sans", "latin"): ("DejaVu Sans", DEJAVU_STYLES),
}
# One line for each stretch of characters that every style can draw.
LETTERS = "letters.txt"

# Which entry of a font's name table says what.
FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT, WHOLE_FAMILY, WHOLE_STYLE = 1, 2, 3, 4, 6, 16, 17
WINDOWS_UNICODE_ENGLISH = (3, 1, 0x409)


def build(target: Path = TARGET) -> list[Path]:
    """Write every subset and style; the same bytes each time."""
    target.mkdir(parents=True, exist_ok=True)
    made, letters = [], set()
    for (package, subset), (family, styles) in FAMILIES.items():
        drawn = []
        for source, style in styles.items():
            font = TTFont(
                PACKAGES / package / "files" / f"{package}-{subset}-{source}.woff2", recalcTimestamp=False
            )
            drawn.append(set(font.getBestCmap()))
            made.append(_convert(font, family, style, target))
        letters |= set.intersection(*drawn)
    return [*made, _write_letters(letters, target / LETTERS)]


def _write_letters(letters: set[int], path: Path) -> Path:
    first = [code for code in sorted(letters) if code - 1 not in letters]
    last = [code for code in sorted(letters) if code + 1 not in letters]
    stretches = (f"{start:x} {end:x}\n" for start, end in zip(first, last, strict=True))
    draft = path.with_suffix(".new")
    draft.write_text("".join(stretches))
    return draft.replace(path)


def _convert(font: TTFont, family: str, style: str, target: Path) -> Path:
    font.flavor = None
    _rename(font, family, style)
    path = target / f"{family.replace(' ', '')}-{style}.ttf"
    draft = path.with_suffix(".new")
    font.save(draft)
    font.close()
    return draft.replace(path)


def _rename(font: TTFont, family: str, style: str) -> None:
    """Say family and style in the way that lets a program find all weights under one name."""
    postscript = f"{family.replace(' ', '')}-{style}"
    names = {
        FAMILY: family,
        STYLE: style,
        UNIQUE: f"{font['name'].getDebugName(5)};{postscript}",
        FULL: f"{family} {style}",
        POSTSCRIPT: postscript,
        WHOLE_FAMILY: family,
        WHOLE_STYLE: style,
    }
    for entry, text in names.items():
        font["name"].setName(text, entry, *WINDOWS_UNICODE_ENGLISH)


if __name__ == "__main__":
    build()
