"""Put a backup into an empty database, and hold it against what was backed up."""

import itertools
import json
import subprocess
from collections.abc import Iterator
from typing import Any, BinaryIO

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from krem_portal.backups.inventory import differences, take_inventory
from krem_portal.backups.programs import environment, program
from krem_portal.backups.sealed import CannotOpen, read_sealed
from krem_portal.backups.writing import HEAD_BYTES, fingerprint

ATTRIBUTES = {
    "super": "SUPERUSER",
    "inherit": "INHERIT",
    "createrole": "CREATEROLE",
    "createdb": "CREATEDB",
    "login": "LOGIN",
    "replication": "REPLICATION",
    "bypassrls": "BYPASSRLS",
}
DEFAULT_GRANTS = """
    SELECT DISTINCT defaclrole::regrole::text, defaclnamespace::regnamespace::text,
        CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' END,
        CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END
    FROM pg_default_acl, aclexplode(defaclacl)
    WHERE defaclobjtype IN ('r', 'S', 'f') AND defaclnamespace <> 0"""


class CannotRestore(Exception):
    """A reason that an operator can act on."""


def read_head(parts: Iterator[bytes]) -> tuple[dict[str, Any], Iterator[bytes]]:
    """What a backup says about itself, and the dump that follows."""
    held = b""
    for part in parts:
        held += part
        length = int.from_bytes(held[:HEAD_BYTES], "big") if len(held) >= HEAD_BYTES else None
        if length is not None and len(held) >= HEAD_BYTES + length:
            end = HEAD_BYTES + length
            return json.loads(held[HEAD_BYTES:end]), itertools.chain([held[end:]], parts)
    raise CannotOpen("The backup is cut off or damaged.")


def restore(*, url: str, file: BinaryIO, backup_keys: list[str], keys: dict[str, list[str]]) -> list[str]:
    """Fill an empty database; gives back in what it differs from what was backed up, nothing where all is well."""
    head, dump = read_head(read_sealed(file, backup_keys))
    if _is_superuser(url, head):
        _make_roles_and_database(url, head)
    with psycopg.connect(url, autocommit=True) as connection:
        _require_empty(connection)
        _require_roles(connection, head)
        _close_default_grants(connection)
        server = connection.info.server_version // 10000
    _pour(dump, url, server)
    with psycopg.connect(url) as connection:
        told = differences(head["inventory"], take_inventory(connection))
    return [*told, *_missing_keys(head, keys)]


def _is_superuser(url: str, head: dict[str, Any]) -> bool:
    with _beside(url) as connection:
        if connection.info.server_version // 10000 < head["server"]:
            raise CannotRestore(f"The backup is from PostgreSQL {head['server']}, the server is older.")
        return connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()[0]


def _beside(url: str) -> psycopg.Connection:
    """The database itself, or the server's own while it is not there."""
    try:
        return psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as error:
        if f'database "{conninfo_to_dict(url).get("dbname")}" does not exist' not in str(error):
            raise
    return psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True)


def _make_roles_and_database(url: str, head: dict[str, Any]) -> None:
    """Roles without passwords, which no backup holds; the database with the grants on it."""
    name = sql.Identifier(conninfo_to_dict(url)["dbname"])
    inventory = head["inventory"]
    with _beside(url) as connection:
        there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for fact in inventory["roles"]:
            role, *attributes = fact.split()
            words = [("" if value == "t" else "NO") + ATTRIBUTES[attribute]
                     for attribute, value in (each.split("=") for each in attributes)]  # fmt: skip
            verb = "ALTER" if role in there else "CREATE"
            statement = sql.SQL(f"{verb} ROLE {{}} {' '.join(words)}")
            connection.execute(statement.format(sql.Identifier(role)))
        for fact in inventory["memberships"]:
            member, _in, role, admin, inherit, may_set = fact.split()
            options = ", ".join(
                f"{word.split('=')[0].upper()} {'TRUE' if word.endswith('=t') else 'FALSE'}"
                for word in (admin, inherit, may_set)
            )
            statement = sql.SQL(f"GRANT {{}} TO {{}} WITH {options}")
            connection.execute(statement.format(sql.Identifier(role), sql.Identifier(member)))
        databases = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if conninfo_to_dict(url)["dbname"] not in databases:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        _grant_on_database(connection, name, inventory["database"])


def _grant_on_database(connection: psycopg.Connection, name: sql.Identifier, facts: list[str]) -> None:
    owner = sql.Identifier(facts[0].split(":")[0])
    connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, owner))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for fact in facts:
        grantee, privilege = fact.split(": ")[1].split()
        to = sql.SQL("PUBLIC") if grantee == "public" else sql.Identifier(grantee)
        connection.execute(sql.SQL(f"GRANT {privilege} ON DATABASE {{}} TO {{}}").format(name, to))


def _require_empty(connection: psycopg.Connection) -> None:
    tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0]
    if tables:
        raise CannotRestore(f"The database has {tables} tables. A backup is restored into an empty one.")


def _require_roles(connection: psycopg.Connection, head: dict[str, Any]) -> None:
    there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    missing = {fact.split()[0] for fact in head["inventory"]["roles"]} - there
    if missing:
        raise CannotRestore(
            f"The server lacks the roles {', '.join(sorted(missing))}. Restore as a superuser, or have one run"
            " krem_portal/roles.sql first."
        )


def _close_default_grants(connection: psycopg.Connection) -> None:
    """What a new table is open to by default would be added to what the backup grants; the dump brings them back."""
    for role, schema, kind, grantee in connection.execute(DEFAULT_GRANTS).fetchall():
        to = sql.SQL("PUBLIC") if grantee == "public" else sql.Identifier(grantee)
        connection.execute(
            sql.SQL(
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {{}} IN SCHEMA {{}} REVOKE ALL ON {kind} FROM {{}}"
            ).format(sql.Identifier(role), sql.Identifier(schema), to)
        )


def _pour(dump: Iterator[bytes], url: str, server: int) -> None:
    """All or nothing: at the first error the database is left as empty as it was."""
    name = conninfo_to_dict(url)["dbname"]
    command = [
        program("pg_restore", server),
        "--single-transaction",
        "--exit-on-error",
        "--no-password",
        f"--dbname={name}",
    ]
    with subprocess.Popen(  # noqa: S603 - ours, no shell
        command, env=environment(url), stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as restoring:
        try:
            for part in dump:
                restoring.stdin.write(part)
            restoring.stdin.close()
        except BrokenPipeError:
            pass  # it has ended and says why
        except BaseException:
            restoring.kill()
            raise
        said = restoring.stderr.read().decode(errors="replace").strip()
    if restoring.returncode != 0:
        raise CannotRestore(f"pg_restore ended with {restoring.returncode}: {said}")


def _missing_keys(head: dict[str, Any], keys: dict[str, list[str]]) -> list[str]:
    """Sealed columns without their keys are lost, whole as they are."""
    told = []
    for name, before in head["keys"].items():
        now = {fingerprint(each) for each in keys.get(name, [])}
        told += [
            f"keys: {name} lacks the key {each}, which may seal some columns"
            for each in before
            if each not in now
        ]
    return told
