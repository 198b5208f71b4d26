"""What the web server runs."""

import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.urls import get_resolver

# People wait for what runs here, whatever a file of settings that all processes share says: see `krem_portal.limits`.
os.environ["PORTAL_PROCESS"] = "web"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krem_portal.settings")

application = get_wsgi_application()

# Every view, and what it needs, before gunicorn forks its workers: they share it, and none reads it at a first request.
get_resolver()._populate()
# A login that stands above the walls is told at once. A database that is away for a moment is no reason not to start.
with suppress(OperationalError):
    connection.ensure_connection()
    # Not handed on to the processes that are forked from this one.
    connection.close()
