"""What lets somebody in: the password, the sessions of browsers, identity providers, and invitations."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User


class Credential(models.Model):
    """The password of somebody, sealed by Argon2.

    No role of the database may read or write this table: functions of its owner do (`accounts.passwords`).
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    sealed = models.CharField(max_length=128, editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return str(self.pk)


class SessionQuerySet(models.QuerySet):
    def of(self, user: User) -> Self:
        """Where somebody is signed in, the latest first. What a session holds no role may read."""
        return (
            self.filter(user=user, expires_at__gt=Now())
            .only("id", "user_id", "began_at", "seen_at", "agent")
            .order_by("-seen_at", "pk")
        )


class Session(models.Model):
    """A browser's session. The key that the browser holds is kept as its SHA-256 only (`accounts.signing_in.sessions`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    data = models.TextField(editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, editable=False, related_name="+")
    began_at = models.DateTimeField(db_default=Now(), editable=False)
    seen_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(editable=False, db_index=True)
    # What the browser says it is, so that its owner knows it again.
    agent = models.CharField(max_length=200, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class IdentityQuerySet(models.QuerySet):
    def of(self, user: User) -> Self:
        return self.filter(user=user).order_by("connected_at", "pk")


class Identity(models.Model):
    """Somebody as an identity provider knows them: by issuer and subject, and never by an address.

    Of the subject only the SHA-256 is kept: it is known again, and tells nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, editable=False, related_name="+")
    issuer = models.CharField(max_length=200, editable=False)
    subject_hash = models.CharField(max_length=64, editable=False)
    connected_at = models.DateTimeField(db_default=Now(), editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject_hash"], name="one_account_per_identity")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class InvitationQuerySet(models.QuerySet):
    def not_answered(self) -> Self:
        """Neither accepted nor closed; some of them may have run out."""
        return self.filter(accepted_at=None, closed_at=None)


class Invitation(models.Model):
    """A single-use letter that lets one person set a password. Only the token's hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name=_("user"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited"), editable=False)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    closed_at = models.DateTimeField(_("replaced by a newer one"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_after_it_is_sent"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(closed_at=None),
                name="invitation_is_accepted_or_replaced_not_both",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(accepted_at=None, closed_at=None),
                name="one_unanswered_invitation_per_user",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.closed_at is None and now < self.expires_at
