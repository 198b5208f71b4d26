"""KREM looks after what partners have promised."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.pages import KremModelAdmin
from clusters.models import Agreement


class AgreementFilter(admin.SimpleListFilter):
    """What KREM asks of agreements: which count, and which must be seen to."""

    title = gettext_lazy("today")
    parameter_name = "today"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("counts", _("Counts")), ("renew", _("Up for renewal")), ("ended", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        today = timezone.localdate()
        if self.value() == "counts":
            return queryset.on(today)
        if self.value() == "renew":
            return queryset.up_for_renewal(today)
        if self.value() == "ended":
            return queryset.filter(ends_on__lt=today)
        return queryset


class PartnerKindFilter(admin.ChoicesFieldListFilter):
    """By the kind of the partner, where the page's own rows have a kind or a partner."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.title = gettext_lazy("kind of partner")


@admin.register(Agreement)
class AgreementAdmin(KremModelAdmin):
    list_display = ("partner", "kind", "cluster", "starts_on", "ends_on", "training_places", "work_places")
    list_filter = (AgreementFilter, "kind", ("partner__kind", PartnerKindFilter))
    list_select_related = ("partner", "cluster")
    search_fields = ("partner__name", "cluster__name", "contact_role")
    ordering = ("partner__name", "starts_on", "pk")
    raw_id_fields = ("cluster", "partner")
    fieldsets = (
        (None, {"fields": ("partner", "cluster", "kind", "starts_on", "ends_on", "reminder_days")}),
        (gettext_lazy("Places"), {"fields": ("training_places", "work_places")}),
        (gettext_lazy("Contact at the partner"), {"fields": ("contact_role", "contact_email")}),
    )
