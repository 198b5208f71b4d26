from django.db import migrations

from accounts.row_security import open_to, same_office, under_own

# What an import compares is laid out in temporary tables. No role may make any of its own, so the owner does.
STAGING = """
CREATE FUNCTION portal_lay_out_staging() RETURNS void
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
    GRANT SELECT, INSERT ON pg_temp.corrected_move, pg_temp.corrected_follow_up TO portal_all, portal_office;
END
$$;

-- The planner knows nothing of tables this young unless it is told. Only temporary ones can be named.
CREATE FUNCTION portal_measure_staging(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('ANALYZE pg_temp.%I', name);
END
$$;
REVOKE ALL ON FUNCTION portal_lay_out_staging(), portal_measure_staging(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_lay_out_staging(), portal_measure_staging(text) TO portal_all, portal_office;
"""
PERSON = "participants_participant"
OWN = "user_id = (SELECT portal_actor())"
HISTORY = (
    "participants_participantevent",
    "participants_participantskillevent",
    "participants_availabilityevent",
)


class Migration(migrations.Migration):
    """The list of skills is read by those who work with people; a desk is its owner's. Nobody deletes history."""

    dependencies = [("participants", "0015_what_an_import_changes"), ("clusters", "0008_grants")]

    operations = [
        open_to("participants_skill", krem="SELECT, INSERT, UPDATE", offices="SELECT", linked="SELECT"),
        open_to(
            "participants_desk", krem="SELECT, INSERT, UPDATE", offices="SELECT, INSERT, UPDATE"
        ),
        migrations.RunSQL(
            f"""
            ALTER TABLE participants_desk ENABLE ROW LEVEL SECURITY;
            ALTER TABLE participants_desk FORCE ROW LEVEL SECURITY;
            CREATE POLICY owner ON participants_desk TO portal_owner USING (true) WITH CHECK (true);
            CREATE POLICY everybody ON participants_desk TO portal_all USING (true) WITH CHECK (true);
            CREATE POLICY own ON participants_desk TO portal_office USING ({OWN}) WITH CHECK ({OWN});
            REVOKE DELETE ON {", ".join(HISTORY)} FROM portal_all;
            REVOKE SELECT ON {", ".join(HISTORY)} FROM portal_linked;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            ALTER TABLE participants_move ADD CONSTRAINT move_with_office UNIQUE (id, office_id);
            ALTER TABLE participants_followup ADD CONSTRAINT follow_up_with_office UNIQUE (id, office_id);
            ALTER TABLE participants_proposal ADD CONSTRAINT proposal_with_office UNIQUE (id, office_id);
            ALTER TABLE participants_importrun ADD CONSTRAINT import_with_office UNIQUE (id, office_id);
            """,
            """
            ALTER TABLE participants_move DROP CONSTRAINT move_with_office;
            ALTER TABLE participants_followup DROP CONSTRAINT follow_up_with_office;
            ALTER TABLE participants_proposal DROP CONSTRAINT proposal_with_office;
            ALTER TABLE participants_importrun DROP CONSTRAINT import_with_office;
            """,
        ),
        same_office("participants_importchange", "run_id", "participants_importrun"),
        same_office("participants_participantskill", "participant_id", PERSON),
        same_office("participants_availability", "participant_id", PERSON),
        same_office("participants_move", "replaces_id", "participants_move"),
        same_office("participants_followup", "replaces_id", "participants_followup"),
        same_office("participants_proposal", "replaces_id", "participants_proposal"),
        same_office("participants_proposal", "move_id", "participants_move"),
        under_own("participants_contact", participant_id=PERSON),
        under_own("participants_move", participant_id=PERSON),
        under_own("participants_followup", participant_id=PERSON),
        under_own("participants_participantskill", participant_id=PERSON),
        under_own("participants_availability", participant_id=PERSON),
        under_own("participants_ownpagelink", participant_id=PERSON),
        under_own("participants_datarequest", participant_id=PERSON),
        under_own(
            "participants_proposal",
            participant_id=PERSON,
            move_id="participants_move",
        ),
        migrations.RunSQL(
            STAGING, "DROP FUNCTION portal_lay_out_staging(); DROP FUNCTION portal_measure_staging(text);"
        ),
    ]
