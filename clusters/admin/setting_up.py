"""From a new cluster to members with people who can sign in: two pages beside the cluster's own, and its timeline."""

from functools import partial

from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import refusal_to_administer
from accounts.signing_in.stepping_up import ask_again
from audit.access import get_visible_or_404, no_such, require
from audit.actions import Refused
from audit.forms import data_of
from clusters.actions.setting_up import add_members, welcome
from clusters.forms.setting_up import (
    MOST_FOUND,
    ROLE_AT,
    FirstDayForm,
    MembersForm,
    NewPartners,
    PersonForm,
    partners_found,
)
from clusters.models import Cluster, Seat
from clusters.timeline import timeline_of


class SettingUp:
    """The pages of a cluster that take it from a name to people who can sign in."""

    change_form_template = "admin/clusters/cluster_change.html"

    def get_urls(self) -> list[URLPattern]:
        pages = {"members": self.members_page, "people": self.people_page, "timeline": self.timeline_page}
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(page),
                name=f"clusters_cluster_{name}",
            )
            for name, page in pages.items()
        ]
        return [*own, *super().get_urls()]

    def response_add(
        self, request: HttpRequest, obj: Cluster, post_url_continue: str | None = None
    ) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        if "_save" in request.POST:
            return redirect("admin:clusters_cluster_members", obj.pk)
        return response

    def members_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Tick partners that were found, or write new ones, and let them join on a day."""
        cluster, today = self._cluster(request, object_id), timezone.localdate()
        words = request.GET.get("q", "").strip()
        found = partners_found(words, cluster, today)
        data = data_of(request)
        form = MembersForm(data, found=found, initial={"starts_on": max(cluster.starts_on, today)})
        new = NewPartners(data, prefix="new")
        if data and form.is_valid() and new.is_valid():
            written = [row.save(commit=False) for row in new if row.has_changed()]
            joining = [*form.cleaned_data["partners"], *written]
            if self._join(request, cluster, joining, form):
                return redirect("admin:clusters_cluster_people" if joining else request.path, cluster.pk)
        members = cluster.memberships.on(today).select_related("partner").order_by("partner__name", "pk")
        context = {
            "title": _("Members of %(cluster)s") % {"cluster": cluster},
            "form": form,
            "new": new,
            "words": words,
            "found": found,
            "most": MOST_FOUND if len(found) == MOST_FOUND else 0,
            "members": members,
        }
        return self._page(request, cluster, "admin/clusters/members.html", context)

    def people_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """For each member: who sits there, and somebody new to be invited."""
        if again := ask_again(request):
            return again
        cluster, today = self._cluster(request, object_id), timezone.localdate()
        members = cluster.memberships.on(today).filter(partner__kind__in=ROLE_AT).select_related("partner")
        partners = [member.partner for member in members.order_by("partner__kind", "partner__name", "pk")]
        data = data_of(request)
        first_day = FirstDayForm(data, initial={"starts_on": today})
        rows = [PersonForm(data, prefix=str(partner.pk), partner=partner) for partner in partners]
        # Each row says what is wrong with it, also after the first that is.
        rows_in_order = [row.is_valid() for row in rows]
        if data and first_day.is_valid() and all(rows_in_order):
            invited = self._invite(request, rows, first_day)
            if invited is not None:
                text = ngettext(
                    "%(count)s person has a seat and an invitation.",
                    "%(count)s people have seats and invitations.",
                    invited,
                )
                self.message_user(request, text % {"count": invited}, messages.SUCCESS)
                return redirect("admin:clusters_cluster_change", cluster.pk)
        seats = Seat.objects.on(today).filter(partner__in=partners).select_related("user")
        names = {partner.pk: [] for partner in partners}
        for seat in seats.order_by("user__name", "pk"):
            names[seat.partner_id].append(seat.user.name)
        context = {
            "title": _("People in %(cluster)s") % {"cluster": cluster},
            "first_day": first_day,
            "rows": [(row, names[row.partner.pk]) for row in rows],
        }
        return self._page(request, cluster, "admin/clusters/people.html", context)

    def timeline_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What has happened in the cluster, and what is known of the time ahead."""
        cluster = self._cluster(request, object_id)
        context = {
            "title": _("Timeline of %(cluster)s") % {"cluster": cluster},
            "happenings": timeline_of(cluster, timezone.localdate()),
        }
        return self._page(request, cluster, "admin/clusters/timeline.html", context)

    def _join(self, request: HttpRequest, cluster: Cluster, joining: list, form: Form) -> bool:
        if not joining:
            form.add_error("partners", _("Tick somebody, or write a new partner below."))
            return False
        try:
            add_members(
                cluster=cluster, partners=joining, starts_on=form.cleaned_data["starts_on"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return False
        text = ngettext("%(count)s member has joined.", "%(count)s members have joined.", len(joining))
        self.message_user(request, text % {"count": len(joining)}, messages.SUCCESS)
        return True

    def _invite(self, request: HttpRequest, rows: list[PersonForm], first_day: Form) -> int | None:
        """All who are filled in, or nobody: then the reason stands at the row."""
        filled = [row for row in rows if row.is_filled_in]
        do = partial(
            welcome, starts_on=first_day.cleaned_data["starts_on"], by=request.user, now=timezone.now()
        )
        with transaction.atomic():
            for row in filled:
                given = row.cleaned_data
                try:
                    do(partner=row.partner, name=given["name"], email=given["email"], role=row.role)
                except Refused as refused:
                    row.add_error("email", str(refused))
            if any(row.errors for row in filled):
                transaction.set_rollback(True)
                return None
        return len(filled)

    def _cluster(self, request: HttpRequest, object_id: str) -> Cluster:
        require(refusal_to_administer(request.user), by=request.user.pk, subject="cluster")
        try:
            pk = self.model._meta.pk.to_python(object_id)
        except ValidationError:
            no_such("cluster")
        return get_visible_or_404(Cluster.objects.all(), "cluster", pk, by=request.user.pk)

    def _page(self, request: HttpRequest, cluster: Cluster, template: str, context: dict) -> TemplateResponse:
        whole = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "media": self.media + AdminDateWidget().media,
            "cluster": cluster,
            "cluster_url": reverse("admin:clusters_cluster_change", args=[cluster.pk]),
            **context,
        }
        return TemplateResponse(request, template, whole)
