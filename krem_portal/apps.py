"""Named in full in INSTALLED_APPS, so that neither stands for the package by itself."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps

from krem_portal.celery import app as celery_app

# Tasks find the application by its being loaded with the apps.
__all__ = ["KremAdminConfig", "PortalConfig", "celery_app"]


class PortalConfig(AppConfig):
    name = "krem_portal"


class KremAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "krem_portal.admin_site.KremAdminSite"
