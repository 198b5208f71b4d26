from django.db import migrations

STAGING = """
-- As before, with a table for what of somebody's facts was corrected in the portal.
CREATE OR REPLACE FUNCTION portal_lay_out_staging() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET client_min_messages = warning AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['participant', 'move', 'follow_up'] LOOP
        EXECUTE format('DROP TABLE IF EXISTS pg_temp.%I, pg_temp.%I, pg_temp.%I, pg_temp.%I, pg_temp.%I',
            'staged_' || name, 'standing_' || name, 'corrected_' || name, name || '_pair', name || '_match');
    END LOOP;
    CREATE TEMPORARY TABLE staged_participant (
        row integer, reference varchar(40), key text COLLATE "C", in_order text COLLATE "C", birth_year integer,
        sex text, target_group text, effort_group text, informed_on date, is_shielded boolean, blanks integer
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_move (
        row integer, key text COLLATE "C", day date, target text, left_reason text, workplace varchar(120),
        hours_percent numeric(5, 2), blanks integer
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_follow_up (
        row integer, key text COLLATE "C", month integer, day date, answer text, hours_percent numeric(5, 2),
        source text, blanks integer
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE standing_participant (
        LIKE public.participants_participant, key text COLLATE "C"
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE standing_move (key text COLLATE "C", LIKE public.participants_move) ON COMMIT DROP;
    CREATE TEMPORARY TABLE standing_follow_up (
        key text COLLATE "C", LIKE public.participants_followup
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE corrected_participant (standing_id uuid, columns text[]) ON COMMIT DROP;
    CREATE TEMPORARY TABLE corrected_move (
        standing_id uuid, key text COLLATE "C", day date, target text, left_reason text, workplace varchar(120),
        hours_percent numeric(5, 2)
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE corrected_follow_up (
        standing_id uuid, key text COLLATE "C", month integer, day date, answer text, hours_percent numeric(5, 2),
        source text
    ) ON COMMIT DROP;
    FOREACH name IN ARRAY ARRAY['participant', 'move', 'follow_up'] LOOP
        EXECUTE format('CREATE TEMPORARY TABLE %I (row integer, id uuid, way text, takes_back boolean,'
            ' blanks_over integer, lifts boolean) ON COMMIT DROP', name || '_pair');
        EXECUTE format('CREATE TEMPORARY TABLE %I (row integer, id uuid, person uuid, kind text) ON COMMIT DROP',
            name || '_match');
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON pg_temp.%I, pg_temp.%I, pg_temp.%I, pg_temp.%I'
            ' TO portal_all, portal_office',
            'staged_' || name, 'standing_' || name, name || '_pair', name || '_match');
    END LOOP;
    GRANT SELECT, INSERT ON pg_temp.corrected_participant, pg_temp.corrected_move, pg_temp.corrected_follow_up
        TO portal_all, portal_office;
END
$$;
"""


class Migration(migrations.Migration):
    """An import asks before it takes back what somebody has corrected about a participant in the portal."""

    dependencies = [("participants", "0028_why_put_away")]

    operations = [migrations.RunSQL(STAGING, migrations.RunSQL.noop)]
