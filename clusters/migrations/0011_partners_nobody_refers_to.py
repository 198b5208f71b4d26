from django.db import migrations


class Migration(migrations.Migration):
    """KREM can take away a partner that was entered by mistake. One that anything refers to stays: the keys refuse."""

    dependencies = [("clusters", "0010_read_outside")]

    operations = [
        migrations.RunSQL(
            "GRANT DELETE ON clusters_partner TO portal_all;", "REVOKE DELETE ON clusters_partner FROM portal_all;"
        )
    ]
