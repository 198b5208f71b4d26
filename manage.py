#!/usr/bin/env python
"""Run a management command; where no servers are configured the embedded ones start first."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

# These read no data, so they start nothing.
WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "help",
    "makemessages",
    "version",
    "--help",
    "--version",
}
WITHOUT_SCHEMA = WITHOUT_SERVERS | {
    "backup",
    "restore",
    "dbshell",
    "makemigrations",
    "migrate",
    "showmigrations",
    "sqlmigrate",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krem_portal.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in WITHOUT_SERVERS:
        os.environ.setdefault("PORTAL_SERVERS", "off")
    elif command not in WITHOUT_SCHEMA:
        django.setup()
        prepare()
    execute_from_command_line(sys.argv)


def prepare() -> None:
    # Both need settings, which only now are there.
    from django.conf import settings  # noqa: PLC0415

    from local_servers.schema import bring_up_to_date  # noqa: PLC0415

    if settings.EMBEDDED:
        bring_up_to_date()


if __name__ == "__main__":
    try:
        main()
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))
