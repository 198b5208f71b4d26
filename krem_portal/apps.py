"""Named in full in INSTALLED_APPS, so that neither stands for the package by itself."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.backends.signals import connection_created

from krem_portal.celery import app as celery_app
from krem_portal.starting import refuse_login_above_the_walls

# Tasks find the application by its being loaded with the apps.
__all__ = ["KremAdminConfig", "PortalConfig", "celery_app"]


class PortalConfig(AppConfig):
    name = "krem_portal"

    def ready(self) -> None:
        connection_created.connect(refuse_login_above_the_walls, dispatch_uid="login above the walls")


class KremAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "krem_portal.admin_site.KremAdminSite"
