from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

INDEX = "events_by_ids_in_path"
PARTITIONS = """
SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
WHERE inhparent = 'public.audit_event'::regclass ORDER BY 1
"""
STANDS = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"


def index_partitions(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """One partition after the other, beside people at work; what an interruption left half done is begun anew."""
    with editor.connection.cursor() as cursor:
        cursor.execute(PARTITIONS)
        for (partition,) in cursor.fetchall():
            name = f"public.{partition}_by_ids_in_path"
            cursor.execute(STANDS, [name])
            stands = cursor.fetchone()
            if stands and not stands[0]:
                cursor.execute(f"DROP INDEX CONCURRENTLY {name}")
            if not stands or not stands[0]:
                cursor.execute(
                    f"CREATE INDEX CONCURRENTLY {partition}_by_ids_in_path ON public.{partition}"
                    " USING gin (public.portal_ids_in(path))"
                )
            # The last to be attached makes the one above whole; attaching again changes nothing.
            cursor.execute(f"ALTER INDEX public.{INDEX} ATTACH PARTITION {name}")


class Migration(migrations.Migration):
    """The lines of the log are found by the ids in their addresses: whoever is erased is to go from there as well."""

    atomic = False

    dependencies = [("audit", "0016_removals"), ("participants", "0030_erasure_by_index")]

    operations = [
        # Of the table above alone, and without a line; months made from now on have theirs by it.
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {INDEX} ON ONLY audit_event USING gin (portal_ids_in(path));",
            f"DROP INDEX {INDEX};",
        ),
        migrations.RunPython(index_partitions, migrations.RunPython.noop),
    ]
