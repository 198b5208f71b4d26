"""What stood in the books at a moment, read from the history that the database keeps itself."""

from datetime import datetime

from django.db import models

DELETED = "delete"


def known_at(events: models.QuerySet, moment: datetime) -> list:
    """The latest event of each row up to a moment, without the rows that had been deleted by then. One query."""
    latest = events.filter(pgh_created_at__lte=moment).order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id")
    return [event for event in latest.distinct("pgh_obj_id") if event.pgh_label != DELETED]
