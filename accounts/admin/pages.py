"""What KREM's pages in the administration have in common."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.forms import Form, ModelChoiceField
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts.admin.changes import changes_of
from accounts.admin.choosing import NamedField, suggestions
from accounts.permissions import refusal_to_administer
from audit.access import require
from audit.actions import Refused

CONFIRMED = "confirmed"
LOOKUPS = frozenset(models.Field.get_lookups()) | {"isempty"}
ASKED_BY_FILTERS = frozenset({"exact", "in", "isnull", "isempty", "gte", "gt", "lte", "lt"})


class ForKrem:
    """Open to KREM staff as a whole: no groups, no permissions one by one. Nothing is ever deleted here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return not refusal_to_administer(request.user)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not refusal_to_administer(request.user)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not refusal_to_administer(request.user)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not refusal_to_administer(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ReadOnly(ForKrem):
    """To be looked at only: these rows are written elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class InOrder:
    """Choices in the order of the alphabet; one of thousands is written by name: see `accounts.admin.choosing`."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: object
    ) -> ModelChoiceField | None:
        # Users, partners and clusters: whatever is chosen from here has a name.
        kwargs.setdefault("queryset", db_field.related_model.objects.order_by("name", "pk"))
        if db_field.name in self.raw_id_fields:
            return db_field.formfield(form_class=NamedField, **kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class KremModelAdmin(ForKrem, InOrder, admin.ModelAdmin):
    """A page of the administration."""

    list_per_page = 50

    def get_urls(self) -> list[URLPattern]:
        options = self.model._meta
        name = f"{options.app_label}_{options.model_name}_choices"
        return [
            path("choices/", self.admin_site.admin_view(self.choices_view), name=name),
            *super().get_urls(),
        ]

    def choices_view(self, request: HttpRequest) -> HttpResponse:
        """The names that hold what has been typed, for a field that is filled in by name."""
        refusal = "" if self.has_view_permission(request) else _("You may not see these.")
        require(refusal, by=request.user.pk, subject=self.model._meta.model_name)
        names = [each.name for each in self.model._meta.fields if each.name == "name"]
        found = suggestions(self.model, request.GET.get("q", "")) if names else []
        return JsonResponse({"names": found})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What a list's own filters ask, and nothing that an address could make up."""
        asked = lookup.rsplit(LOOKUP_SEP, 1)[-1]
        if asked in LOOKUPS - ASKED_BY_FILTERS:
            return False
        return super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """A value that the database cannot take is a list that cannot be shown, not an error of ours."""
        try:
            with transaction.atomic():
                return super().changelist_view(request, extra_context)
        except (DataError, ValidationError) as refused:
            raise SuspiciousOperation from refused

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as refusal:
            # The forms look first; this is two people saving at the same time.
            self.message_user(request, self.refused_by_the_database(refusal), messages.ERROR)
            return redirect(request.path)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Django's own list of what was done here, and every change wherever it was made."""
        if self.get_object(request, unquote(object_id)) is None:
            return super().history_view(request, object_id, extra_context)
        changes = changes_of(self.model, object_id)
        return super().history_view(request, object_id, {**(extra_context or {}), "changes": changes})

    def refused_by_the_database(self, refusal: IntegrityError) -> str:
        """What a constraint says, in words."""
        return _("Not saved: somebody else has changed this in the meantime. Look at it again.")


class ReadOnlyModelAdmin(ReadOnly, KremModelAdmin):
    pass


def answer_to(request: HttpRequest) -> QueryDict | None:
    """What has been filled in on the page that asks before an action; None while it has not been asked."""
    return request.POST if CONFIRMED in request.POST else None


def ask_and_carry_out(
    page: KremModelAdmin,
    request: HttpRequest,
    chosen: QuerySet,
    do: Callable[[models.Model], object],
    *,
    message: Callable[[int], str],
    question: str,
    button: str,
    why_not: Callable[[models.Model], str],
    form: Form | None = None,
) -> TemplateResponse | None:
    """Ask before an action is done, then do it to each, and tell of those refused and of how many were done.

    What is not done yet gives a sentence that says what it waits for.
    """
    asked = _ask_first(page, request, chosen, question=question, button=button, why_not=why_not, form=form)
    if asked:
        return asked
    done = 0
    for obj in chosen:
        try:
            if (waits := do(obj)) and isinstance(waits, str):
                page.message_user(request, f"{obj}: {waits}", messages.WARNING)
                continue
            done += 1
        except Refused as refusal:
            page.message_user(request, f"{obj}: {refusal}", messages.WARNING)
    page.message_user(request, message(done) % {"count": done}, messages.SUCCESS if done else messages.INFO)
    return None


def _ask_first(
    page: KremModelAdmin,
    request: HttpRequest,
    chosen: QuerySet,
    *,
    question: str,
    button: str,
    why_not: Callable[[models.Model], str],
    form: Form | None = None,
) -> TemplateResponse | None:
    """The page that asks before an action is done, with the reason where it cannot be; None once it is answered.

    An action that needs to know more gives a form, bound when the answer has come: it must be right as well.
    """
    if CONFIRMED in request.POST and (form is None or form.is_valid()):
        return None
    reasons = [(obj, why_not(obj)) for obj in chosen]
    context = {
        **page.admin_site.each_context(request),
        "opts": page.model._meta,
        "title": question,
        "button": button,
        "action": request.POST["action"],
        "checkbox": ACTION_CHECKBOX_NAME,
        "confirmed": CONFIRMED,
        "form": form,
        "possible": [obj for obj, reason in reasons if not reason],
        "refused": [(obj, reason) for obj, reason in reasons if reason],
    }
    return TemplateResponse(request, "admin/ask_first.html", context)
