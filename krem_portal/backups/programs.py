"""pg_dump and pg_restore: which ones, and how they are told where to go without anybody reading a password."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from local_servers import postgres

NAMES = {"dbname": "PGDATABASE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}


def program(name: str, server: int) -> str:
    """The machine's own program where it is of the server's version, else the one that came with the portal.

    A newer pg_dump reads older servers, but what it writes an older server does not always take.
    """
    own = shutil.which(name)
    if own and _major(own) == server:
        return own
    wheel = Path(postgres.programs()) / name
    if _major(str(wheel)) >= server:
        return str(wheel)
    raise LookupError(f"{name} is older than the server: install postgresql-client-{server}.")


def environment(url: str) -> dict[str, str]:
    """Where and as whom, in variables: a command line is read by everybody on the machine."""
    said = {NAMES.get(name, f"PG{name.upper()}"): str(value) for name, value in conninfo_to_dict(url).items()}
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PG")}, **said}


def _major(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return int(re.search(r"(\d+)(?:\.|\s|$)", said)[1])
