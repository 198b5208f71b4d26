"""The portal refuses to start half configured, and with a login that no policy holds."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.utils import load_backend

from krem_portal.starting import (
    PUBLISHED_CONTACT_KEY,
    PUBLISHED_SECOND_FACTOR_KEY,
    PUBLISHED_SECRET,
    refuse_login_above_the_walls,
)

REPOSITORY = Path(__file__).resolve().parents[2]
# Made for this test: 64 characters, none of them used anywhere.
SECRET = "q7Zr1vNf0sKc9yTb5mWx3hJd8gPl2eUa6oRi4tQk7zXn1cVw5bMy9fHs3jDp0Lu"
SAME_KEY_OTHERWISE_WRITTEN = PUBLISHED_CONTACT_KEY[:-2] + "x="
CONTACT_KEY = Fernet.generate_key().decode()
PRODUCTION = {
    "PATH": "/usr/bin:/bin",
    "DATABASE_URL": "postgresql://portal_app@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "DJANGO_SECRET_KEY": SECRET,
    "PORTAL_CONTACT_KEYS": CONTACT_KEY,
    "PORTAL_SECOND_FACTOR_KEYS": Fernet.generate_key().decode(),
    "DJANGO_ALLOWED_HOSTS": "portal.example.invalid",
    "DJANGO_CSRF_TRUSTED_ORIGINS": "https://portal.example.invalid",
    "PORTAL_ADDRESS": "https://portal.example.invalid",
    "PORTAL_CONTACT": "post@example.invalid",
    "PORTAL_SECURITY_CONTACT": "security@example.invalid",
}


def production(changed: dict[str, str | None]) -> dict[str, str]:
    """A production's settings, some of them changed or left out."""
    return {name: value for name, value in (PRODUCTION | changed).items() if value is not None}


