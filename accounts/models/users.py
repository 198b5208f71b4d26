"""People who sign in."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date

import pghistory
from django.conf import settings
from django.contrib.auth.hashers import is_password_usable, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import passwords
from accounts.enums import SEES_PEOPLE, Role
from spelling.keys import InOrder, OrderKey


class UserManager(BaseUserManager.from_queryset(InOrder)):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user without a usable password until an invitation is accepted."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def open_on(self, today: date) -> models.QuerySet["User"]:
        """Accounts that can sign in that day, in a fixed order: letters to them are written in this one."""
        ended = self.filter(access_ends_on__lt=today)
        accounts = self.filter(is_active=True).exclude(pk__in=ended)
        return (accounts if settings.DEMO else accounts.filter(is_demo=False)).order_by("email", "pk")

    def krem_on(self, today: date) -> models.QuerySet["User"]:
        """KREM's own people who can sign in that day."""
        return self.open_on(today).filter(role=Role.KREM_STAFF)

    def create_superuser(self, email: str, password: str, **fields: object) -> "User":
        return self.create_user(
            email, password, role=Role.KREM_STAFF, is_staff=True, is_superuser=True, **fields
        )


@pghistory.track(exclude=["last_login", "session_mark", "language", "is_demo", "joined_at", "name_order"])
class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. What they see follows from the role and, for NAV, from seats.

    The password stands in a table that no role of the database can read (`Credential`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    name_order = OrderKey("name")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    access_ends_on = models.DateField(_("last day of access"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)
    # Every session carries a trace of this: a new value ends them all.
    session_mark = models.UUIDField(default=uuid.uuid4, editable=False)
    # Written by the database, together with the password.
    has_password = models.BooleanField(_("in use"), default=False, editable=False)

    objects = UserManager()
    _sealed: str | None = None
    _is_sealed_anew = False

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

    def save(self, *args: object, update_fields: Iterable[str] | None = None, **kwargs: object) -> None:
        """A new password goes into its own table; it is a new mark as well, which ends what was opened with the old."""
        if update_fields is not None and "password" in update_fields:
            update_fields = {*update_fields, "session_mark"} - {"password"}
        is_new = self._state.adding
        # What is saved is the account, not the post that is in use.
        in_use = self.role
        if "_account_role" in self.__dict__:
            self.role, (self.is_staff, self.is_superuser) = self._account_role, self._account_flags
        super().save(*args, update_fields=update_fields, **kwargs)
        if "_account_role" in self.__dict__:
            self.work_as(in_use)
        # Nobody need write down that somebody new has no password yet.
        if self._is_sealed_anew and not (is_new and not is_password_usable(self._sealed)):
            passwords.write(self.pk, self._sealed)
            self.has_password = is_password_usable(self._sealed)
        self._is_sealed_anew = False

    def refresh_from_db(self, *args: object, **kwargs: object) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._sealed, self._is_sealed_anew = None, False

    @property
    def password(self) -> str:
        """The sealed password, of oneself or to sign in with; the database tells nobody else's."""
        if self._sealed is None:
            self._sealed = passwords.read(self.pk) or make_password(None)
        return self._sealed

    @password.setter
    def password(self, sealed: str) -> None:
        self._sealed, self._is_sealed_anew = sealed, True
        self.session_mark = uuid.uuid4()

    def has_usable_password(self) -> bool:
        return self.has_password if self._sealed is None else is_password_usable(self._sealed)

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

    @property
    def account_role(self) -> str:
        """The role of the account itself, whichever post is in use."""
        return self.__dict__.get("_account_role", self.role)

    def work_as(self, role: Role) -> None:
        """Let the post in use say what this person may do. Nothing of it is ever saved."""
        if "_account_role" not in self.__dict__:
            self._account_role, self._account_flags = self.role, (self.is_staff, self.is_superuser)
        self.role = role
        flags = self._account_flags if role == Role.KREM_STAFF else (False, False)
        self.is_staff, self.is_superuser = flags

    def get_session_auth_hash(self) -> str:
        """What a session must agree with to live: the role and the mark, which a new password changes."""
        return self._session_trace(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_trace(secret)

    def _session_trace(self, secret: str | None) -> str:
        is_staff = self.__dict__.get("_account_flags", (self.is_staff,))[0]
        facts = f"{self.account_role}|{is_staff}|{self.session_mark}"
        return salted_hmac("accounts.User.session", facts, secret=secret, algorithm="sha256").hexdigest()

    @property
    def sees_people(self) -> bool:
        return self.role in SEES_PEOPLE

    @property
    def is_krem(self) -> bool:
        return self.role == Role.KREM_STAFF
