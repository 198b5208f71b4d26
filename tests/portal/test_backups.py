"""A backup is taken, sealed, restored into an empty cluster, as superuser and as owner, and is what it was."""

import io
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

import local_servers
from accounts.scope import acting_as_system
from krem_portal.backups.inventory import differences, take_inventory
from krem_portal.backups.restoring import CannotRestore, restore
from krem_portal.backups.sealed import PIECE, CannotOpen, read_sealed, write_sealed
from krem_portal.backups.writing import CannotBackUp, back_up
from local_servers import account, postgres
from local_servers.state import ServerState
from participants.models import Contact
from tests.conftest import make_cast, remove_everything
from tests.participants.people import enrol

BACKUP_ROLE = Path(__file__).resolve().parents[2] / "deploy" / "backup_role.sql"
KEY = Fernet.generate_key().decode()
KEYS = settings.SEALING_KEYS


@pytest.fixture(scope="module")
def source(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The superuser's way into the tests' own database, with people in it."""
    with django_db_blocker.unblock():
        with acting_as_system():
            cast = make_cast()
            person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-06-01", "work"))
            Contact.objects.create(
                office=cast.bjerke, participant=person, sealed=b"sealed", name_index=b"index"
            )
        yield local_servers.addresses().for_database(connection.settings_dict["NAME"]).superuser_url
        remove_everything()


@pytest.fixture(scope="module")
def archive(source: str) -> bytes:
    return backed_up(source)


def backed_up(url: str) -> bytes:
    file = io.BytesIO()
    back_up(url=url, file=file, key=KEY, keys=KEYS, now=timezone.now())
    return file.getvalue()


class Cluster:
    """A server nobody has used: no role and no database but its own."""

    def __init__(self, folder: Path) -> None:
        self.state = ServerState(folder / "state")
        self.state.prepare()
        self.sockets = folder / "sockets"
        self.sockets.mkdir()
        account.hand_over(self.sockets)
        postgres.initialise(self.state, durable=False)
        postgres.start(self.state, self.sockets, durable=False)

    def url(self, database: str, user: str = postgres.SUPERUSER) -> str:
        return f"postgresql://{user}@/{database}?host={self.sockets}&port={postgres.PORT}"

    def do(self, database: str, statement: str) -> None:
        with psycopg.connect(self.url(database), autocommit=True) as there:
            there.execute(statement)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="krem-portal-test-"))
    folder.chmod(0o755)
    fresh = Cluster(folder)
    yield fresh
    postgres.stop(fresh.state.postgres)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def restored(cluster: Cluster, archive: bytes) -> str:
    """The backup restored by a superuser into a cluster that knew nothing of the portal."""
    url = cluster.url("portal_again")
    assert put_back(archive, url) == []
    return url


def put_back(archive: bytes, url: str, keys=KEYS) -> list[str]:
    return restore(url=url, file=io.BytesIO(archive), backup_keys=[KEY], keys=keys)


def inventory_of(url: str) -> dict:
    with psycopg.connect(url) as there:
        return take_inventory(there)


def test_restored_by_a_superuser_into_an_empty_cluster_everything_is_as_it_was(source, restored):
    before, after = inventory_of(source), inventory_of(restored)
    assert differences(before, after) == []
    assert before["content"]["participants_participant"][0] == 1
    assert len(before["policies"]) > 20
    assert len(before["grants"]) > 500
    assert after["roles"] == before["roles"]


def test_restored_by_the_owner_it_is_the_same_and_no_default_grant_is_added(cluster, archive, restored):
    """A superuser has made the database and its roles, as docs/operations.md says; the rest needs none."""
    postgres.create(str(cluster.sockets), "portal_owned")
    assert put_back(archive, cluster.url("portal_owned", "portal_owner")) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("GRANT SELECT ON reports_suppression TO portal_none", "grants: has besides"),
        ("GRANT SELECT (sealed) ON accounts_credential TO portal_self", "column grants: has besides"),
        ("DROP POLICY own_office ON participants_move", "policies: lacks"),
        ("ALTER TABLE participants_move NO FORCE ROW LEVEL SECURITY", "row security: lacks"),
        ("ALTER FUNCTION portal_offices() COST 7", "functions: lacks"),
        ("GRANT portal_all TO portal_linked", "memberships: has besides"),
        ("ALTER TABLE reports_edition DISABLE TRIGGER USER", "triggers: lacks"),
        ("UPDATE clusters_partner SET name = 'NAV Bjerke ' WHERE slug = 'bjerke'", "content: clusters_partner has as many"),
        ("DELETE FROM clusters_seat", "content: clusters_seat has 0 rows"),
        ("ALTER TABLE audit_event DETACH PARTITION audit_event_first", "partitions: lacks"),
        ("GRANT CREATE ON SCHEMA public TO portal_app", "schemas: has besides"),
    ],
)  # fmt: skip
def test_whatever_was_not_brought_back_as_it_was_is_told(source, restored, change, told):
    before = inventory_of(source)
    with psycopg.connect(restored) as there:
        there.execute(change)
        found = differences(before, take_inventory(there))
        there.rollback()
    assert any(line.startswith(told) for line in found), found


def test_a_backup_from_before_something_was_asked_can_be_compared(restored):
    now = inventory_of(restored)
    assert now["partitions"]
    assert differences({name: facts for name, facts in now.items() if name != "partitions"}, now) == []


def test_a_condition_that_the_server_words_anew_when_it_reads_it_is_no_difference(cluster):
    """A portal's tables come from its migrations; a restored one's from a dump, which words lists another way."""
    for name in ("worded", "worded_again", "worded_otherwise"):
        postgres.create(str(cluster.sockets), name)
    table = """CREATE TABLE each (
        state varchar(20) CHECK (state IN ('it''s', 'b]', '(c)')), other varchar(20), number int);
        CREATE UNIQUE INDEX one ON each (number) WHERE {} OR (other = 'd' AND number > 3);
        CREATE INDEX two ON each (state) WHERE state = 'b]'"""
    cluster.do("worded", table.format("state IN ('it''s', 'b]')"))
    cluster.do("worded_otherwise", table.format("state IN ('it''s', 'c')"))
    with tempfile.TemporaryFile() as dump:
        postgres.write(str(cluster.sockets), "worded", dump)
        dump.seek(0)
        postgres.read(str(cluster.sockets), "worded_again", dump)
    first, again, otherwise = (
        inventory_of(cluster.url(name)) for name in ("worded", "worded_again", "worded_otherwise")
    )
    assert first["indexes"] != again["indexes"]
    assert first["constraints"] != again["constraints"]
    assert differences(first, again) == []
    assert [line.split(":")[0] for line in differences(first, otherwise)] == ["indexes", "indexes"]


def test_the_owner_takes_no_backup_for_the_wall_would_leave_rows_out(cluster, restored):
    with pytest.raises(CannotBackUp, match="does not see every row"):
        backed_up(cluster.url("portal_again", "portal_owner"))


def test_the_role_for_backups_sees_every_row_and_writes_none(cluster, restored):
    postgres._psql(str(cluster.sockets), f"\\connect portal_again\n{BACKUP_ROLE.read_text()}", "portal_again")
    url = cluster.url("portal_again", "portal_backup")
    copy = backed_up(url)
    head = b"".join(read_sealed(io.BytesIO(copy), [KEY]))
    assert b"participants_participant" in head
    with psycopg.connect(url) as there, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        there.execute("DELETE FROM clusters_seat")
    assert inventory_of(url)["content"] == inventory_of(restored)["content"]
    cluster.do("portal_again", "DROP OWNED BY portal_backup")
    cluster.do("postgres", "REVOKE pg_read_all_data FROM portal_backup; DROP ROLE portal_backup")


def test_a_backup_holds_nothing_in_clear(archive):
    for planted in (b"bjerke", b"portal_owner", b"CREATE TABLE", b"PGDMP"):
        assert planted not in archive


def test_a_backup_that_is_damaged_or_cut_off_or_for_other_keys_restores_nothing(cluster, archive):
    url = cluster.url("portal_never")
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as there:
        there.execute("DROP DATABASE IF EXISTS portal_never")
    middle = len(archive) // 2
    flipped = archive[:middle] + bytes([archive[middle] ^ 1]) + archive[middle + 1 :]
    for bad in (flipped, archive[:-1], archive[:middle], archive[20:], b""):
        with pytest.raises(CannotOpen):
            put_back(bad, url)
    with pytest.raises(CannotOpen):
        restore(url=url, file=io.BytesIO(archive), backup_keys=[Fernet.generate_key().decode()], keys=KEYS)


def test_a_database_that_is_not_empty_is_left_alone(restored, archive):
    with pytest.raises(CannotRestore, match="empty"):
        put_back(archive, restored)


def test_columns_whose_key_is_missing_are_told(cluster, archive):
    other = {name: [Fernet.generate_key().decode()] for name in KEYS}
    told = put_back(archive, cluster.url("portal_keyless"), other)
    assert [line.split(" ")[:2] for line in told] == [["keys:", name] for name in KEYS]


def test_pieces_cannot_be_left_out_moved_or_cut_off():
    file = io.BytesIO()
    write_sealed([b"a" * PIECE, b"b" * PIECE, b"c"], file, KEY)
    whole = file.getvalue()
    assert b"".join(read_sealed(io.BytesIO(whole), [KEY])) == b"a" * PIECE + b"b" * PIECE + b"c"
    start, step = len(b"KREM backup 1\n") + 16, 4 + PIECE + 16
    first, second, rest = (
        whole[start : start + step],
        whole[start + step : start + 2 * step],
        whole[start + 2 * step :],
    )
    for bad in (first + rest, second + first + rest, first + second, first + first + rest):
        with pytest.raises(CannotOpen):
            b"".join(read_sealed(io.BytesIO(whole[:start] + bad), [KEY]))


def test_the_commands_write_a_file_and_read_it(source, cluster, tmp_path, settings, capsys):
    settings.DATABASE_BACKUP_URL, settings.BACKUP_KEYS = source, [KEY]
    file = tmp_path / "portal.backup"
    call_command("backup", file)
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["portal.backup"]
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", file)
    call_command("restore", file, into=cluster.url("portal_by_command"), verify=True)
    assert "Restored. Rows, roles, grants" in capsys.readouterr().out
