"""One class, one name: whoever looks for a class finds one."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

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
)
# Names that Django looks for.
DJANGOS_OWN = {"Meta", "Media", "Command"}
# Still to be told apart. A name that is in order is struck out here, and `reports` joins the list above.
WAITING = {"Refused"}


def classes() -> Iterator[tuple[str, str]]:
    for app in APPS:
        for file in sorted((REPOSITORY / app).rglob("*.py")):
            if "migrations" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.ClassDef) and node.name not in DJANGOS_OWN:
                    yield node.name, str(file.relative_to(REPOSITORY))


def test_one_class_has_one_name():
    homes: dict[str, list[str]] = defaultdict(list)
    for name, home in classes():
        homes[name].append(home)
    twice = {name: found for name, found in homes.items() if len(found) > 1 and name not in WAITING}
    assert twice == {}
