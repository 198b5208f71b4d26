"""KREM looks after clusters, partners and who works where."""

from datetime import date

from django.contrib import admin
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.admin.pages import ForKrem, InOrder, KremModelAdmin, answer_to, ask_and_carry_out
from accounts.admin.users import UserAdmin, ask_and_invite
from accounts.models import User
from accounts.signing_in.stepping_up import ask_again
from clusters.actions.seats import end_seat, extend_seat, hand_over_seat, seat_written
from clusters.admin.agreements import PartnerKindFilter
from clusters.admin.setting_up import SettingUp
from clusters.forms.setting_up import SeatEndForm, SuccessorForm
from clusters.forms.stretches import ClusterStretchFormSet, SeatForm, StretchFormSet
from clusters.models import Cluster, Membership, Partner, Seat
from clusters.permissions import refusal_to_end_seat, refusal_to_extend_seat

NO_OVERLAP = ("memberships_do_not_overlap", "seats_do_not_overlap")


class DatedModelAdmin(KremModelAdmin):
    """A page with stretches of days on it."""

    def refused_by_the_database(self, refusal: IntegrityError) -> str:
        if any(name in str(refusal) for name in NO_OVERLAP):
            return _("Not saved: two stretches of the same thing have days in common. Change one at a time.")
        return super().refused_by_the_database(refusal)


class StretchInline(ForKrem, InOrder, admin.StackedInline):
    """A row of labelled fields; on a telephone they stand under each other."""

    extra = 0
    formset = StretchFormSet
    can_delete = False
    ordering = ("starts_on", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Model]:
        # A row is named by both its ends.
        links = [field.name for field in self.model._meta.fields if field.is_relation]
        return super().get_queryset(request).select_related(*links)


class MembershipInline(StretchInline):
    """The members of a cluster."""

    model = Membership
    fields = (("partner", "starts_on", "ends_on"),)
    raw_id_fields = ("partner",)


class ClusterInline(StretchInline):
    """The clusters of a partner."""

    model = Membership
    formset = ClusterStretchFormSet
    fields = (("cluster", "starts_on", "ends_on"),)
    raw_id_fields = ("cluster",)


class SeatInline(StretchInline):
    """Where a user works."""

    model = Seat
    fields = (("partner", "role", "starts_on", "ends_on"),)
    raw_id_fields = ("partner",)


@admin.register(User)
class UserWithSeatsAdmin(DatedModelAdmin, UserAdmin):
    """Users are of a lower app than seats; they meet here."""

    inlines = (SeatInline,)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseFormSet, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for seat in formset.new_objects:
            seat_written(seat=seat, is_new=True, by=request.user)
        for seat, _fields in formset.changed_objects:
            seat_written(seat=seat, is_new=False, by=request.user)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        # Until they choose for themselves, new people read as the partner writes.
        user = form.instance
        if change or user.language:
            return
        seat = user.seats.select_related("partner").order_by("starts_on", "pk").first()
        if seat and seat.partner.language_of_newcomers:
            user.language = seat.partner.language_of_newcomers
            user.save(update_fields=["language"])


@admin.register(Cluster)
class ClusterAdmin(SettingUp, DatedModelAdmin):
    list_display = ("name", "kind", "starts_on", "ends_on", "members_today")
    list_filter = ("kind",)
    search_fields = ("name", "memberships__partner__name")
    ordering = ("starts_on", "name", "pk")
    fields = ("name", "slug", "kind", "purpose", "starts_on", "ends_on")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        today = Membership.objects.on(timezone.localdate()).filter(cluster=models.OuterRef("pk"))
        counted = today.order_by().values("cluster").annotate(count=models.Count("pk")).values("count")
        return super().get_queryset(request).annotate(members=models.Subquery(counted))

    @admin.display(description=gettext_lazy("members today"), ordering="members")
    def members_today(self, cluster: Cluster) -> int:
        return cluster.members or 0


class Region(admin.SimpleListFilter):
    """Django's own would offer the empty region as a link without words."""

    title = gettext_lazy("region")
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        regions = Partner.objects.exclude(region="").order_by("region").values_list("region", flat=True)
        return [(region, region) for region in regions.distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Partner]) -> QuerySet[Partner]:
        return queryset.filter(region=self.value()) if self.value() else queryset


