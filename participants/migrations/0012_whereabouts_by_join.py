from django.db import migrations

# Said as a condition on one table, `participant_id = ANY (people)` was compared with all of the people for each
# row of the other: the time grew with the square of an import. As rows to join with it grows with their number.
# And the plan is made for the people at hand: one kept from an empty table would read a full one from end to end.
KEEP = """
CREATE OR REPLACE FUNCTION portal_keep_whereabouts(people uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    INSERT INTO participants_whereabouts AS kept (participant_id, office_id, state, since, left_reason, exit_on)
    SELECT person.id, person.office_id, coalesce(latest.target, ''), latest.day, coalesce(latest.left_reason, ''),
           way_out.day
    FROM unnest(people) AS asked (id)
    JOIN participants_participant person ON person.id = asked.id
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
    ON CONFLICT (participant_id) DO UPDATE
    SET state = excluded.state, since = excluded.since, left_reason = excluded.left_reason,
        exit_on = excluded.exit_on
    WHERE (kept.state, kept.since, kept.left_reason, kept.exit_on)
          IS DISTINCT FROM (excluded.state, excluded.since, excluded.left_reason, excluded.exit_on);

    DELETE FROM participants_question question USING unnest(people) AS asked (id), participants_whereabouts place
    WHERE question.participant_id = asked.id AND place.participant_id = question.participant_id
      AND place.exit_on IS NULL;

    INSERT INTO participants_question AS kept (participant_id, office_id, month, due_on, answer, asked_on)
    SELECT place.participant_id, place.office_id, months.month,
           (place.exit_on + make_interval(months => months.month))::date,
           coalesce(latest.answer, ''), latest.day
    FROM unnest(people) AS asked (id)
    JOIN participants_whereabouts place ON place.participant_id = asked.id
    CROSS JOIN (VALUES (6), (12), (24)) AS months (month)
    LEFT JOIN LATERAL (
        SELECT answer, day FROM participants_followup record
        WHERE record.office_id = place.office_id AND record.participant_id = place.participant_id
          AND record.superseded_at IS NULL AND record.month = months.month AND record.day > place.exit_on
        ORDER BY day DESC LIMIT 1
    ) latest ON true
    WHERE place.exit_on IS NOT NULL
    ON CONFLICT (participant_id, month) DO UPDATE
    SET due_on = excluded.due_on, answer = excluded.answer, asked_on = excluded.asked_on
    WHERE (kept.due_on, kept.answer, kept.asked_on)
          IS DISTINCT FROM (excluded.due_on, excluded.answer, excluded.asked_on);
END
$$;
"""


class Migration(migrations.Migration):
    """Where people are is kept by a join, in time that grows with the number of people and no faster."""

    dependencies = [("participants", "0011_proposal_sides")]

    operations = [migrations.RunSQL(KEEP, reverse_sql=migrations.RunSQL.noop)]
