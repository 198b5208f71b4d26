"""Who looked at or changed what. Rows are only ever added, and point at nothing.

Without foreign keys history neither blocks a deletion nor disappears with one. Everybody's
database role may insert, as oneself and now; KREM's may read; nobody's may change or delete.
Lines are sealed in batches (`audit.sealing`), so that a change past all of this is found.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.enums import Action, Decision


class Seal(models.Model):
    """That a batch of lines has been sealed: what it holds cannot change unseen. Each takes in the one before it.

    Written by a function of the database's owner (`portal_seal_log`), and by nobody else.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    lines = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    # A second seal that erasure can take from, of a batch whose lines were sealed whole at first.
    anew = models.CharField(max_length=64, blank=True, default="", db_default="")
    # The newest of those second seals, in the first seal that was made after them.
    takes_in = models.CharField(max_length=64, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


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
    # What the actor worked as; empty for the system, and for what was written before accounts had several posts.
    post = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True)
    request_id = models.UUIDField(null=True)
    path = models.CharField(max_length=200, blank=True, help_text="Without the query")
    # Empty until a batch has taken it in. No key: the log points at nothing.
    seal_number = models.PositiveBigIntegerField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["actor_id", "at"]),
            models.Index(fields=["office_id", "at"]),
            models.Index(fields=["seal_number", "id"], name="events_by_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"
