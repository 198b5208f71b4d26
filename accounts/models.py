"""People who sign in, and how they were let in."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.enums import SEES_PEOPLE, Role


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user without a usable password until an invitation is accepted."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str, **fields: object) -> "User":
        return self.create_user(
            email, password, role=Role.KREM_STAFF, is_staff=True, is_superuser=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. What they see follows from the role and, for NAV, from seats."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    access_ends_on = models.DateField(_("last day of access"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)
    # Every session carries a trace of this: a new value ends them all.
    session_mark = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_user_per_email",
                violation_error_message=_("There is a user with this e-mail address already."),
            ),
            models.CheckConstraint(
                condition=Q(is_staff=False) | Q(role=Role.KREM_STAFF),
                name="only_krem_opens_the_administration",
                violation_error_message=_("Only KREM staff can open the administration."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_is_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def has_ended(self, today: date) -> bool:
        """Whether the last day of access has passed."""
        return self.access_ends_on is not None and self.access_ends_on < today

    def can_sign_in(self, today: date) -> bool:
        """Whether the account is open. Demo accounts are, only while the demo setting is on."""
        return self.is_active and not self.has_ended(today) and (settings.DEMO or not self.is_demo)

    def get_session_auth_hash(self) -> str:
        """What a session must agree with to live: the password, the role and the mark."""
        return self._session_trace(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_trace(secret)

    def _session_trace(self, secret: str | None) -> str:
        facts = f"{self.password}|{self.role}|{self.is_staff}|{self.session_mark}"
        return salted_hmac("accounts.User.session", facts, secret=secret, algorithm="sha256").hexdigest()

    @property
    def sees_people(self) -> bool:
        return self.role in SEES_PEOPLE

    @property
    def is_krem(self) -> bool:
        return self.role == Role.KREM_STAFF


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


class LetterQuerySet(models.QuerySet):
    def due(self, now: datetime) -> Self:
        """What waits to be sent, oldest first."""
        return self.filter(sent_at=None, due_at__lte=now).order_by("written_at", "pk")


class Letter(models.Model):
    """A mail to be sent: written in the transaction of the deed, sent by a worker afterwards.

    The body is dropped when the letter has left: it may carry a link that opens an account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField(editable=False)
    # Empty when it has been tried too often: somebody must look at the mail server.
    due_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(body=""), name="a_sent_letter_keeps_no_body"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at=None), name="letters_to_send")]

    def __str__(self) -> str:
        return str(self.pk)
