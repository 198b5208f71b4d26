"""KREM looks after the people who sign in."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.actions import invite, remove_second_factor
from accounts.administration import KremModelAdmin, ReadOnlyModelAdmin, ask_and_carry_out
from accounts.models import Invitation, User
from accounts.permissions import may_invite, may_remove_second_factor


def ask_and_invite(
    page: KremModelAdmin, request: HttpRequest, chosen: QuerySet, *, user_of: Callable[[models.Model], User]
) -> HttpResponse | None:
    """Send invitations to the people behind what was chosen, after a question."""
    now = timezone.now()
    return ask_and_carry_out(
        page,
        request,
        chosen,
        lambda row: invite(user=user_of(row), by=request.user, now=now),
        told=lambda sent: ngettext(
            "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", sent
        ),
        question=_("Send an invitation to these people?"),
        button=_("Send"),
        why_not=lambda row: may_invite(request.user, user_of(row), timezone.localdate(now)),
    )


class UserForm(forms.ModelForm):
    """No password: people choose their own, by invitation."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("The portal's own")), *settings.LANGUAGES],
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class UserAdmin(KremModelAdmin):
    """Registered by `clusters.admin`, which adds the seats."""

    form = UserForm
    fields = (
        "email",
        "name",
        "role",
        "is_staff",
        "language",
        "access_ends_on",
        "is_active",
        "last_login",
        "joined",
    )
    readonly_fields = ("last_login", "joined")
    list_display = ("name", "email", "role", "is_active", "access_ends_on", "is_in_use", "last_login")
    list_filter = ("role", "is_active", "is_staff")
    search_fields = ("name", "email")
    ordering = ("name", "pk")
    actions = ("send_invitations", "remove_second_factors")

    @admin.display(description=gettext_lazy("in use"), boolean=True)
    def is_in_use(self, user: User) -> bool:
        return user.has_usable_password()

    @admin.display(description=gettext_lazy("added"))
    def joined(self, user: User) -> datetime | None:
        # The database sets the moment, so somebody who is being added has none.
        return None if user._state.adding else user.joined_at

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Send an invitation"))
    def send_invitations(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        return ask_and_invite(self, request, queryset, user_of=lambda user: user)

    @admin.action(description=gettext_lazy("Remove the second factor of somebody who has lost it"))
    def remove_second_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        now = timezone.now()
        return ask_and_carry_out(
            self,
            request,
            queryset,
            lambda user: remove_second_factor(user=user, by=request.user, now=now),
            told=lambda removed: ngettext(
                "%(count)s person sets up a new second factor at the next sign-in.",
                "%(count)s people set up a new second factor at the next sign-in.",
                removed,
            ),
            question=_("Are you sure who is asking? Ring them on a number you know before you remove it."),
            button=_("Remove"),
            why_not=lambda user: may_remove_second_factor(request.user, user),
        )


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyModelAdmin):
    """Sent from the list of users; answered by those who got them."""

    fields = ("user", "invited_by", "invited_at", "expires_at", "accepted_at", "closed_at")
    list_display = ("user", "invited_by", "invited_at", "expires_at", "accepted_at", "closed_at")
    list_display_links = ("user",)
    list_filter = (("accepted_at", admin.EmptyFieldListFilter), ("closed_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "invited_by")
    search_fields = ("user__name", "user__email")
    ordering = ("-invited_at", "pk")
    date_hierarchy = "invited_at"
