"""What is done with knowledge. Each action checks who asks, and is recorded in its own transaction."""

from datetime import date

from accounts.models import User
from audit.actions import action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Lesson
from clusters.permissions import refusal_to_add_lesson, refusal_to_change_lesson, refusal_to_choose_for_annex


@action
def add_lesson(*, lesson: Lesson, by: User, today: date) -> Lesson:
    """Write down something that can be taken over elsewhere."""
    _refuse_if(refusal_to_add_lesson(by, lesson.cluster, today), lesson, by)
    lesson.added_by, lesson.is_for_annex = by, False
    lesson.save(force_insert=True)
    record(Action.RECORDED, "lesson", [lesson.pk], by=by.pk)
    return lesson


@action
def change_lesson(*, lesson: Lesson, by: User, today: date) -> Lesson:
    """Write a lesson otherwise. Who wrote it first, and whether it is for a report, stay."""
    # What stands in the database decides, not what somebody has just filled in.
    stands = Lesson.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=lesson.pk)
    _refuse_if(
        refusal_to_change_lesson(by, stands, today) or refusal_to_add_lesson(by, lesson.cluster, today),
        lesson,
        by,
    )
    lesson.save(
        update_fields=[
            "cluster",
            "project",
            "step",
            "level",
            "title",
            "what",
            "takes",
            "evidence",
            "learned_on",
        ]
    )
    record(Action.RECORDED, "lesson", [lesson.pk], by=by.pk)
    return lesson


@action
def choose_for_annex(*, lesson: Lesson, chosen: bool, by: User) -> Lesson:
    """Put a lesson into the annex of the report about its cluster and day, or take it out."""
    _refuse_if(refusal_to_choose_for_annex(by), lesson, by)
    lesson.is_for_annex = chosen
    lesson.save(update_fields=["is_for_annex"])
    record(Action.RECORDED, "lesson", [lesson.pk], by=by.pk)
    return lesson


def _refuse_if(reason: str, lesson: Lesson, by: User) -> None:
    refuse_if(reason, subject="lesson", ids=[lesson.pk], by=by.pk)
