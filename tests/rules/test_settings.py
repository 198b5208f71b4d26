"""Every environment variable the code reads is explained in .env.example, and nothing else is."""

import re
import subprocess
import sys
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher

from krem_portal import settings as of_the_portal

REPOSITORY = Path(__file__).resolve().parents[2]
READS = re.compile(
    r"""(?:environment\.(?:text|flag|number|words)\(|os\.environ(?:\.get|\.setdefault)?[\[(])\s*["']([A-Z_]+)["']"""
)
READERS = ("krem_portal/**/*.py", "demo/**/*.py", "local_servers/**/*.py", "manage.py")
# Set by the portal for its own use, or by Django's own convention.
# CHROMIUM is for making pictures of the pages, not for running the portal.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "CHROMIUM"}


def test_env_example_lists_every_setting():
    read = set()
    for path in (path for pattern in READERS for path in REPOSITORY.glob(pattern)):
        read |= set(READS.findall(path.read_text()))
    listed = set(re.findall(r"^([A-Z_]+)=", (REPOSITORY / ".env.example").read_text(), re.MULTILINE))
    assert listed == read - NOT_SETTINGS


def test_a_missing_setting_is_told_without_a_traceback():
    environment = {
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": "postgresql://portal_app@127.0.0.1:1/portal",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "DJANGO_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_passwords_cost_a_guesser_what_argon2_recommends():
    """The tests themselves keep them at no cost (`tests/hashing.py`)."""
    assert of_the_portal.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    costs = Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism
    assert costs == (2, 102400, 8)
