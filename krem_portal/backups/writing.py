"""Take a backup: an inventory and a dump of one and the same moment."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

import psycopg

from krem_portal.backups.inventory import take_inventory
from krem_portal.backups.programs import environment, program
from krem_portal.backups.sealed import PIECE, write_sealed

HEAD_BYTES = 8


class CannotBackUp(Exception):
    """Nothing that can be trusted would come of it."""


def back_up(
    *, url: str, file: BinaryIO, key: str, keys: dict[str, list[str]], now: datetime
) -> dict[str, Any]:
    """Write a sealed backup; gives back the head: the inventory, and the fingerprints of the keys that seal columns."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        _require_sight(connection)
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
        head = {
            "made_at": now.isoformat(),
            "server": connection.info.server_version // 10000,
            "keys": {name: [fingerprint(each) for each in named] for name, named in keys.items()},
            "inventory": take_inventory(connection),
        }
        write_sealed(_parts(head, url, snapshot), file, key)
    return head


def fingerprint(key: str) -> str:
    """By which a key is known again and cannot be found."""
    return hashlib.sha256(b"krem portal: fingerprint" + key.encode()).hexdigest()[:16]


def _require_sight(connection: psycopg.Connection) -> None:
    """Row-level security would leave rows out, and the owner is not above it: FORCE is the point of the wall."""
    sees = connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    if not sees.fetchone()[0]:
        raise CannotBackUp(
            f"The login {connection.info.user} does not see every row. A backup is taken by a superuser or by"
            " portal_backup (deploy/backup_role.sql): set DATABASE_BACKUP_URL."
        )


def _parts(head: dict[str, Any], url: str, snapshot: str) -> Iterator[bytes]:
    text = json.dumps(head).encode()
    yield len(text).to_bytes(HEAD_BYTES, "big") + text
    command = [
        program("pg_dump", head["server"]),
        "--format=custom",
        f"--snapshot={snapshot}",
        "--no-password",
    ]
    with subprocess.Popen(  # noqa: S603 - ours, no shell
        command, env=environment(url), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as dump:
        while part := dump.stdout.read(PIECE):
            yield part
        said = dump.stderr.read().decode(errors="replace").strip()
    if dump.returncode != 0:
        raise CannotBackUp(f"pg_dump ended with {dump.returncode}: {said}")
