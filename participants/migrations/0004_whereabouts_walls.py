from django.db import migrations

from accounts.walls import wall_off

ROLES = "portal_all, portal_office, portal_linked"

# The functions run as their owner, so that the application's roles need not be able to write the tables
# they keep. They take nothing but keys, and only triggers may call them.
KEEP = """
CREATE FUNCTION portal_keep_whereabouts(people uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO participants_whereabouts AS kept (participant_id, office_id, state, since, left_reason, exit_on)
    SELECT person.id, person.office_id, coalesce(latest.target, ''), latest.day, coalesce(latest.left_reason, ''),
           way_out.day
    FROM participants_participant person
    LEFT JOIN LATERAL (
        SELECT target, day, left_reason FROM participants_move move
        WHERE move.office_id = person.office_id AND move.participant_id = person.id AND superseded_at IS NULL
        ORDER BY day DESC LIMIT 1
    ) latest ON true
    LEFT JOIN LATERAL (
        SELECT min(day) AS day FROM participants_move move
        WHERE move.office_id = person.office_id AND move.participant_id = person.id AND superseded_at IS NULL
          AND target NOT IN ('enrolled', 'training')
          AND day > coalesce((
              SELECT max(day) FROM participants_move stay
              WHERE stay.office_id = person.office_id AND stay.participant_id = person.id
                AND stay.superseded_at IS NULL AND stay.target IN ('enrolled', 'training')
          ), '-infinity')
    ) way_out ON true
    WHERE person.id = ANY (people)
    ON CONFLICT (participant_id) DO UPDATE
    SET state = excluded.state, since = excluded.since, left_reason = excluded.left_reason,
        exit_on = excluded.exit_on
    WHERE (kept.state, kept.since, kept.left_reason, kept.exit_on)
          IS DISTINCT FROM (excluded.state, excluded.since, excluded.left_reason, excluded.exit_on);

    DELETE FROM participants_question question USING participants_whereabouts place
    WHERE question.participant_id = ANY (people) AND place.participant_id = question.participant_id
      AND place.exit_on IS NULL;

    INSERT INTO participants_question AS kept (participant_id, office_id, month, due_on, answer, asked_on)
    SELECT place.participant_id, place.office_id, months.month,
           (place.exit_on + make_interval(months => months.month))::date,
           coalesce(latest.answer, ''), latest.day
    FROM participants_whereabouts place
    CROSS JOIN (VALUES (6), (12), (24)) AS months (month)
    LEFT JOIN LATERAL (
        SELECT answer, day FROM participants_followup record
        WHERE record.office_id = place.office_id AND record.participant_id = place.participant_id
          AND record.superseded_at IS NULL AND record.month = months.month AND record.day > place.exit_on
        ORDER BY day DESC LIMIT 1
    ) latest ON true
    WHERE place.participant_id = ANY (people) AND place.exit_on IS NOT NULL
    ON CONFLICT (participant_id, month) DO UPDATE
    SET due_on = excluded.due_on, answer = excluded.answer, asked_on = excluded.asked_on
    WHERE (kept.due_on, kept.answer, kept.asked_on)
          IS DISTINCT FROM (excluded.due_on, excluded.answer, excluded.asked_on);
END
$$;
REVOKE ALL ON FUNCTION portal_keep_whereabouts(uuid[]) FROM PUBLIC;

CREATE FUNCTION portal_people_came() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM portal_keep_whereabouts(ARRAY(SELECT id FROM changed));
    RETURN NULL;
END
$$;
CREATE FUNCTION portal_records_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM portal_keep_whereabouts(ARRAY(SELECT DISTINCT participant_id FROM changed));
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION portal_people_came(), portal_records_changed() FROM PUBLIC;

CREATE TRIGGER people_came AFTER INSERT ON participants_participant
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION portal_people_came();
"""


def keep_up_with(table: str) -> str:
    """Every way a record can come, change or go; a statement's rows are taken together."""
    return "".join(
        f"""
        CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table}
        REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION portal_records_changed();
        """
        for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    )


def kept_only(table: str) -> str:
    """Nobody but the triggers writes here; rows go with their participant."""
    return f"""
    REVOKE INSERT, UPDATE, DELETE ON {table} FROM {ROLES};
    ALTER TABLE {table} ADD CONSTRAINT {table}_of_participant
    FOREIGN KEY (participant_id, office_id) REFERENCES participants_participant (id, office_id)
    ON DELETE CASCADE;
    """


class Migration(migrations.Migration):
    """Where people are, kept beside their journeys, and behind the same wall."""

    dependencies = [("participants", "0003_whereabouts")]

    operations = [
        *wall_off("participants_whereabouts"),
        *wall_off("participants_question"),
        migrations.RunSQL(
            kept_only("participants_whereabouts")
            + kept_only("participants_question")
            + KEEP
            + keep_up_with("participants_move")
            + keep_up_with("participants_followup")
            + "SELECT portal_keep_whereabouts(ARRAY(SELECT id FROM participants_participant));",
            reverse_sql="""
            DROP TRIGGER people_came ON participants_participant;
            DROP FUNCTION portal_people_came;
            DROP FUNCTION portal_records_changed CASCADE;
            DROP FUNCTION portal_keep_whereabouts;
            ALTER TABLE participants_whereabouts DROP CONSTRAINT participants_whereabouts_of_participant;
            ALTER TABLE participants_question DROP CONSTRAINT participants_question_of_participant;
            """,
        ),
        # A leader may erase what was held to reach somebody; it is the first thing to go.
        migrations.RunSQL(
            "GRANT DELETE ON participants_contact TO portal_office;",
            reverse_sql="REVOKE DELETE ON participants_contact FROM portal_office;",
        ),
    ]
