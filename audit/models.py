"""Who looked at or changed what. Rows are only ever added, and point at nothing.

Without foreign keys history neither blocks a deletion nor disappears with one. Everybody's
database role may insert; only KREM's may read; nobody's may change or delete.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.enums import Action, Decision


class Event(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(editable=False)
    actor_id = models.UUIDField(null=True, help_text="The user, empty for the system itself")
    office_id = models.UUIDField(null=True, help_text="The office whose data it was")
    action = models.CharField(max_length=20, choices=Action)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PERMITTED)
    subject = models.CharField(
        max_length=40, help_text="What kind of thing: participant, edition, import ..."
    )
    subject_ids = ArrayField(models.UUIDField(), default=list)
    reason = models.CharField(max_length=200, blank=True)
    request_id = models.UUIDField(null=True)
    path = models.CharField(max_length=200, blank=True, help_text="Without the query")

    class Meta:
        indexes = [models.Index(fields=["actor_id", "at"]), models.Index(fields=["office_id", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"
