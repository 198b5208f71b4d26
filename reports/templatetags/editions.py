"""States and files of report editions, as a page shows them."""

from django import template

from reports.document.words.sign_offs import read_answers, signed_in_short
from reports.editions.letters import about
from reports.enums import DOCUMENTS, BuildStep, EditionState, FileKind, SignOffState
from reports.models import Edition, SignOff

register = template.Library()

TONES = {
    EditionState.DRAFT: "warning",
    EditionState.PUBLISHED: "success",
    EditionState.SUPERSEDED: "neutral",
    EditionState.DISCARDED: "neutral",
    EditionState.FAILED: "danger",
}
ANSWER_TONES = {
    SignOffState.WAITING: "warning",
    SignOffState.SIGNED: "success",
    SignOffState.SENT_BACK: "danger",
}


@register.inclusion_tag("components/status_tag.html")
def edition_status(edition: Edition) -> dict[str, object]:
    return {"label": edition.get_state_display(), "tone": TONES.get(EditionState(edition.state), "info")}


@register.inclusion_tag("components/status_tag.html")
def sign_off_status(sign_off: SignOff) -> dict[str, object]:
    return {"label": sign_off.get_state_display(), "tone": ANSWER_TONES[SignOffState(sign_off.state)]}


@register.simple_tag
def edition_title(edition: Edition | SignOff) -> str:
    """What a report is about: its cluster and its days."""
    return about(edition)


@register.simple_tag
def signed_off(edition: Edition) -> str:
    """How many offices' leaders had signed off when a report was published; empty where nobody was asked."""
    return signed_in_short(read_answers(edition.answers))


@register.simple_tag
def build_step(edition: Edition) -> str:
    """What the worker is doing, empty while nobody does anything."""
    return str(BuildStep(edition.step).label) if edition.step else ""


@register.simple_tag
def edition_files(edition: Edition) -> list[dict[str, object]]:
    """The files of an edition, the one to read first; needs `files` prefetched."""
    files = {FileKind(file.kind): file for file in edition.files.all()}
    return [
        {"kind": file.kind, "label": file.get_kind_display(), "size": file.size, "sha256": file.sha256}
        for file in (files[kind] for kind in DOCUMENTS if kind in files)
    ]


@register.simple_tag
def has_picture(edition: Edition) -> bool:
    """Whether there is a picture of the first page; needs `files` prefetched."""
    return any(file.kind == FileKind.PNG for file in edition.files.all())
