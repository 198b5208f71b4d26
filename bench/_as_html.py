"""What the report's template prints, as HTML for a printer of such pages.

The same texts, tables and pictures with the same numbering, list of contents, page numbers and fonts; only the
curves on the cover, which are drawn in the template itself, are left out.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

Data = dict[str, Any]
Places = Mapping[str, Iterator[int]]

WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}
STYLE = """
@page { size: A4; margin: 27mm 22mm 24mm;
  @top-left { content: element(header) } @bottom-left { content: element(footer) } }
@page cover { margin: 0; @top-left { content: none } @bottom-left { content: none } }
body { font: 10pt/1.35 Inter, "Inter Ext"; color: INK; counter-reset: chapter }
header, footer { font-size: 8pt; color: MUTED; width: 166mm }
header { position: running(header); border-bottom: .5pt solid RULE }
footer { position: running(footer) }
.page::after { content: counter(page) } .last::after { content: counter(pages) }
.cover { page: cover } .cover > div { background: BRAND; color: white; height: 142mm; padding: 26mm 24mm 0 }
.cover dl { padding: 14mm 24mm } .subject { font-size: 30pt; font-weight: 700 }
h1, h2, caption b, figcaption b, .figure strong { color: BRAND }
h1 { font-size: 17pt } h2 { font-size: 11pt; font-weight: 600 }
.chapter { counter-increment: chapter } .chapter::before { content: counter(chapter) "  "; color: ACCENT }
.two { display: grid; grid-template-columns: 1fr 1fr; column-gap: 9mm } .dense { font-size: 9pt }
.new { break-before: page } .sticky { break-after: avoid }
.alert { background: SAND; border-left: 3pt solid ACCENT; padding: 4mm }
.figures { display: flex; gap: 4mm } .figure { background: SAND; border-top: 2pt solid ACCENT; padding: 4mm; flex: 1 }
.figure strong { display: block; font-size: 22pt }
.contents { list-style: none; padding: 0 } .contents a { color: INK; text-decoration: none }
.contents a::after { content: leader(".") target-counter(attr(href), page) }
figure { margin: 1.6em 0; break-inside: avoid } figure img { width: 100% } figure.long { break-inside: auto }
caption, figcaption { font-size: 9pt; text-align: left }
table { width: 100%; border-collapse: collapse; font-size: 9pt; border-bottom: .8pt solid BRAND }
th, td { padding: 4.6pt 4pt; text-align: right; font-weight: 400 } tr > :first-child { text-align: left }
thead th { background: BRAND; color: white; font-weight: 600; font-size: 8pt }
tr.total > * { background: TINT; font-weight: 600; border-top: .8pt solid BRAND }
.note { font-size: 8pt; color: MUTED }
dl { display: grid; grid-template-columns: 38mm 1fr; row-gap: .8em } dt { color: MUTED } dd { margin: 0 }
"""


def as_html(content: Data, fonts: Path) -> str:
    words, found = content["words"], content["findings"]
    places = {kind: count(1) for kind in ("chapter", "table", "chart")}
    body = "".join(
        [
            _cover(content),
            f"<header>KREM {escape(words['header'])}</header>",
            f"<footer>{escape(words['footer'])} {_page_number(words['page'])}</footer>",
            _contents(content),
            f"<h1 class='new'>{escape(found['title'])}</h1>",
            *(f"<p class='alert'>{escape(alert)}</p>" for alert in found["alerts"]),
            _key_figures(found["key_figures"]),
            _listed(found["sentences"], "ul"),
            *(f"<p class='note'>{escape(note)}</p>" for note in found["notes"]),
            *(part for chapter in content["chapters"] for part in _chapter(chapter, words, places)),
        ]
    )
    title = escape(content["title"])
    return (
        f"<html lang='{content['language']}'><head><meta charset='utf-8'><title>{title}</title>"
        f"<style>{_style(content['colours'], fonts)}</style></head><body>{body}</body></html>"
    )


def _style(colours: dict[str, str], fonts: Path) -> str:
    style = STYLE
    for name, colour in colours.items():
        style = style.replace(name.upper(), colour)
    faces = (
        f"@font-face {{ font-family: '{family}'; font-weight: {weight}; src: url('{file.as_uri()}') }}"
        for name, weight in WEIGHTS.items()
        for family, file in (
            ("Inter", fonts / f"Inter-{name}.ttf"),
            ("Inter Ext", fonts / f"InterExt-{name}.ttf"),
        )
    )
    return "".join((*faces, style))


def _cover(content: Data) -> str:
    cover = content["cover"]
    return (
        f"<div class='cover'><div><p><b>KREM</b></p><p>{escape(cover['kind'])}</p>"
        f"<p class='subject'>{escape(cover['subject'])}</p><p>{escape(cover['period'])}</p>"
        f"{_listed((way['name'] for way in cover['ways']), 'ul')}</div>"
        f"<p>{escape(cover['picture'])}</p>{_facts(cover['facts'])}</div>"
    )


def _page_number(words: str) -> str:
    return (
        escape(words)
        .replace("{page}", "<span class='page'></span>")
        .replace("{last}", "<span class='last'></span>")
    )


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in facts)}</dl>"


def _key_figures(figures: Iterable[Data]) -> str:
    boxes = (
        f"<div class='figure'><strong>{escape(figure['value'])}</strong>{escape(figure['label'])}</div>"
        for figure in figures
    )
    return f"<div class='figures'>{''.join(boxes)}</div>"


def _listed(items: Iterable[str], kind: str) -> str:
    return f"<{kind}>{''.join(f'<li>{escape(item)}</li>' for item in items)}</{kind}>"


def _contents(content: Data) -> str:
    """Chapters, tables and pictures, each with the page it is on."""
    words, chapters = content["words"], content["chapters"]
    blocks = list(blocks_in(chapters))
    return f"<h1 class='new'>{escape(words['contents'])}</h1>" + "".join(
        (
            _entries("chapter", "", (chapter["title"] for chapter in chapters)),
            f"<h2>{escape(words['tables'])}</h2>",
            _entries("table", words["table"], _captions(blocks, "table")),
            f"<h2>{escape(words['figures'])}</h2>",
            _entries("chart", words["figure"], _captions(blocks, "chart")),
        )
    )


def blocks_in(chapters: Iterable[Data]) -> Iterator[Data]:
    """Everything that stands in them, also what stands side by side."""
    for chapter in chapters:
        for block in chapter["blocks"]:
            yield from (block["left"], block["right"]) if block["kind"] == "pair" else (block,)


def _captions(blocks: Iterable[Data], kind: str) -> Iterator[str]:
    return (block["caption"] for block in blocks if block["kind"] == kind)


def _entries(kind: str, word: str, titles: Iterable[str]) -> str:
    lines = (
        f"<li><a href='#{kind}-{at}'>{escape(word)} {at}. {escape(title)}</a></li>"
        for at, title in enumerate(titles, start=1)
    )
    return f"<ul class='contents'>{''.join(lines)}</ul>"


def _chapter(chapter: Data, words: Data, places: Places) -> Iterator[str]:
    dense = " class='dense'" if chapter.get("dense") else ""
    yield f"<div{dense}><h1 class='chapter' id='chapter-{next(places['chapter'])}'>{escape(chapter['title'])}</h1>"
    for block in chapter["blocks"]:
        yield _block(block, words, places)
    yield "</div>"


def _block(block: Data, words: Data, places: Places) -> str:
    match block["kind"]:
        case "text":
            return f"<p class='{'sticky' if block.get('sticky') else ''}'>{escape(block['text'])}</p>"
        case "aside":
            return f"<p class='note sticky'>{escape(block['text'])}</p>"
        case "heading":
            return f"<h2>{escape(block['title'])}</h2>"
        case "sections":
            texts = (
                f"<div><h2>{escape(entry['title'])}</h2><p>{escape(entry['text'])}</p></div>"
                for entry in block["entries"]
            )
            return f"<div class='two dense'>{''.join(texts)}</div>"
        case "definitions":
            columns = (
                _facts((each["title"], each["text"]) for each in column) for column in block["columns"]
            )
            return f"<div class='two'>{''.join(columns)}</div>"
        case "pair":
            sides = (_block(block[side], words, places) for side in ("left", "right"))
            return f"<div class='two'>{''.join(sides)}</div>"
        case "checksum":
            return _facts([(block["title"], block["text"])])
        case "facts":
            return _facts(block["facts"])
        case "list":
            return _listed(block["items"], "ol" if block["numbered"] else "ul")
        case "chart":
            return _chart(block, words["figure"], next(places["chart"]))
        case "table":
            return _table(block, words["table"], next(places["table"]))
        case kind:
            raise ValueError(f"No HTML for {kind}.")


def _chart(block: Data, word: str, number: int) -> str:
    picture = b64encode(block["svg"].encode()).decode()
    return (
        f"<figure id='chart-{number}'><figcaption><b>{escape(word)} {number}.</b> {escape(block['caption'])}"
        f"</figcaption><img alt='{escape(block['alt'])}' src='data:image/svg+xml;base64,{picture}'></figure>"
    )


def _table(block: Data, word: str, number: int) -> str:
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in (block["heading"], *block["columns"]))
    rows = "".join(_row(row, "") for row in block["rows"])
    total = _row(block["total"], "total") if block["total"] else ""
    note = f"<p class='note'><b>:</b> {escape(block['note'])}</p>" if block["note"] else ""
    return (
        f"<figure class='{'long' if block['breakable'] else ''}' id='table-{number}'><table>"
        f"<caption><b>{escape(word)} {number}.</b> {escape(block['caption'])}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}{total}</tbody></table>{note}</figure>"
    )


def _row(row: Iterable[str], kind: str) -> str:
    label, *cells = row
    told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<tr class='{kind}'><th scope='row'>{escape(label)}</th>{told}</tr>"
