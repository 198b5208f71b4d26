"""Every environment variable the code reads is explained in .env.example, and nothing else is."""

import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
READS = re.compile(
    r"""(?:environment\.(?:text|flag|number|words)\(|os\.environ(?:\.get|\.setdefault)?[\[(])\s*["']([A-Z_]+)["']"""
)
# Set by the portal for its own use, or by Django's own convention.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE"}


def test_env_example_lists_every_setting():
    read = set()
    for path in [*REPOSITORY.glob("krem_portal/**/*.py"), REPOSITORY / "manage.py"]:
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
