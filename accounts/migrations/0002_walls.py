from django.db import migrations

OTHERS = "portal_app, portal_office, portal_linked, portal_none"


class Migration(migrations.Migration):
    """A waiting letter may carry a link that opens an account: all may write one, KREM's role reads them."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"""
            REVOKE ALL ON accounts_letter FROM {OTHERS};
            GRANT INSERT ON accounts_letter TO {OTHERS};
            REVOKE ALL ON accounts_invitation FROM {OTHERS};
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
