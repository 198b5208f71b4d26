"""KREM looks after development projects. What was learned in them is written in the portal."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from accounts.admin.pages import ForKrem, InOrder, KremModelAdmin
from clusters.forms.stretches import NamingFormSet
from clusters.models import Project, ProjectParty


class PartyInline(ForKrem, InOrder, admin.StackedInline):
    """Those who made a project together."""

    model = ProjectParty
    formset = NamingFormSet
    fields = (("name", "kind", "partner"),)
    raw_id_fields = ("partner",)
    ordering = ("name", "pk")
    extra = 0
    can_delete = False


@admin.register(Project)
class ProjectAdmin(KremModelAdmin):
    list_display = ("name", "years")
    search_fields = ("name", "summary", "method", "parties__name")
    ordering = ("name", "pk")
    fields = ("name", "slug", "first_year", "last_year", "summary", "method", "evidence")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (PartyInline,)

    @admin.display(description=gettext_lazy("years"), ordering="first_year")
    def years(self, project: Project) -> str:
        """Years are not counts: no room between the thousands."""
        return "–".join(str(year) for year in (project.first_year, project.last_year) if year)
