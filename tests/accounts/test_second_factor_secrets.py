"""Secrets of apps and seeds of recovery codes stand sealed in the database, under keys of their own."""

import logging
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.scope import acting_as_system
from accounts.signing_in.second_factor_secrets import CannotOpenSecondFactor, seal, unseal
from tests.accounts.conftest import PASSWORD, code_for
from tests.accounts.security_key import SecurityKey
from tests.accounts.test_passkeys import set_up
from tests.accounts.test_signing_in import open_set_up, set_up_second_factor, sign_in_with_password
from tests.conftest import make_cast
from tests.owner import as_owner, everything_stored

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SEED = "5eed" * 20
CLEAR = [("totp", {"secret": SECRET}), ("recovery_codes", {"seed": SEED, "used_mask": 5})]


@pytest.fixture
def leader(cast, give_password) -> User:
    return give_password(cast.bjerke_leader)


@pytest.fixture
def secret(client, leader) -> str:
    """Of the app that the leader has connected; the leader has signed out again."""
    sign_in_with_password(client, leader)
    secret = set_up_second_factor(client)
    client.post(reverse("account_logout"))
    return secret


def step_in(client: Client, leader: User, code: str):
    """The answer to a code, after the password."""
    assert sign_in_with_password(client, leader)["Location"] == reverse("mfa_authenticate")
    return client.post(reverse("mfa_authenticate"), {"code": code})


def in_the_database() -> list[str]:
    return as_owner("SELECT data::text FROM mfa_authenticator ORDER BY id")


def test_nothing_that_codes_are_made_from_is_in_a_dump(client, leader, secret):
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    stored = everything_stored()
    assert "gAAAAA" in stored
    for clear in (secret, unseal(codes.instance.data["seed"]), *codes.generate_codes()):
        assert clear not in stored
    # Sessions are kept in base64, which a search for a word does not see through.
    kept = client.session
    assert secret not in str(dict(kept.items()))


def test_a_secret_that_waits_for_its_first_code_is_sealed_too(client, leader):
    sign_in_with_password(client, leader)
    page = open_set_up(client)
    waiting = client.session[SECRET_SESSION_KEY]
    assert waiting.startswith("gAAAAA")
    assert unseal(waiting) == page.context["form"].secret
    # A wrong code does not draw another one: the app has been told already.
    again = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert again.context["form"].secret == page.context["form"].secret
    code = code_for(page.context["form"].secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert SECRET_SESSION_KEY not in client.session


def test_keys_are_changed_without_losing_anybody(client, leader, secret, settings, capsys):
    old, new = settings.SECOND_FACTOR_KEYS[0], Fernet.generate_key().decode()
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    before = in_the_database()
    settings.SECOND_FACTOR_KEYS = [new, old]
    call_command("rotate_second_factor_keys")
    assert "2 sealed" in capsys.readouterr().out
    assert not set(before) & set(in_the_database())
    settings.SECOND_FACTOR_KEYS = [new]
    assert step_in(client, leader, code_for(secret))["Location"] == reverse("home")
    assert step_in(Client(), leader, codes[3])["Location"] == reverse("home")


def test_a_rotation_without_the_former_key_says_so_and_changes_nothing(leader, secret, settings):
    before = in_the_database()
    settings.SECOND_FACTOR_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="PORTAL_SECOND_FACTOR_KEYS lacks"):
        call_command("rotate_second_factor_keys")
    assert in_the_database() == before


def test_what_no_key_opens_is_told_and_lets_nobody_in(client, leader, secret, settings, caplog):
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    settings.SECOND_FACTOR_KEYS = [Fernet.generate_key().decode()]
    caplog.set_level(logging.ERROR, "accounts.middleware")
    for code in (code_for(secret), codes[0], "000000"):
        answer = step_in(client, leader, code)
        assert answer.status_code == 503
        assert "ikke sjekkes" in answer.content.decode()
        assert client.get(reverse("home"))["Location"] == reverse("about")
    assert "PORTAL_SECOND_FACTOR_KEYS" in caplog.text
    assert secret not in caplog.text


def test_pages_that_show_recovery_codes_say_so_as_well(client, leader, settings):
    sign_in_with_password(client, leader)
    set_up_second_factor(client)
    settings.SECOND_FACTOR_KEYS = [Fernet.generate_key().decode()]
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).status_code == 503, name
    assert client.get(reverse("mfa_index")).status_code == 200


