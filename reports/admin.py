"""KREM sets up report series here; editions are made, reviewed and published in the portal itself."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.pages import KremModelAdmin, ReadOnlyModelAdmin
from reports.models import Edition, Series
from reports.models.series import TARGETS


@admin.register(Series)
class SeriesAdmin(KremModelAdmin):
    list_display = ("name", "cluster", "period_kind", "language", "drafts_from", "due_after_days")
    list_filter = ("cluster", "period_kind", "language")
    list_select_related = ("cluster",)
    search_fields = ("name", "cluster__name")
    ordering = ("cluster__name", "name", "pk")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "cluster",
                    "name",
                    "period_kind",
                    "language",
                    "audience",
                    "smallest_count",
                    "complete_from",
                )
            },
        ),
        (
            gettext_lazy("Targets"),
            {
                "fields": tuple(TARGETS.values()),
                "description": gettext_lazy(
                    "The share with a result, in per cent, that is agreed for each yardstick. Empty where nothing is "
                    "agreed. An edition keeps the targets it was made with."
                ),
            },
        ),
        (gettext_lazy("Course"), {"fields": ("drafts_from", "due_after_days", "reminder_days")}),
        (gettext_lazy("Who looks before it is out"), {"fields": ("needs_sign_off", "needs_review")}),
    )


@admin.register(Edition)
class EditionAdmin(ReadOnlyModelAdmin):
    fields = (
        "series",
        "period_label",
        "detail",
        "number",
        "state",
        "cutoff",
        "requested_by",
        "due_on",
        "reviewed_by",
        "published_by",
        "published_at",
        "published_despite",
        "in_the_portal",
    )
    readonly_fields = fields
    list_display = ("period_label", "series", "state", "number", "published_at", "in_the_portal")
    list_filter = ("state", "series__cluster")
    list_select_related = ("series__cluster",)
    search_fields = ("period_label", "series__name", "series__cluster__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        # The numbers are read in the portal, where a look is logged.
        return super().get_queryset(request).defer("report").newest_first()

    @admin.display(description=gettext_lazy("in the portal"))
    def in_the_portal(self, edition: Edition) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("edition", args=[edition.pk]), _("Open"))
