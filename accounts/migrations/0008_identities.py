import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import open_to

MINE = "user_id = (SELECT portal_actor())"
SIGNED_IN = "portal_all, portal_office, portal_linked, portal_none"
MAY = "SELECT, INSERT, UPDATE (used_at), DELETE"

FUNCTIONS = f"""
ALTER TABLE accounts_identity ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_identity FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON accounts_identity TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON accounts_identity TO {SIGNED_IN} USING ({MINE}) WITH CHECK ({MINE});

-- One account, for whoever comes back from a provider that has named it.
CREATE FUNCTION portal_account_by_identity(provider text, subject text) RETURNS SETOF accounts_user
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT person.* FROM public.accounts_user person
    JOIN public.accounts_identity held ON held.user_id = person.id
    WHERE held.issuer = provider AND held.subject_hash = subject
$$;
REVOKE ALL ON FUNCTION portal_account_by_identity(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_account_by_identity(text, text) TO portal_none;

-- Whoever begins anew begins without what somebody else may have connected.
CREATE OR REPLACE FUNCTION portal_remove_second_factor(person uuid) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH disconnected AS (DELETE FROM public.accounts_identity WHERE user_id = person RETURNING id),
    removed AS (DELETE FROM public.mfa_authenticator WHERE user_id = person RETURNING id)
    SELECT ((SELECT count(*) FROM removed) + (SELECT count(*) FROM disconnected))::integer
$$;
"""


class Migration(migrations.Migration):
    """What people have connected their accounts with, to sign in by; each sees their own."""

    dependencies = [
        ("accounts", "0007_sealed_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("issuer", models.CharField(editable=False, max_length=200)),
                ("subject_hash", models.CharField(editable=False, max_length=64)),
                ("connected_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("used_at", models.DateTimeField(editable=False, null=True)),
                ("user", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("issuer", "subject_hash"), name="one_account_per_identity")],
            },
        ),
        open_to("accounts_identity", krem=MAY, offices=MAY, linked=MAY, nobody=MAY),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
