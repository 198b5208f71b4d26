"""Addresses of people and of imports. An address holds no personal data: only random ids."""

from django.urls import path

from participants import import_views, views

urlpatterns = [
    path("participants/", views.office_list, name="office_list"),
    path("participants/offices/<uuid:office_id>/", views.participant_list, name="participant_list"),
    path("participants/offices/<uuid:office_id>/find/", views.participant_find, name="participant_find"),
    path("participants/<uuid:participant_id>/", views.participant, name="participant"),
    path("imports/", import_views.import_list, name="import_list"),
    path("imports/template/", import_views.import_template, name="import_template"),
    path("imports/offices/<uuid:office_id>/", import_views.office_imports, name="office_imports"),
    path("imports/<uuid:run_id>/", import_views.import_run, name="import_run"),
    path("imports/<uuid:run_id>/progress/", import_views.import_progress, name="import_progress"),
    path("imports/<uuid:run_id>/confirm/", import_views.import_confirm, name="import_confirm"),
    path("imports/<uuid:run_id>/cancel/", import_views.import_cancel, name="import_cancel"),
]
