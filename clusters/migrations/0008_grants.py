from django.db import migrations

from accounts.row_security import open_to

ADDS = "SELECT, INSERT"
KEEPS = "SELECT, INSERT, UPDATE"


class Migration(migrations.Migration):
    """Who may do what with clusters, partners and seats: KREM keeps them, the others read."""

    dependencies = [("clusters", "0007_name_order")]

    operations = [
        # What a cluster is and who is in it stands on public pages.
        open_to("clusters_cluster", krem=KEEPS, offices="SELECT", linked="SELECT", nobody="SELECT"),
        open_to("clusters_partner", krem=KEEPS, offices="SELECT", linked="SELECT", nobody="SELECT"),
        open_to("clusters_membership", krem=KEEPS, offices="SELECT", linked="SELECT", nobody="SELECT"),
        # A participant reads the name of the own office.
        migrations.RunSQL("GRANT SELECT ON clusters_partner TO portal_self;", migrations.RunSQL.noop),
        open_to("clusters_seat", krem=KEEPS, offices="SELECT", linked="SELECT"),
        *(
            open_to(table, krem=ADDS)
            for table in (
                "clusters_clusterevent",
                "clusters_partnerevent",
                "clusters_membershipevent",
                "clusters_seatevent",
            )
        ),
        migrations.RunSQL(
            "REVOKE DELETE ON clusters_officefiguresevent FROM portal_all;", migrations.RunSQL.noop
        ),
    ]
