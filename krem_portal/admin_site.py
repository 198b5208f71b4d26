"""KREM's administration: stock Django, behind the portal's own sign-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class KremAdminSite(admin.AdminSite):
    site_header = _("KREM administration")
    site_title = _("KREM administration")
    index_title = _("Clusters, people and reports")

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return secure_admin_login(super().login)(request, extra_context)
