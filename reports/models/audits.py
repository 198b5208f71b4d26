"""What all that is out gives away, as it was last read."""

import uuid
from typing import Self

import pgtrigger
from django.db import models


class DisclosureAuditQuerySet(models.QuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-read_at", "pk")

    def newest(self) -> "DisclosureAudit | None":
        return self.newest_first().first()

    def newest_count(self) -> int:
        """How many the newest found, without reading what they are; 0 where there is none."""
        found = self.newest_first().values_list(
            models.Func("exposures", function="jsonb_array_length", output_field=models.IntegerField()),
            flat=True,
        )
        return found.first() or 0

    def over(self, keys: list[str]) -> Self:
        """Those that read just these editions together."""
        return self.filter(editions=keys)


class DisclosureAudit(models.Model):
    """Every small number that a reader of all that was out could tell, with the argument for each.

    It tells which numbers are small, so nobody but KREM reads it. What has come out is never taken back, so neither is this.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    read_at = models.DateTimeField()
    # The keys of the editions that were read, the first published first.
    editions = models.JSONField()
    # As `reports.editions.given_away` writes them.
    exposures = models.JSONField()

    objects = DisclosureAuditQuerySet.as_manager()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="audit_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.pk)
