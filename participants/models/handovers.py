"""What leaders of an office write down for whoever comes after them."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clusters.models import Partner
from participants.enums import NoteKind
from participants.models.people import OfficeQuerySet

NOTE_LENGTH = 300


class HandoverNoteQuerySet(OfficeQuerySet):
    def standing(self) -> Self:
        """Those that nobody has settled."""
        return self.filter(settled_at=None)

    def in_order(self) -> Self:
        """Agreed targets first, then the earliest day."""
        return self.order_by("-kind", F("due_on").asc(nulls_last=True), "written_at", "pk")


class HandoverNote(models.Model):
    """An agreed target or a note about an office's work. It speaks of no person, and is settled rather than removed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=NoteKind)
    text = models.CharField(_("text"), max_length=NOTE_LENGTH)
    due_on = models.DateField(_("due"), null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = HandoverNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over note")
        verbose_name_plural = _("hand-over notes")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoteKind.values), name="note_kind_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="a_note_says_something"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="a_settled_note_says_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["office"], condition=Q(settled_at=None), name="notes_standing"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def tone(self) -> str:
        """What the design system calls the colour of its tag."""
        return "info" if self.kind == NoteKind.TARGET else "neutral"
