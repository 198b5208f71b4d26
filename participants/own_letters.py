"""The words that carry a link to somebody: a letter on paper with a QR code, and a short message.

Neither says what the portal is about: whoever finds one learns only that an office has written.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import qrcode
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override
from qrcode.constants import ERROR_CORRECT_M

from clusters.models import Partner

STANDARDS: Final = ["a-2a", "ua-1"]
TEMPLATE: Final = Path("participants") / "letter.typ"
QUIET_MODULES: Final = 4


@dataclass(frozen=True, slots=True)
class Words:
    """A link in the words that go with it."""

    language: str
    address: str
    heading: str
    paragraphs: tuple[str, ...]
    message: str


def words_for(office: Partner, token: str, expires_at: datetime, *, language: str) -> Words:
    """In the language of whoever gets the link, which opens the page in the same."""
    with override(language):
        return _words(office, _address(token, language), expires_at, language)


def _address(token: str, language: str) -> str:
    address = settings.PORTAL_ADDRESS + reverse("own_page_link", args=[token])
    return address if language == settings.LANGUAGE_CODE else f"{address}?language={language}"


def _words(office: Partner, address: str, expires_at: datetime, language: str) -> Words:
    facts = {
        "office": office.name,
        "day": date_format(timezone.localtime(expires_at), "DATE_FORMAT"),
        "address": address,
    }
    return Words(
        language=language,
        address=address,
        heading=_("A page of your own"),
        paragraphs=(
            _(
                "Hello. %(office)s has made a page for you. It shows what is held about you, and who has looked at it."
            )
            % facts,
            _("There you can also tell how it is going, and ask for something to be corrected or erased."),
            _(
                "The link opens the page once, until %(day)s. You need no password. Do not give the link to others."
            )
            % facts,
            _("You may leave it alone. Ask %(office)s if you want to know more, or want a new link.") % facts,
        ),
        message=_("%(office)s has a page for you. The link opens it once, until %(day)s: %(address)s")
        % facts,
    )


def qr_code(address: str) -> SafeString:
    """The address as a picture that a telephone reads: one path, black on white."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    code.add_data(address)
    rows = code.get_matrix()
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    size = len(rows)
    # Nothing but numbers comes into this.
    return SafeString(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{squares}" fill="#000"/></svg>'
    )


def letter(office: Partner, words: Words, *, made_at: datetime) -> bytes:
    """The letter as a PDF for archive and for readers who listen. The template reads nothing but this."""
    template = settings.BASE_DIR / "templates" / TEMPLATE
    with override(words.language):
        data = {
            "language": words.language[:2],
            "from": office.name,
            "day": date_format(timezone.localtime(made_at), "DATE_FORMAT"),
            "heading": words.heading,
            "paragraphs": words.paragraphs,
            "how": _("Point the camera of a telephone at the picture, or type the address:"),
            "picture": _("A QR code with the address below"),
            "address": words.address,
            "code": qr_code(words.address),
        }
    compiler = typst.Compiler(
        input=template,
        root=template.parent,
        font_paths=fonts_in(settings.REPORT_FONTS),
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(data, ensure_ascii=False)},
    )
    return compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=int(made_at.timestamp()))


@cache
def fonts_in(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
