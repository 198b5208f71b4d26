"""States of people and of imports, as a page shows them."""

from datetime import date

from django import template
from django.utils import timezone

from participants.enums import ImportState, ImportStep, State
from participants.models import ImportRun, Move, Record

register = template.Library()

TONES = {
    ImportState.REFUSED: "danger",
    ImportState.FAILED: "danger",
    ImportState.READY: "warning",
    ImportState.DONE: "success",
    ImportState.CANCELLED: "neutral",
}


@register.inclusion_tag("components/status_tag.html")
def import_status(run: ImportRun) -> dict[str, object]:
    return {"label": run.get_state_display(), "tone": TONES.get(ImportState(run.state), "info")}


@register.simple_tag
def import_step(run: ImportRun) -> str:
    """What a worker does with a workbook just now; empty while it waits."""
    return str(ImportStep(run.step).label) if run.step in ImportStep.values else ""


@register.inclusion_tag("components/state.html")
def journey_state(code: str) -> dict[str, object]:
    """Where somebody is, with the colour the state has everywhere; empty before the first move."""
    return {"code": code, "label": State(code).label if code else ""}


@register.simple_tag
def move_detail(move: Move) -> str:
    """Why somebody left, or where they went."""
    return str(move.get_left_reason_display()) if move.target == State.LEFT else move.workplace


@register.inclusion_tag("participants/record_actions.html", takes_context=True)
def record_actions(
    context: template.Context, record: Record, today: date, correct_url: str, undo_url: str
) -> dict[str, object]:
    """What can be done about a record: correct it, or undo one's own on the day it was recorded."""
    return {
        "record": record,
        "correct_url": correct_url,
        "undo_url": undo_url,
        "can_undo": record.recorded_by_id == context["user"].pk
        and timezone.localdate(record.recorded_at) == today,
        "csrf_token": context["csrf_token"],
    }