def test_a_passkey_works_without_the_key(client, leader, settings):
    sign_in_with_password(client, leader)
    set_up_second_factor(client)
    key = SecurityKey()
    assert set_up(client, key).status_code == 302
    client.post(reverse("account_logout"))
    settings.SECOND_FACTOR_KEYS = [Fernet.generate_key().decode()]
    page = client.get(sign_in_with_password(client, leader)["Location"])
    answer = client.post(reverse("mfa_authenticate"), {"credential": key.shown(page)})
    assert answer["Location"] == reverse("home")


@pytest.mark.parametrize(
    "kept",
    [
        SECRET,
        "",
        "gAAAAA",
        "gAAAAA" + "A" * 94,
        Fernet(Fernet.generate_key()).encrypt(SECRET.encode()).decode(),
    ],
    ids=["in clear", "empty", "cut off", "made up", "of another key"],
)
def test_only_what_was_sealed_here_is_opened(kept):
    with pytest.raises(CannotOpenSecondFactor):
        unseal(kept)


def test_an_empty_secret_is_neither_sealed_nor_checked_against(settings):
    with pytest.raises(ValueError, match="empty"):
        seal("")
    empty = Fernet(settings.SECOND_FACTOR_KEYS[0]).encrypt(b"").decode()
    with pytest.raises(CannotOpenSecondFactor):
        unseal(empty)
    # What it would come to: anybody can compute the code of an empty secret.
    held = TOTP(Authenticator(type="totp", data={"secret": empty}))
    with pytest.raises(CannotOpenSecondFactor):
        held.validate_code(code_for(""))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        *CLEAR,
        ("totp", {}),
        ("totp", {"secret": ""}),
        ("totp", {"secret": None}),
        ("recovery_codes", {"seed": "gAAAAAx", "migrated_codes": ["12345678"]}),
    ],
    ids=str,
)
def test_the_database_takes_nothing_in_clear(cast, kind, data):
    with pytest.raises(IntegrityError, match="second_factor_is_sealed"), transaction.atomic():
        Authenticator.objects.create(user=cast.krem, type=kind, data=data)


def test_contacts_are_sealed_with_other_keys(settings):
    assert not set(settings.CONTACT_KEYS) & set(settings.SECOND_FACTOR_KEYS)


@pytest.fixture
def before_it_was_sealed(committed):
    """The database as the migration finds it; the constraint is put back."""
    migration = import_module("accounts.migrations.0007_sealed_second_factors")
    with acting_as_system():
        cast = make_cast()
        cast.bjerke_leader.set_password(PASSWORD)
        cast.bjerke_leader.save()
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("ALTER TABLE mfa_authenticator DROP CONSTRAINT second_factor_is_sealed")
    yield migration, cast.bjerke_leader
    with owner.cursor() as cursor:
        cursor.execute("DELETE FROM mfa_authenticator")
        cursor.execute("ALTER TABLE mfa_authenticator DROP CONSTRAINT IF EXISTS second_factor_is_sealed")
        cursor.execute(migration.SEALED)


def test_what_stood_in_clear_is_sealed_by_the_migration_and_goes_on_working(before_it_was_sealed):
    migration, leader = before_it_was_sealed
    kept = Authenticator.objects.using("owner")
    for kind, data in CLEAR:
        kept.create(user_id=leader.pk, type=kind, data=data)
    passkey = kept.create(user_id=leader.pk, type="webauthn", data={"name": "x", "credential": {}})
    codes = {row.type: row for row in kept.all()}["recovery_codes"].data
    with connections["owner"].schema_editor() as editor:
        migration.seal_all(apps, editor)
        editor.execute(migration.SEALED, params=None)
    rows = {row.type: row.data for row in kept.all()}
    assert not {SECRET, SEED} & {str(value) for data in rows.values() for value in data.values()}
    assert (unseal(rows["totp"]["secret"]), unseal(rows["recovery_codes"]["seed"])) == (SECRET, SEED)
    assert rows["recovery_codes"]["used_mask"] == codes["used_mask"]
    assert rows["webauthn"] == passkey.data
    assert step_in(Client(), leader, code_for(SECRET))["Location"] == reverse("home")
    with connections["owner"].schema_editor() as editor:
        editor.execute("ALTER TABLE mfa_authenticator DROP CONSTRAINT second_factor_is_sealed")
        migration.open_all(apps, editor)
    assert kept.get(type="totp").data == {"secret": SECRET}


def test_an_empty_secret_stops_the_migration(before_it_was_sealed):
    migration, leader = before_it_was_sealed
    Authenticator.objects.using("owner").create(user_id=leader.pk, type="totp", data={"secret": ""})
    with connections["owner"].schema_editor() as editor:
        with pytest.raises(ValueError, match="holds no secret"):
            migration.seal_all(apps, editor)