@admin.register(Partner)
class PartnerAdmin(DatedModelAdmin):
    list_display = ("name", "kind", "region", "organisation_number", "language_form")
    list_filter = ("kind", Region)
    search_fields = ("name", "slug", "organisation_number", "region", "clusters__name")
    ordering = ("name", "pk")
    fields = ("name", "slug", "kind", "organisation_number", "region", "language_form", "since_year")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (ClusterInline,)


class OpenToday(admin.SimpleListFilter):
    title = gettext_lazy("open today")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Seat]) -> QuerySet[Seat]:
        today = Seat.objects.on(timezone.localdate())
        if self.value() == "yes":
            return queryset.filter(pk__in=today)
        if self.value() == "no":
            return queryset.exclude(pk__in=today)
        return queryset


@admin.register(Seat)
class SeatAdmin(DatedModelAdmin):
    form = SeatForm
    list_display = ("user", "partner", "role", "starts_on", "ends_on")
    list_filter = (OpenToday, ("partner__kind", PartnerKindFilter), "role")
    list_select_related = ("user", "partner")
    search_fields = ("user__name", "user__email", "partner__name")
    ordering = ("partner__name", "starts_on", "pk")
    fields = ("user", "partner", "role", "starts_on", "ends_on")
    raw_id_fields = ("user", "partner")
    actions = ("end_today", "extend", "hand_over", "send_invitations")

    def changeform_view(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """What somebody may see is not changed from a browser that somebody left open."""
        return ask_again(request) or super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Seat, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        seat_written(seat=obj, is_new=not change, by=request.user)

    @admin.action(description=gettext_lazy("End the seat today"))
    def end_today(self, request: HttpRequest, queryset: QuerySet[Seat]) -> HttpResponse | None:
        today = timezone.localdate()
        return ask_and_carry_out(
            self,
            request,
            queryset,
            lambda seat: end_seat(seat=seat, by=request.user, on=today),
            message=lambda ended: ngettext("%(count)s seat ends today.", "%(count)s seats end today.", ended),
            question=_("Let today be the last day of these seats?"),
            button=_("End today"),
            why_not=lambda seat: refusal_to_end_seat(request.user, seat, today),
        )

    @admin.action(description=gettext_lazy("Give the seat a later last day"))
    def extend(self, request: HttpRequest, queryset: QuerySet[Seat]) -> HttpResponse | None:
        today = timezone.localdate()
        form = SeatEndForm(answer_to(request))
        return ask_again(request) or ask_and_carry_out(
            self,
            request,
            queryset,
            lambda seat: extend_seat(
                seat=seat, by=request.user, until=form.cleaned_data["until"], today=today
            ),
            message=lambda done: ngettext(
                "%(count)s seat has a new last day.", "%(count)s seats have a new last day.", done
            ),
            question=_("Give these seats a later last day?"),
            button=_("Save the new last day"),
            # The day is not chosen yet: what would stop every day is said here, the rest when it is done.
            why_not=lambda seat: refusal_to_extend_seat(request.user, seat, date.max, today),
            form=form,
        )

    @admin.action(description=gettext_lazy("Hand the seat over to somebody else"))
    def hand_over(self, request: HttpRequest, queryset: QuerySet[Seat]) -> HttpResponse | None:
        form = SuccessorForm(answer_to(request), initial={"on": timezone.localdate()})
        return ask_again(request) or ask_and_carry_out(
            self,
            request,
            queryset,
            lambda seat: hand_over_seat(
                seat=seat, to=form.cleaned_data["email"], by=request.user, on=form.cleaned_data["on"]
            ),
            message=lambda done: ngettext(
                "%(count)s seat was handed over.", "%(count)s seats were handed over.", done
            ),
            question=_("Hand these seats over?"),
            button=_("Hand over"),
            why_not=lambda seat: refusal_to_end_seat(
                request.user, seat, max(seat.starts_on, timezone.localdate())
            ),
            form=form,
        )

    @admin.action(description=gettext_lazy("Send an invitation"))
    def send_invitations(self, request: HttpRequest, queryset: QuerySet[Seat]) -> HttpResponse | None:
        return ask_again(request) or ask_and_invite(self, request, queryset, user_of=lambda seat: seat.user)
