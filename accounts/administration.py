"""What KREM's pages in the administration have in common."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.forms import Form, ModelChoiceField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.changes import changes_of
from accounts.permissions import may_administer
from audit.deeds import Refused

CONFIRMED = "confirmed"


class ForKrem:
    """Open to KREM staff as a whole: no groups, no permissions one by one. Nothing is ever deleted here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return not may_administer(request.user)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not may_administer(request.user)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not may_administer(request.user)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not may_administer(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ReadOnly(ForKrem):
    """To be looked at only: these rows are written elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class SearchedLink(ForeignKeyRawIdWidget):
    """A link to one of thousands: chosen in the list of them, which can be searched, instead of a drop-down.

    What it points at already is told by whoever has it at hand, so that a table of links asks nothing.
    """

    known: models.Model | None = None

    def label_and_url_for_value(self, value: object) -> tuple[str, str]:
        if self.known is None or str(self.known.pk) != str(value):
            return super().label_and_url_for_value(value)
        options = self.known._meta
        url = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[self.known.pk])
        return str(self.known), url


class InOrder:
    """Choices in the order of the alphabet; links to many things are looked for."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: object
    ) -> ModelChoiceField | None:
        if db_field.name in self.raw_id_fields:
            kwargs["widget"] = SearchedLink(db_field.remote_field, self.admin_site)
        # Users, partners and clusters: whatever is chosen from here has a name.
        kwargs.setdefault("queryset", db_field.related_model.objects.order_by("name", "pk"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class KremModelAdmin(ForKrem, InOrder, admin.ModelAdmin):
    """A page of the administration."""

    list_per_page = 50

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
        changes = changes_of(self.model, object_id)
        return super().history_view(request, object_id, {**(extra_context or {}), "changes": changes})

    def refused_by_the_database(self, refusal: IntegrityError) -> str:
        """What a constraint says, in words."""
        return _("Not saved: somebody else has changed this in the meantime. Look at it again.")


class ReadOnlyModelAdmin(ReadOnly, KremModelAdmin):
    pass


def answer_to(request: HttpRequest) -> QueryDict | None:
    """What has been filled in on the page that asks before a deed; None while it has not been asked."""
    return request.POST if CONFIRMED in request.POST else None


def ask_and_carry_out(
    page: KremModelAdmin,
    request: HttpRequest,
    chosen: QuerySet,
    do: Callable[[models.Model], object],
    *,
    told: Callable[[int], str],
    question: str,
    button: str,
    why_not: Callable[[models.Model], str],
    form: Form | None = None,
) -> TemplateResponse | None:
    """Ask before a deed is done, then do it to each, and tell of those refused and of how many were done."""
    asked = _ask_first(page, request, chosen, question=question, button=button, why_not=why_not, form=form)
    if asked:
        return asked
    done = 0
    for obj in chosen:
        try:
            do(obj)
            done += 1
        except Refused as refusal:
            page.message_user(request, f"{obj}: {refusal}", messages.WARNING)
    page.message_user(request, told(done) % {"count": done}, messages.SUCCESS if done else messages.INFO)
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
    """The page that asks before a deed is done, with the reason where it cannot be; None once it is answered.

    A deed that needs to know more gives a form, bound when the answer has come: it must be right as well.
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
