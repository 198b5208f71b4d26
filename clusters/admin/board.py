"""KREM decides what the boards of the step model begin with. The boards themselves are in the portal."""

from django.contrib import admin

from accounts.admin.pages import KremModelAdmin
from clusters.models import TemplateTask


@admin.register(TemplateTask)
class TemplateTaskAdmin(KremModelAdmin):
    list_display = ("title", "cluster_kind", "for_whole_cluster", "step", "level", "party", "kind")
    list_filter = ("cluster_kind", "for_whole_cluster", "step", "level", "party")
    search_fields = ("title",)
    ordering = ("cluster_kind", "for_whole_cluster", "step", "level", "party", "title", "pk")
    fields = ("cluster_kind", "for_whole_cluster", "step", "level", "party", "kind", "title")
