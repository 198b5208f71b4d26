"""Reads a PDF back the way a reader's program does: its text, its tags, its pictures' texts."""

import re
from collections.abc import Iterator

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
