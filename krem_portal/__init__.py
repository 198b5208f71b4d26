"""Wiring: what puts the apps together, and nothing else."""

from krem_portal.celery import app as celery_app

__all__ = ["celery_app"]