def started(*command: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """Run a command with such settings."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=REPOSITORY,
        env=production(changed),
        capture_output=True,
        text=True,
        check=False,
    )


# Everything refused below is refused by the settings. What they import is read once, and each start is a fork of that.
FORKS = """
import json, os, runpy, sys
import cryptography.fernet, django.core.management, pghistory, psycopg, tomllib

for line in sys.stdin:
    command, environment, said = json.loads(line)
    child = os.fork()
    if not child:
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["manage.py", *command]
        for number, file in enumerate(said, 1):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        runpy.run_path("manage.py", run_name="__main__")
        sys.exit()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def start(tmp_path_factory) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Like `started`, without reading the same libraries each time."""
    said = [tmp_path_factory.mktemp("said") / name for name in ("stdout", "stderr")]
    with subprocess.Popen(
        [sys.executable, "-c", FORKS],
        cwd=REPOSITORY,
        env={"PATH": PRODUCTION["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as forks:

        def started(*command: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
            order = [command, production(changed), [str(file) for file in said]]
            forks.stdin.write(json.dumps(order) + "\n")
            forks.stdin.flush()
            code = int(forks.stdout.readline())
            return subprocess.CompletedProcess(command, code, *(file.read_text() for file in said))

        yield started


def test_a_fork_starts_as_a_process_of_its_own_does(start):
    for changed in ({"REDIS_URL": None}, {"DJANGO_DEBUG": "1"}):
        forked, alone = (way("check", **changed) for way in (start, started))
        assert (forked.returncode, forked.stdout, forked.stderr) == (
            alone.returncode,
            alone.stdout,
            alone.stderr,
        )


def test_a_whole_configuration_starts_and_has_nothing_to_remark():
    done = started("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_check_above_can_fail():
    """Without https for cookies Django has something to say: the check is really for a production."""
    done = started("check", "--deploy", "--fail-level", "WARNING", PORTAL_PRODUCTION="0")
    assert done.returncode != 0
    assert "security.W" in done.stderr


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"REDIS_URL": None}, "REDIS_URL is not"),
        ({"DATABASE_URL": None}, "DATABASE_URL is not"),
        ({"DJANGO_SECRET_KEY": None}, "Set DJANGO_SECRET_KEY"),
        ({"DJANGO_SECRET_KEY": PUBLISHED_SECRET}, "published"),
        ({"DJANGO_SECRET_KEY": "django-insecure-" + SECRET}, "published"),
        ({"DJANGO_SECRET_KEY": SECRET[:49]}, "too short"),
        ({"DJANGO_SECRET_KEY": "ab" * 40}, "too simple"),
        ({"DJANGO_SECRET_KEY_FALLBACKS": "old"}, "too short"),
        ({"PORTAL_CONTACT_KEYS": None}, "Set PORTAL_CONTACT_KEYS"),
        ({"PORTAL_CONTACT_KEYS": "not-a-key"}, "no key"),
        ({"PORTAL_CONTACT_KEYS": PUBLISHED_CONTACT_KEY}, "published"),
        ({"PORTAL_CONTACT_KEYS": SAME_KEY_OTHERWISE_WRITTEN}, "published"),
        ({"PORTAL_SECOND_FACTOR_KEYS": None}, "Set PORTAL_SECOND_FACTOR_KEYS"),
        (
            {"PORTAL_SECOND_FACTOR_KEYS": "not-a-key"},
            "PORTAL_SECOND_FACTOR_KEYS holds something that is no key",
        ),
        ({"PORTAL_SECOND_FACTOR_KEYS": PUBLISHED_SECOND_FACTOR_KEY}, "published"),
        ({"PORTAL_SECOND_FACTOR_KEYS": PUBLISHED_CONTACT_KEY}, "published"),
        ({"PORTAL_SECOND_FACTOR_KEYS": CONTACT_KEY}, "hold the same key"),
        (
            {"PORTAL_SECOND_FACTOR_KEYS": f"{Fernet.generate_key().decode()},{CONTACT_KEY}"},
            "hold the same key",
        ),
        ({"PORTAL_BACKUP_KEYS": CONTACT_KEY}, "hold the same key"),
        ({"PORTAL_BACKUP_KEYS": "not-a-key"}, "PORTAL_BACKUP_KEYS holds something that is no key"),
        ({"PORTAL_OPENID_FILE": "/nowhere/openid.toml"}, "PORTAL_OPENID_FILE cannot be read"),
        ({"PORTAL_LOG_YEARS": "4"}, "PORTAL_LOG_YEARS must be 5 or more"),
        ({"PORTAL_LOG_YEARS": "-1"}, "PORTAL_LOG_YEARS must be 5 or more"),
        ({"DJANGO_DEBUG": "1"}, "DJANGO_DEBUG"),
        ({"PORTAL_DEMO": "1"}, "PORTAL_DEMO"),
        ({"DJANGO_ALLOWED_HOSTS": "*"}, "DJANGO_ALLOWED_HOSTS"),
        ({"DJANGO_ALLOWED_HOSTS": "portal.example.invalid,*"}, "DJANGO_ALLOWED_HOSTS"),
        ({"DJANGO_ALLOWED_HOSTS": None}, "DJANGO_ALLOWED_HOSTS"),
        ({"DJANGO_ALLOWED_HOSTS": "other.example.invalid"}, "does not name"),
        ({"PORTAL_ADDRESS": "http://portal.example.invalid"}, "https"),
        ({"DJANGO_CSRF_TRUSTED_ORIGINS": "http://portal.example.invalid"}, "https origins"),
        ({"DJANGO_CSRF_TRUSTED_ORIGINS": "https://*.example.invalid"}, "https origins"),
        ({"PORTAL_SECURITY_CONTACT": None}, "PORTAL_SECURITY_CONTACT"),
        # Saying that it is no production does not make published keys safe on a real database.
        (
            {"PORTAL_PRODUCTION": "0", "DJANGO_SECRET_KEY": None, "PORTAL_SERVERS": "1"},
            "Set DJANGO_SECRET_KEY",
        ),
        (
            {"PORTAL_PRODUCTION": "0", "PORTAL_CONTACT_KEYS": None, "PORTAL_SERVERS": "1"},
            "PORTAL_CONTACT_KEYS",
        ),
        (
            {"PORTAL_PRODUCTION": "0", "PORTAL_SECOND_FACTOR_KEYS": None, "PORTAL_SERVERS": "1"},
            "PORTAL_SECOND_FACTOR_KEYS",
        ),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else value,
)
def test_half_a_configuration_is_refused(start, changed, told):
    done = start("check", **changed)
    assert done.returncode == 1, done.stdout
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def connection_as(role: str):
    """A connection of the application that signs in as somebody else."""
    named = {**connection.settings_dict, "USER": role}
    return load_backend(named["ENGINE"]).DatabaseWrapper(named, "default")


@pytest.mark.parametrize("role", ["postgres", "portal_owner"])
def test_a_login_above_the_walls_is_refused(db, role):
    above = connection_as(role)
    with pytest.raises(ImproperlyConfigured, match="row-level security does not hold"):
        above.ensure_connection()
    assert above.connection is None


def test_the_applications_own_login_is_not(db):
    app = connection_as("portal_app")
    app.ensure_connection()
    app.close()


@pytest.mark.parametrize("made", ["BYPASSRLS", "INHERIT", "NOINHERIT IN ROLE portal_owner"])
def test_a_login_of_somebodys_own_is_looked_at_as_well(db, made):
    address = settings.SERVERS.for_database(connection.settings_dict["NAME"]).superuser_url
    role = f"login_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as superuser:
        superuser.execute(f"CREATE ROLE {role} LOGIN {made}")
        superuser.execute(f'GRANT CONNECT ON DATABASE "{connection.settings_dict["NAME"]}" TO {role}')
        try:
            above = connection_as(role)
            with pytest.raises(ImproperlyConfigured, match="row-level security"):
                above.ensure_connection()
        finally:
            superuser.execute(f'REVOKE CONNECT ON DATABASE "{connection.settings_dict["NAME"]}" FROM {role}')
            superuser.execute(f"DROP ROLE {role}")


def test_the_check_is_asked_of_every_connection_of_the_application():
    from django.db.backends.signals import connection_created  # noqa: PLC0415 - beside what it shows

    live = [receiver() for (_key, receiver, *_more) in connection_created.receivers]
    assert refuse_login_above_the_walls in live
