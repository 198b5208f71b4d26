"""Who looked at or changed what. Rows are only ever added, and point at nothing.

Without foreign keys history neither blocks a deletion nor disappears with one. Everybody's
database role may insert, as oneself and now; KREM's may read; nobody's may change or delete.
Lines are sealed in batches (`audit.sealing`), so that a change past all of this is found. They lie in
partitions, one for each month, so that old ones can leave (`audit.retention`).
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
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


class Removal(models.Model):
    """That old lines have left the log: when, by whom, which. It is sealed in the chain as a batch without lines.

    Written by a function of the database's owner (`portal_remove_log`), and by nobody else.
    """

    # Of the seal that takes it in.
    number = models.PositiveBigIntegerField(primary_key=True)
    removed_at = models.DateTimeField()
    removed_by = models.UUIDField(null=True, help_text="The user, empty for the system itself")
    lines_before = models.DateTimeField(help_text="The lines until then have left")
    years = models.PositiveSmallIntegerField(help_text="How long lines were kept by then")
    lines = models.PositiveBigIntegerField()
    batches = ArrayField(models.PositiveBigIntegerField())

    def __str__(self) -> str:
        return f"{self.number}: before {self.lines_before:%Y-%m-%d}"


class Event(models.Model):
    # In the database the key is of both id and moment: PostgreSQL keeps no other over all partitions.
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
            GinIndex(fields=["subject_ids"], name="events_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"
