"""The copy of everything held about a participant, for them to keep: to read, and for another machine to read."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from participants.own_letters import STANDARDS, fonts_in
from participants.queries.own_copy import OwnSection

TEMPLATE: Final = Path("participants") / "copy.typ"
SCHEMA: Final = "krem-own-copy/1"


def as_json(sections: Sequence[OwnSection], *, made_at: datetime) -> bytes:
    """Codes for machines, and the same words as on the page for whoever opens the file."""
    data = {
        "schema": SCHEMA,
        "made_at": made_at.isoformat(timespec="seconds"),
        "language": get_language(),
        "sections": [
            {
                "code": section.code,
                "title": section.title,
                "rows": [dict(zip(section.heads, row, strict=True)) for row in section.rows],
            }
            for section in sections
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def as_pdf(sections: Sequence[OwnSection], *, office: str, made_at: datetime) -> bytes:
    """For archive and for readers who listen. The template reads nothing but this."""
    template = settings.BASE_DIR / "templates" / TEMPLATE
    data = {
        "language": (get_language() or settings.LANGUAGE_CODE)[:2],
        "from": office,
        "day": date_format(timezone.localtime(made_at), "DATE_FORMAT"),
        "heading": _("What is held about you"),
        "sections": [
            {"title": section.title, "heads": section.heads, "rows": section.rows} for section in sections
        ],
    }
    compiler = typst.Compiler(
        input=template,
        root=template.parent,
        font_paths=fonts_in(settings.REPORT_FONTS),
        ignore_system_fonts=True,
        sys_inputs={"copy": json.dumps(data, ensure_ascii=False)},
    )
    return compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=int(made_at.timestamp()))
