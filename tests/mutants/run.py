"""Break the code in one place at a time, and see whether a test notices. `make mutants`.

Every mutant is a copy of the repository with one change, or a database with one, and a process of its own that is
made by a fork of this one: libraries are read once. What survives is written to `docs/mutants.md`, where a person
says why (`tests/rules/test_mutants.py`).
"""

import importlib
import json
import os
import random
import re
import shutil
import sys
import time
from itertools import zip_longest

import local_servers
from tests.mutants.areas import AREAS, Area
from tests.mutants.code import mutants_of
from tests.mutants.judging import REPOSITORY, Court, Try
from tests.mutants.written import write

LIBRARIES = (
    "django.test", "django.contrib.admin", "numpy", "scipy.sparse", "scipy.optimize", "highspy", "openpyxl", "celery",
    "redis", "psycopg", "babel", "pikepdf", "typst", "fontTools.ttLib", "qrcode", "cryptography.fernet",
)  # fmt: skip


def tries(area: Area, court: Court, budget: int, seed: int) -> list[Try]:
    """As many as there is time for, drawn by chance and always the same; of the database some of each kind."""
    chance = random.Random(seed)
    if area.database:
        kinds = [chance.sample(each, len(each)) for each in json.loads(court.listing.read_text()).values()]
        turns = [one for turn in zip_longest(*kinds) for one in turn if one]
        return [Try(name, area.database, statement=statement) for name, statement in turns[:budget]]
    every = [
        Try(each.name, judges, each)
        for file, judges in area.files.items()
        for each in mutants_of(court.copy, file, area.only)
    ]
    chosen = chance.sample(every, min(budget, len(every)))
    return sorted(chosen, key=lambda one: (one.code.file, one.code.start))


def run(name: str, court: Court, budget: int, seed: int) -> None:
    """Try an area and write down what came of it."""
    area, began, limits = AREAS[name], time.monotonic(), {}
    for judges in sorted({*area.files.values(), area.database} - {()}):
        start = time.monotonic()
        if court.judge(Try("", judges, statement="" if area.database else None), 3600):
            sys.exit(f"{name}: the tests fail before anything is broken:\n{court.output.read_text()}")
        limits[judges] = 60 + 3 * (time.monotonic() - start)
    chosen, survivors = tries(area, court, budget, seed), []
    for one in chosen:
        start = time.monotonic()
        code = court.judge(one, limits[one.judges])
        if code == 0:
            survivors.append(one.name)
        word = {0: "SURVIVED", None: "too slow"}.get(code, "killed")
        by = re.search(r"^(FAILED|ERROR) \S+", court.output.read_text(errors="replace"), re.MULTILINE)
        say(f"{name:13} {word:9} {time.monotonic() - start:4.0f} s  {one.name}  {by[0] if by else ''}")
    say(f"{name}: {len(chosen) - len(survivors)} of {len(chosen)} killed, {len(survivors)} survived")
    write(name, len(chosen), seed, round(time.monotonic() - began), survivors)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    budget, seed = int(os.environ.get("MUTANTS") or 40), int(os.environ.get("SEED") or 1)
    names = (os.environ.get("AREAS") or ",".join(AREAS)).split(",")
    os.environ |= {"PORTAL_DURABLE": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    os.environ.setdefault("PORTAL_STATE", str(REPOSITORY / ".local" / "test"))
    sys.dont_write_bytecode = True
    place = REPOSITORY / ".build" / "mutants" / str(os.getpid())
    # The servers stand as long as this process does, and libraries are read once for all.
    local_servers.ensure()
    for library in LIBRARIES:
        importlib.import_module(library)
    try:
        court = Court(place)
        for name in names:
            run(name, court, budget, seed)
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
