"""What the offices' leaders had answered when a report was published, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.document.words.wording import day, number, printable
from reports.enums import SignOffState


@dataclass(frozen=True, slots=True)
class Answer:
    """One office's answer, and the day it was given; nobody is named."""

    office: str
    state: str
    on: date | None

    def as_json(self) -> dict[str, Any]:
        return {"office": self.office, "state": self.state, "on": self.on and self.on.isoformat()}

    def in_words(self) -> str:
        """What one office has answered."""
        if self.on is None:
            return _("Not answered")
        words = _("Signed off on %(day)s") if self.state == SignOffState.SIGNED else _("Sent back on %(day)s")
        return words % {"day": day(self.on)}


def read_answers(data: Iterable[Mapping[str, Any]]) -> tuple[Answer, ...]:
    """What `as_json` wrote."""
    return tuple(
        Answer(printable(each["office"]), each["state"], each["on"] and date.fromisoformat(each["on"]))
        for each in data
    )


def signed_in_short(answers: Sequence[Answer]) -> str:
    """How many have signed off and when the last of them did; empty where nobody was asked."""
    if not answers:
        return ""
    signed = [each.on for each in answers if each.state == SignOffState.SIGNED and each.on is not None]
    text = ngettext(
        "%(signed)s of %(asked)s office has signed off",
        "%(signed)s of %(asked)s offices have signed off",
        len(answers),
    ) % {"signed": number(len(signed)), "asked": number(len(answers))}
    if not signed:
        return text
    return _("%(text)s, the last on %(day)s") % {"text": text, "day": day(max(signed))}
