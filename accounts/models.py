"""People who sign in, and how they were let in."""

import uuid
from datetime import date, datetime
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from accounts.enums import SEES_PEOPLE, Role


class UserQuerySet(models.QuerySet):
    def open_on(self, day: date) -> Self:
        """Those whose access has not ended."""
        return self.filter(Q(access_ends_on=None) | Q(access_ends_on__gte=day), is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
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

    @property
    def sees_people(self) -> bool:
        return self.role in SEES_PEOPLE

    @property
    def is_krem(self) -> bool:
        return self.role == Role.KREM_STAFF


class Invitation(models.Model):
    """A single-use letter that lets one person set a password. Only the token's hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name=_("user"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited"), db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_after_it_is_sent"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and now < self.expires_at


class Letter(models.Model):
    """A mail to be sent: written in the transaction of the deed, sent by a worker afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        indexes = [models.Index(fields=["written_at"], condition=Q(sent_at=None), name="letters_to_send")]

    def __str__(self) -> str:
        return str(self.pk)
