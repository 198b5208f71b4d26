from django.db import migrations


def no_overlap(table: str, name: str, *columns: str) -> migrations.RunSQL:
    """Two stretches of the same thing may not share a day.

    A range of one hash stands in for each key, because btree_gist, which could compare the keys
    themselves, is not part of every PostgreSQL.
    """
    keys = ", ".join(f"int8range(hashtextextended({c}::text, 0), hashtextextended({c}::text, 0), '[]') WITH =" for c in columns)
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {name}
        EXCLUDE USING gist ({keys}, daterange(starts_on, ends_on, '[]') WITH &&);
        """,
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name};",
    )


class Migration(migrations.Migration):
    """Who is asking, and which offices that person has a seat at today."""

    dependencies = [("clusters", "0001_initial"), ("accounts", "0001_initial")]

    operations = [
        no_overlap("clusters_membership", "memberships_do_not_overlap", "cluster_id", "partner_id"),
        no_overlap("clusters_seat", "seats_do_not_overlap", "user_id", "partner_id"),
        migrations.RunSQL(
            """
            CREATE FUNCTION portal_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT NULLIF(current_setting('app.actor', true), '')::uuid
            $$;
            CREATE FUNCTION portal_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT (now() AT TIME ZONE 'Europe/Oslo')::date
            $$;
            CREATE FUNCTION portal_offices() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT COALESCE(array_agg(seat.partner_id), '{}')
                FROM clusters_seat seat JOIN accounts_user person ON person.id = seat.user_id
                WHERE seat.user_id = portal_actor()
                  AND person.is_active
                  AND (person.access_ends_on IS NULL OR person.access_ends_on >= portal_today())
                  AND seat.starts_on <= portal_today()
                  AND (seat.ends_on IS NULL OR seat.ends_on >= portal_today())
            $$;
            """,
            reverse_sql="DROP FUNCTION portal_offices(); DROP FUNCTION portal_today(); DROP FUNCTION portal_actor();",
        ),
    ]
