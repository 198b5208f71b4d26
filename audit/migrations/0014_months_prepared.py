from django.db import migrations


class Migration(migrations.Migration):
    """What the next migration needs to hang the log as it stands under a table of months, without reading it under a lock.

    People go on working meanwhile. The border is a check of the whole table, validated beside them: lines from then on
    would be refused, so the next migration is to follow at once; a log that holds lines has a month and more for that.
    What was interrupted is begun anew.
    """

    atomic = False

    dependencies = [
        ("audit", "0013_joinings"),
        # The last that said who may do what with the log.
        ("participants", "0024_joining_walls"),
    ]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS audit_event_first_pkey;",
                "CREATE UNIQUE INDEX CONCURRENTLY audit_event_first_pkey ON audit_event (id, at);",
                # Whoever reads who has looked at them is not to wait for a year of everybody's lines.
                "DROP INDEX CONCURRENTLY IF EXISTS audit_event_first_by_subject;",
                "CREATE INDEX CONCURRENTLY audit_event_first_by_subject ON audit_event USING gin (subject_ids);",
                "ALTER TABLE audit_event DROP CONSTRAINT IF EXISTS audit_event_first_border;",
                # An empty log has no lines of months that are begun.
                """
                DO $$ BEGIN
                    EXECUTE format(
                        'ALTER TABLE audit_event ADD CONSTRAINT audit_event_first_border CHECK (at < %L) NOT VALID',
                        (date_trunc('month', now() AT TIME ZONE 'UTC')
                         + CASE WHEN EXISTS (SELECT FROM audit_event) THEN interval '2 months' ELSE interval '0' END)
                        AT TIME ZONE 'UTC'
                    );
                END $$;
                """,
                "ALTER TABLE audit_event VALIDATE CONSTRAINT audit_event_first_border;",
            ],
            [
                "ALTER TABLE audit_event DROP CONSTRAINT audit_event_first_border;",
                "DROP INDEX CONCURRENTLY audit_event_first_by_subject;",
                "DROP INDEX CONCURRENTLY audit_event_first_pkey;",
            ],
        ),
    ]
