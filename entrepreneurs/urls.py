"""Addresses of mentors' work."""

from django.urls import path

from entrepreneurs import views

urlpatterns = [
    path("mentorships/<uuid:mentorship_id>/", views.mentorship, name="mentorship"),
]
