"""Reads a PDF back the way a reader's program does: its text, its tags, its pictures' texts."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pikepdf


def text_of(pdf: pikepdf.Pdf) -> str:
    """The words of every page, in the order they are set; lines end in a space."""
    return " ".join(page_text(page) for page in pdf.pages)


def page_text(page: pikepdf.Page) -> str:
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    parts, letters = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
            parts += [_decode(bytes(piece), letters) for piece in pieces if isinstance(piece, pikepdf.String)]
        elif str(operator) == "ET":
            parts.append(" ")
    return re.sub(r"\s+", " ", "".join(parts).replace("\u00a0", " "))


def fullness(page: pikepdf.Page, *, top: float, bottom: float) -> float:
    """How far down a page its marks reach between two heights above its foot, from 0 to 1; headers and footers stand outside."""
    heights = [height for height in _heights(page) if bottom <= height <= top]
    return (top - min(heights, default=top)) / (top - bottom)


def _heights(page: pikepdf.Page) -> Iterator[float]:
    """Where text is set and lines begin and end, above the foot of the page. Only upright drawing is understood."""
    scale, foot, kept, line = 1.0, 0.0, [], 0.0
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append((scale, foot))
            case "Q":
                scale, foot = kept.pop()
            case "cm":
                foot += scale * float(operands[5])
                scale *= float(operands[3])
            case "Tm":
                line = float(operands[5])
            case "Tj" | "TJ":
                yield foot + scale * line
            case "m" | "l":
                yield foot + scale * float(operands[1])


class Word(NamedTuple):
    """Letters set in one go, and where they begin and end."""

    text: str
    left: float
    right: float
    base: float


def words_of(page: pikepdf.Page) -> Iterator[Word]:
    """Every piece of text with its box. Upright text only, as the document has it."""
    fonts = {
        name: (_letters(font), _advances(font)) for name, font in page.Resources.get("/Font", {}).items()
    }
    matrix, kept, line = pikepdf.Matrix(), [], pikepdf.Matrix()
    letters, advances, size = {}, {}, 0.0
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(matrix)
            case "Q":
                matrix = kept.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "Tf":
                (letters, advances), size = fonts[str(operands[0])], float(operands[1])
            case "Tm":
                line = pikepdf.Matrix(*map(float, operands))
            case "Tj" | "TJ":
                pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                text, width, ink = "", 0.0, 0.0
                for piece in pieces:
                    if not isinstance(piece, pikepdf.String):
                        width -= float(piece)
                        continue
                    codes = bytes(piece)
                    for at in range(0, len(codes), 2):
                        letter = _decode(codes[at : at + 2], letters)
                        width += advances(int.from_bytes(codes[at : at + 2]))
                        text += letter
                        ink = width if letter.strip() else ink
                where = line @ matrix
                left, base = where.transform((0, 0))
                right, _ = where.transform((ink * size / 1000, 0))
                if text.strip():
                    yield Word(text, left, right, base)


def _advances(font: pikepdf.Object) -> Callable[[int], float]:
    """How far each letter moves on, in thousandths of the size."""
    inner = font.DescendantFonts[0]
    known, table, at = {}, list(inner.get("/W", [])), 0
    while at < len(table):
        if isinstance(table[at + 1], pikepdf.Array):
            known |= {int(table[at]) + place: float(width) for place, width in enumerate(table[at + 1])}
            at += 2
        else:
            known |= dict.fromkeys(range(int(table[at]), int(table[at + 1]) + 1), float(table[at + 2]))
            at += 3
    return lambda code: known.get(code, float(inner.get("/DW", 1000)))


def line_colours(page: pikepdf.Page) -> set[tuple[float, ...]]:
    """The colours lines are drawn in: one part is grey, three are red, green and blue."""
    return {
        tuple(float(part) for part in operands)
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "SCN"
    }


def _letters(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>\s", table)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def _decode(codes: bytes, letters: dict[int, str]) -> str:
    return "".join(letters.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2))


def elements(parent: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """Every tag of a kind below a tag, in reading order."""
    children = parent.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if str(child.S) == kind:
                yield child
            yield from elements(child, kind)


def scope(cell: pikepdf.Object) -> str:
    """What a header cell is the header of."""
    return next((str(attributes.Scope) for attributes in cell.get("/A", []) if "/Scope" in attributes), "")
