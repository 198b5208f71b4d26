"""KREM looks after the people who sign in."""

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.actions.accounts import (
    account_written,
    address_changed,
    ask_for_address,
    invite,
    remove_second_factor,
    send_again,
)
from accounts.admin.changes import access_of
from accounts.admin.pages import KremModelAdmin, ReadOnlyModelAdmin, ask_and_carry_out
from accounts.models import Invitation, Letter, User
from accounts.permissions import (
    refusal_to_change_address,
    refusal_to_invite,
    refusal_to_remove_second_factor,
    refusal_to_send_again,
)
from accounts.signing_in.stepping_up import ask_again


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
        message=lambda sent: ngettext(
            "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", sent
        ),
        question=_("Send an invitation to these people?"),
        button=_("Send"),
        why_not=lambda row: refusal_to_invite(request.user, user_of(row), timezone.localdate(now)),
    )


def waits() -> str:
    """What is said to the first of two."""
    return _("This waits for somebody else at KREM, who must do the same within seven days.")


class UserForm(forms.ModelForm):
    """No password: people choose their own, by invitation."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("The portal's own")), *settings.LANGUAGES],
    )

    by: User

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        is_other = not self.instance._state.adding and email != self.initial.get("email", "").lower()
        if is_other and (reason := refusal_to_change_address(self.by, self.instance)):
            raise forms.ValidationError(reason)
        return email


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
    def joined(self, user: User) -> str | None:
        # The database sets the moment, so somebody who is being added has none.
        if user._state.adding:
            return None
        return date_format(timezone.localtime(user.joined_at), "DATETIME_FORMAT")

    def get_form(self, request: HttpRequest, *args: object, **kwargs: object) -> type[forms.ModelForm]:
        return type("UserFormOf", (super().get_form(request, *args, **kwargs),), {"by": request.user})

    def changeform_view(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Who may come in, and with what rights, is not changed from a browser that somebody left open."""
        return ask_again(request) or super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        former = form.initial.get("email", "")
        is_other = change and former.lower() != obj.email
        if not change:
            obj.set_unusable_password()
        elif is_other and not ask_for_address(user=obj, wanted=obj.email, by=request.user):
            obj.email, is_other = former, False
            self.message_user(request, f"{obj.name}: {waits()}", messages.WARNING)
        super().save_model(request, obj, form, change)
        if is_other:
            address_changed(user=obj, former=former, by=request.user, now=timezone.now())
        changed = ", ".join(name for name in form.changed_data if name in self.fields)
        account_written(user=obj, what=changed if change else "created", by=request.user)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Besides the changes: who has let this person in, and what has been done with the way in."""
        found = access_of(unquote(object_id))
        return super().history_view(request, object_id, {**(extra_context or {}), "access": found})

    @admin.action(description=gettext_lazy("Send an invitation"))
    def send_invitations(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        return ask_again(request) or ask_and_invite(self, request, queryset, user_of=lambda user: user)

    @admin.action(description=gettext_lazy("Remove the second factor of somebody who has lost it"))
    def remove_second_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        now = timezone.now()
        return ask_again(request) or ask_and_carry_out(
            self,
            request,
            queryset,
            lambda user: "" if remove_second_factor(user=user, by=request.user, now=now) else waits(),
            message=lambda removed: ngettext(
                "%(count)s person sets up a new second factor at the next sign-in.",
                "%(count)s people set up a new second factor at the next sign-in.",
                removed,
            ),
            question=_("Are you sure who is asking? Ring them on a number you know before you remove it."),
            button=_("Remove"),
            why_not=lambda user: refusal_to_remove_second_factor(request.user, user),
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


class LetterStates(admin.SimpleListFilter):
    """What became of a letter."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("given_up", _("Given up")), ("waiting", _("Waiting"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        if self.value() == "given_up":
            return queryset.given_up()
        return queryset.waiting() if self.value() == "waiting" else queryset


@admin.register(Letter)
class LetterAdmin(ReadOnlyModelAdmin):
    """What the portal writes. Without the text: it may hold a link that opens an account."""

    fields = ("to", "subject", "written_at", "sent_at", "due_at", "attempts")
    list_display = ("to", "subject", "written_at", "sent_at", "due_at", "attempts")
    list_filter = (LetterStates,)
    search_fields = ("to", "subject")
    ordering = ("-written_at", "pk")
    actions = ("send_letters_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return super().get_queryset(request).defer("body")

    @admin.action(description=gettext_lazy("Try to send once more"), permissions=["view"])
    def send_letters_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> HttpResponse | None:
        now = timezone.now()
        return ask_and_carry_out(
            self,
            request,
            queryset,
            lambda letter: send_again(letter=letter, by=request.user, now=now),
            message=lambda count: ngettext(
                "%(count)s letter is tried once more.", "%(count)s letters are tried once more.", count
            ),
            question=_("Try to send these letters once more?"),
            button=_("Try once more"),
            why_not=lambda letter: refusal_to_send_again(request.user, letter),
        )
