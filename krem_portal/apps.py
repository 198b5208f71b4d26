"""Named in full in INSTALLED_APPS, so that neither stands for the package by itself."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    name = "krem_portal"


class KremAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "krem_portal.admin_site.KremAdminSite"
