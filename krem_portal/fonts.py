"""Inter for the document: the npm package's web fonts as TrueType, which is what Typst reads.

The package cuts the typeface into subsets. Typst takes two fonts of one family and weight for the same font,
so the second subset is a family of its own, named after the first in the template's list of fonts.
"""

from pathlib import Path

from fontTools.ttLib import TTFont

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = REPOSITORY / "node_modules" / "@fontsource" / "inter" / "files"
TARGET = REPOSITORY / ".build" / "fonts"

FAMILIES = {"latin": "Inter", "latin-ext": "Inter Ext"}
STYLES = {
    "400-normal": "Regular",
    "400-italic": "Italic",
    "500-normal": "Medium",
    "600-normal": "SemiBold",
    "700-normal": "Bold",
}

# Which entry of a font's name table says what.
FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT, WHOLE_FAMILY, WHOLE_STYLE = 1, 2, 3, 4, 6, 16, 17
WINDOWS_UNICODE_ENGLISH = (3, 1, 0x409)


def build(target: Path = TARGET) -> list[Path]:
    """Write every subset and style; the same bytes each time."""
    target.mkdir(parents=True, exist_ok=True)
    return [
        _convert(subset, family, source, style, target)
        for subset, family in FAMILIES.items()
        for source, style in STYLES.items()
    ]


def _convert(subset: str, family: str, source: str, style: str, target: Path) -> Path:
    font = TTFont(SOURCE / f"inter-{subset}-{source}.woff2", recalcTimestamp=False)
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
