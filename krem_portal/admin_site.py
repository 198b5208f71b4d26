"""KREM's administration: stock Django, behind the portal's own sign-in."""

from collections.abc import Iterable

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.pages import KremModelAdmin
from accounts.permissions import refusal_to_administer
from audit.access import require
from front_pages.needs import needs_on

# Passwords have a page of their own in the portal.
LEFT_TO_THE_PORTAL = {"password_change", "password_change_done"}


class KremAdminSite(admin.AdminSite):
    site_header = _("KREM administration")
    site_title = _("KREM administration")
    index_title = _("Clusters, people and reports")

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin] | None = None,
        **options: object,
    ) -> None:
        """Only pages made for KREM: libraries bring some of their own, for second factors among others."""
        if admin_class and issubclass(admin_class, KremModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not refusal_to_administer(request.user)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [url for url in super().get_urls() if getattr(url, "name", "") not in LEFT_TO_THE_PORTAL]

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return redirect("account_logout")

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """A way to the portal's own sign-in. Django's form here would let people past the second factor."""
        return secure_admin_login(self.go_on)(request)

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Greets with what needs doing."""
        needs = needs_on(timezone.localdate(), timezone.now())
        return super().index(request, {**(extra_context or {}), "needs": needs, "is_greeting": True})

    def go_on(self, request: HttpRequest) -> HttpResponse:
        require(refusal_to_administer(request.user), by=request.user.pk, subject="administration")
        return redirect("admin:index")
