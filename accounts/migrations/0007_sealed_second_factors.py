from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import migrations

# What allauth kept in clear. A sealed text begins with its version and the high bytes of its time: gAAAAA until 2106.
SECRETS = {"totp": "secret", "recovery_codes": "seed"}
SEALED = """
ALTER TABLE mfa_authenticator ADD CONSTRAINT second_factor_is_sealed CHECK (
    CASE type
        WHEN 'totp' THEN coalesce(data ->> 'secret', '') LIKE 'gAAAAA%'
        WHEN 'recovery_codes' THEN coalesce(data ->> 'seed', '') LIKE 'gAAAAA%' AND data -> 'migrated_codes' IS NULL
        ELSE true
    END
);
"""


def seal_all(apps, schema_editor) -> None:
    change_all(apps, schema_editor, lambda keys, text: keys.encrypt(text.encode()).decode())


def open_all(apps, schema_editor) -> None:
    change_all(apps, schema_editor, lambda keys, text: keys.decrypt(text.encode()).decode())


def change_all(apps, schema_editor, change) -> None:
    keys = MultiFernet([Fernet(key) for key in settings.SECOND_FACTOR_KEYS])
    rows = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for row in rows.filter(type__in=SECRETS).select_for_update().order_by("pk"):
        name = SECRETS[row.type]
        if not row.data.get(name):
            # It would be sealed for good, and a code for an empty secret can be computed by anybody.
            raise ValueError(f"mfa_authenticator {row.pk} holds no secret. Remove the row: its owner sets up anew.")
        row.data[name] = change(keys, row.data[name])
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    """What a second factor is checked against is sealed, and the database takes nothing in clear any more."""

    dependencies = [
        ("accounts", "0006_letter_names"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.RunPython(seal_all, open_all),
        migrations.RunSQL(SEALED, "ALTER TABLE mfa_authenticator DROP CONSTRAINT second_factor_is_sealed;"),
    ]
