"""Nothing of somebody who is erased is left outside the database either: in Redis, in files, or in what was logged.

The whole life is walked through the browser with planted words: registered, looked at, found, corrected, refused, taken
in by a workbook, exported and shown on the own page. A real Redis stands behind the cache and the queue.
"""

import logging
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import redis
from celery.app.task import Task
from django.conf import settings as portal
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from kombu import Connection

from accounts.signing_in.sessions import SessionStore
from participants.actions.own_page import make_link
from participants.models import DataRequest, ImportRun, Participant
from participants.tasks import import_workbook
from tests.owner import as_owner
from tests.participants.office_workbooks import sound_sheets, workbook_bytes

TODAY = timezone.localdate()
REFERENCE, NAME, WAY, BORN = "PLANTED-4711", "Kari Plantedsdatter", "planted@example.invalid", "1947"
PLANTED = (REFERENCE, REFERENCE.lower(), NAME, WAY)


@pytest.fixture
def queue(settings, monkeypatch) -> Iterator[redis.Redis]:
    """The suite's own Redis, behind the cache and behind every hint that is sent to a worker."""
    server = redis.from_url(portal.SERVERS.redis_url)
    server.flushdb()
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": portal.SERVERS.redis_url,
        }
    }
    sent = Task.apply_async

    def into_redis(task: Task, *args: object, **options: object) -> object:
        with Connection(portal.SERVERS.redis_url) as connection:
            return sent(task, *args, **{**options, "connection": connection})

    monkeypatch.setattr(Task, "apply_async", into_redis)
    yield server
    server.flushdb()
    caches.close_all()


def all_of(server: redis.Redis) -> bytes:
    """Every key and every value, whatever kind it has."""
    found = []
    for key in server.scan_iter():
        kind = server.type(key)
        read = {b"string": server.get, b"hash": server.hgetall, b"set": server.smembers}.get(kind)
        value = read(key) if read else server.dump(key)
        # Lists, as queues are, one message at a time: a dump may be packed.
        if kind == b"list":
            value = server.lrange(key, 0, -1)
        if kind == b"zset":
            value = server.zrange(key, 0, -1)
        found.append(key + b" " + repr(value).encode())
    return b"\n".join(found)


def files_since(moment: float) -> Iterator[tuple[Path, bytes]]:
    """What has been written since where the portal and its libraries put files for a while."""
    # Others write there too, and what they wrote may be gone before it is looked into. Where the repository lies there itself, its database
    # does as well, and keeps what is erased in its log of changes for a while.
    for folder, folders, names in os.walk(tempfile.gettempdir()):
        folders[:] = [name for name in folders if Path(folder, name) != portal.BASE_DIR]
        for path in (Path(folder, name) for name in names):
            try:
                if not path.is_file() or path.stat().st_mtime < moment or not os.access(path, os.R_OK):
                    continue
                held = path.read_bytes()
            except OSError:
                continue
            yield path, held


def walk_through(cast, client) -> Participant:
    """All that an office does with somebody in the browser."""
    register = reverse("participant_new", args=[cast.bjerke.pk])
    facts = {
        "reference": REFERENCE, "birth_year": BORN, "sex": "woman", "target_group": "youth", "effort_group": "",
        "informed_on": "08.01.2024", "legal_basis": "public_task", "enrolled_on": "08.01.2024", "name": NAME,
        "way": WAY, "is_somebody_else": "on",
    }  # fmt: skip
    assert client.post(register, facts).status_code == 302
    person = Participant.objects.get(reference=REFERENCE)
    # Refused, with what was typed on the page: the same reference, and a day that is none.
    assert client.post(register, facts).status_code == 200
    assert client.post(register, {**facts, "enrolled_on": "soon"}).status_code == 200
    for name in (
        "participant",
        "participant_history",
        "contact",
        "move_new",
        "participant_change",
        "transfer_new",
    ):
        assert client.get(reverse(name, args=[person.pk])).status_code == 200, name
    client.post(reverse("find"), {"words": REFERENCE})
    client.post(reverse("participant_find", args=[cast.bjerke.pk]), {"words": NAME})
    client.post(
        reverse("participant_export", args=[cast.bjerke.pk]), {"kind": "xlsx", "reason": "To call them"}
    )
    sheets = sound_sheets()
    sheets["Deltakere"].append([REFERENCE, int(BORN), None, None, None, date(2024, 1, 8), "Nei"])
    sheets["Forløp"].append([REFERENCE, date(2024, 1, 8), "Innskrevet", None, None, None])
    book = SimpleUploadedFile(f"{REFERENCE}.xlsx", workbook_bytes(sheets))
    client.post(reverse("office_imports", args=[cast.bjerke.pk]), {"workbook": book})
    assert ImportRun.objects.exists()
    import_workbook.apply_async(kwargs={"run_id": str(ImportRun.objects.get().pk)})
    make_link(participant=person, by=cast.bjerke_leader, now=timezone.now())
    return person


def test_no_trace_is_left_in_redis_in_files_or_in_the_logs(
    cast, sign_in, queue, caplog, django_capture_on_commit_callbacks
):
    moment = timezone.now().timestamp()
    caplog.set_level(logging.DEBUG)
    client = sign_in(cast.bjerke_leader)
    with django_capture_on_commit_callbacks(execute=True):
        person = walk_through(cast, client)
    stored = all_of(queue)
    assert b"participants.import_workbook" in stored, "the walk must have used the queue"
    request = DataRequest.objects.create(
        office=cast.bjerke, participant=person, kind="erasure", about="Everything"
    )
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("erasure", args=[request.pk]), {"what": "erase"})
    assert not Participant.objects.filter(reference=REFERENCE).exists()
    assert [word for word in PLANTED if word.encode() in all_of(queue)] == []
    assert [word for word in (*PLANTED, BORN) if word in caplog.text] == []
    assert caplog.text
    assert default_storage.listdir("") == ([], [])
    left = dict(files_since(moment))
    assert [(path, word) for path, held in left.items() for word in PLANTED if word.encode() in held] == []


def test_the_database_server_writes_no_statement_into_its_log(db):
    for setting, expected in (("log_min_error_statement", "panic"), ("log_error_verbosity", "terse")):
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone() == (expected,)


def test_no_session_holds_anything_of_a_participant(cast, sign_in, queue, caplog):
    """What a form kept for a signed-out writer is sealed with a key that the browser alone has."""
    client = sign_in(cast.bjerke_leader)
    walk_through(cast, client)
    client.logout()
    client.post(reverse("participant_new", args=[cast.bjerke.pk]), {"reference": REFERENCE, "name": NAME})
    kept = [str(SessionStore().decode(text)) for text in as_owner("SELECT data FROM public.accounts_session")]
    assert kept
    assert [word for word in (*PLANTED, BORN) if any(word in text for text in kept)] == []
