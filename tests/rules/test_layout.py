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
BESIDE_THE_APPS = ("bench", "cell_suppression", "spelling", "tests")
MOST_MODULES = 20
MOST_LINES = 400


def modules(folders: tuple[str, ...] = APPS) -> list[Path]:
    return [
        path.relative_to(REPOSITORY)
        for folder in folders
        for path in (REPOSITORY / folder).rglob("*.py")
        if "migrations" not in path.parts and path.name != "__init__.py"
    ]


def test_no_folder_holds_more_modules_than_one_can_take_in():
    sizes = Counter(str(path.parent) for path in modules())
    assert {folder: size for folder, size in sizes.items() if size > MOST_MODULES} == {}


def test_no_module_is_longer_than_one_reads_through():
    everything = modules((*APPS, *BESIDE_THE_APPS))
    lengths = {str(path): len((REPOSITORY / path).read_text().splitlines()) for path in everything}
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


@pytest.mark.parametrize("app", ["accounts", "clusters", "entrepreneurs", "participants", "reports"])
def test_every_app_has_the_same_rooms(app: str):
    rooms = {path.name for path in (REPOSITORY / app).iterdir() if (path / "__init__.py").exists()}
    assert {"models", "actions", "forms", "views"} <= rooms
