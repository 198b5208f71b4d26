"""Where things lie: a folder that one can take in at a glance."""

from collections import Counter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "audit",
    "background",
    "clusters",
    "demo",
    "entrepreneurs",
    "front_pages",
    "krem_portal",
    "local_servers",
    "participants",
    "reports",
)
MOST_MODULES = 20


def modules() -> list[Path]:
    return [
        path.relative_to(REPOSITORY)
        for app in APPS
        for path in (REPOSITORY / app).rglob("*.py")
        if "migrations" not in path.parts and path.name != "__init__.py"
    ]


def test_no_folder_holds_more_modules_than_one_can_take_in():
    sizes = Counter(str(path.parent) for path in modules())
    assert {folder: size for folder, size in sizes.items() if size > MOST_MODULES} == {}


@pytest.mark.parametrize("app", ["accounts", "clusters", "entrepreneurs", "participants", "reports"])
def test_every_app_has_the_same_rooms(app: str):
    rooms = {path.name for path in (REPOSITORY / app).iterdir() if (path / "__init__.py").exists()}
    assert {"models", "actions", "forms", "views"} <= rooms
