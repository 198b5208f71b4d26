"""On the embedded servers nobody should have to think of migrations, nor wait for the same ones twice.

To carry out all migrations takes half a minute, to read what they made from a file less than a second. So
the first empty database is migrated and put aside as a snapshot in .build/, and every later one (of a test
process, of the demo) is read from it, for as long as nothing has changed that shapes the tables.
"""

import ast
import fcntl
import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

import local_servers

REPOSITORY = Path(__file__).resolve().parent.parent
SNAPSHOTS = REPOSITORY / ".build" / "schema"
KEPT = 6  # so that going to and fro between two branches costs nothing, where each has one of today and one from before


def bring_up_to_date() -> None:
    """Run the migrations that have not been run; says nothing and does nothing where there are none."""
    executor = MigrationExecutor(connections["owner"])
    if _pending(executor) and settings.SERVERS.superuser_url and not executor.loader.applied_migrations:
        fill(connections["owner"].settings_dict["NAME"], fingerprint(executor))
        executor = MigrationExecutor(connections["owner"])
    if _pending(executor):
        migrate_all()
    connections["owner"].close()


def fingerprint(executor: MigrationExecutor) -> str:
    """Changes with whatever shapes the tables."""
    digest = hashlib.sha256()
    for path in shaping_files(executor):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def shaping_files(executor: MigrationExecutor) -> list[Path]:
    """The migrations, what they import here, the roles, and which libraries there are."""
    migrations = {
        Path(sys.modules[each.__module__].__file__) for each in executor.loader.disk_migrations.values()
    }
    imported = {module for migration in migrations for module in imported_by(migration)}
    return sorted({*migrations, *imported, local_servers.ROLES, REPOSITORY / "requirements.lock"})


def imported_by(module: Path) -> Iterator[Path]:
    """The modules of this repository that a module takes something from, such as the wording of a wall."""
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{each.name}" for each in node.names)]
        else:
            continue
        for path in (Path(sys.modules[name].__file__) for name in names if _is_ours(name)):
            yield path
            if _only_passes_on(path):
                yield from imported_by(path)


def _only_passes_on(module: Path) -> bool:
    """An old name of another module, kept for migrations: what shapes the tables is written in the other."""
    body = ast.parse(module.read_bytes()).body
    return all(isinstance(node, ast.Expr | ast.Import | ast.ImportFrom | ast.Assign) for node in body)


def migrate_all() -> None:
    """Carry out every migration that has not been."""
    call_command("migrate", verbosity=0, interactive=False)


def fill(database: str, name: str, migrate: Callable[[], None] = migrate_all) -> None:
    """Fill an empty database. Of several processes at once the first migrates and makes the snapshot, the others wait."""
    SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    file = SNAPSHOTS / f"{name}.sql"
    with _one_at_a_time():
        if not file.exists():
            _make(database, file, migrate)
            return
        # Open from now on: another process may drop it as stale.
        snapshot = file.open("rb")
    with snapshot:
        local_servers.read_database(database, snapshot)


def _pending(executor: MigrationExecutor) -> bool:
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _is_ours(name: str) -> bool:
    """A module of this repository, not of a library."""
    package = sys.modules.get(name.partition(".")[0])
    file = getattr(package, "__file__", None)
    return name in sys.modules and file is not None and Path(file).parents[1] == REPOSITORY


def _make(database: str, file: Path, migrate: Callable[[], None]) -> None:
    migrate()
    # Put in its place when whole: a kill in between leaves no half snapshot.
    draft = file.with_suffix(".new")
    with draft.open("wb") as output:
        local_servers.write_database(database, output)
    draft.replace(file)
    for stale in sorted(SNAPSHOTS.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        stale.unlink()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The kernel gives the lock back when its holder dies."""
    with (SNAPSHOTS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
