from django.db import migrations

from accounts.row_security import open_to


class Migration(migrations.Migration):
    """Which series there are everybody may read; KREM keeps them. Nobody deletes history."""

    dependencies = [("reports", "0009_definitions"), ("entrepreneurs", "0012_grants")]

    operations = [
        open_to(
            "reports_series",
            krem="SELECT, INSERT, UPDATE",
            offices="SELECT",
            linked="SELECT",
            nobody="SELECT",
        ),
        open_to("reports_seriesevent", krem="SELECT, INSERT"),
        open_to("reports_narrative", krem="SELECT, INSERT, UPDATE"),
        open_to("reports_narrativeevent", krem="SELECT, INSERT"),
        migrations.RunSQL("REVOKE DELETE ON reports_signoffevent FROM portal_all;", migrations.RunSQL.noop),
    ]
