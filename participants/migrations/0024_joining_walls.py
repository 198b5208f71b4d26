from django.db import migrations

from accounts.row_security import OFFICES, wall_off

SETTING = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
PLANNED = "SET plan_cache_mode = force_custom_plan"
NOT_WRITTEN_DOWN = ",".join(
    f"pgtrigger_{name}"
    for name in (
        "update_update_c9656",
        "follow_up_is_not_rewritten_90038",
        "follow_up_stays_superseded_4810b",
        "move_is_not_rewritten_c2db0",
        "move_stays_superseded_6351b",
    )
)
# Of records that others than the participant's own office write: only whose they are to see changes.
UNCHANGED_BUT_FOR_OFFICE = ",".join(
    f"pgtrigger_{name}"
    for name in (
        "climb_is_not_rewritten_092f0",
        "climb_stays_superseded_e8e88",
        "bottom_line_is_not_rewritten_146f9",
        "bottom_line_stays_superseded_bf5d5",
        "session_is_not_rewritten_dddb0",
        "session_stays_superseded_56d48",
        "job_check_is_not_rewritten_999bc",
        "job_check_stays_superseded_05b7c",
    )
)
OWN_PERSON = "EXISTS (SELECT FROM participants_participant person WHERE person.id = participant_id)"
OWN_OTHER = "(other_id IS NULL OR EXISTS (SELECT FROM participants_participant person WHERE person.id = other_id))"
FROM_OWN, TO_OWN = f"from_office_id = {OFFICES}", f"to_office_id = {OFFICES}"

WALLS = f"""
-- Both sides see it. The one that asks writes of its own participant, the one that answers names one of its own.
DROP POLICY own_office ON participants_joining;
CREATE POLICY own_office ON participants_joining FOR SELECT TO portal_office USING ({FROM_OWN} OR {TO_OWN});
CREATE POLICY proposed ON participants_joining FOR INSERT TO portal_office
    WITH CHECK ({FROM_OWN} AND state = 'waiting' AND other_id IS NULL AND {OWN_PERSON});
CREATE POLICY withdrawn ON participants_joining FOR UPDATE TO portal_office
    USING ({FROM_OWN} AND state = 'waiting') WITH CHECK ({FROM_OWN} AND state = 'withdrawn' AND other_id IS NULL);
CREATE POLICY answered ON participants_joining FOR UPDATE TO portal_office
    USING ({TO_OWN} AND state = 'waiting')
    WITH CHECK ({TO_OWN} AND state IN ('accepted', 'refused') AND {OWN_OTHER});
REVOKE UPDATE ON participants_joining FROM portal_all, portal_office;
GRANT UPDATE (state, other_id, other_reference, answered_by_id, answered_at, answer) ON participants_joining
    TO portal_all, portal_office;

-- Whoever has been joined goes on reading what was done with either record.
GRANT SELECT ON participants_joining TO portal_self;
CREATE POLICY oneself_select ON participants_joining FOR SELECT TO portal_self
    USING (participant_id = (SELECT portal_self()));
CREATE FUNCTION portal_selves() RETURNS uuid[] LANGUAGE sql STABLE {SETTING} AS $$
    SELECT array_agg(gone_id) || public.portal_self()
    FROM public.participants_joining WHERE participant_id = public.portal_self() AND gone_id IS NOT NULL
$$;
REVOKE ALL ON FUNCTION portal_selves() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_selves() TO portal_self;
DROP POLICY oneself_select ON audit_event;
CREATE POLICY oneself_select ON audit_event FOR SELECT TO portal_self
    USING (subject_ids && (SELECT portal_selves()));
"""

# What the side that answers is shown of the other side's participant: the journey, and what must agree.
RECORD = f"""
CREATE FUNCTION portal_joining_record(wanted uuid) RETURNS jsonb LANGUAGE sql STABLE {SETTING} AS $$
    SELECT jsonb_build_object(
        'id', person.id, 'office', person.office_id, 'birth_year', person.birth_year, 'sex', person.sex,
        'is_shielded', person.is_shielded,
        'moves', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', move.id, 'day', move.day, 'target', move.target, 'left_reason', move.left_reason,
                'workplace', move.workplace, 'hours_percent', move.hours_percent
            ) ORDER BY move.day), '[]')
            FROM public.participants_move move
            WHERE move.participant_id = person.id AND move.superseded_at IS NULL AND NOT person.is_shielded
        ),
        'follow_ups', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', answer.id, 'day', answer.day, 'month', answer.month, 'answer', answer.answer,
                'source', answer.source, 'hours_percent', answer.hours_percent
            ) ORDER BY answer.day), '[]')
            FROM public.participants_followup answer
            WHERE answer.participant_id = person.id AND answer.superseded_at IS NULL AND NOT person.is_shielded
        ),
        'stays', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('day', stay.day, 'office', stay.office_id) ORDER BY stay.day), '[]')
            FROM public.participants_stay stay
            WHERE stay.participant_id = person.id AND stay.superseded_at IS NULL
        )
    )
    FROM public.participants_joining joining
    JOIN public.participants_participant person ON person.id = joining.participant_id
    WHERE joining.id = wanted AND joining.state IN ('waiting', 'accepted')
      AND (current_setting('role') = 'portal_all' OR joining.to_office_id = ANY (public.portal_offices()))
$$;
REVOKE ALL ON FUNCTION portal_joining_record(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_joining_record(uuid) TO portal_all, portal_office;
"""

# The part of erasure that turns one record into a line of statistics, by itself.
STRIP = f"""
CREATE FUNCTION portal_strip_record(person uuid) RETURNS uuid LANGUAGE plpgsql {SETTING} AS $$
DECLARE
    anybody uuid := gen_random_uuid();
    first_year integer;
    this_year integer := extract(year FROM public.portal_today());
BEGIN
    SELECT coalesce(min(extract(year FROM day)), this_year) INTO first_year
    FROM public.participants_move WHERE participant_id = person;
    UPDATE public.participants_officetally tally SET people = people - 1
    FROM public.participants_participant held WHERE held.id = person AND tally.office_id = held.office_id;

    PERFORM public.portal_strip_ventures(person);
    DELETE FROM public.participants_contact WHERE participant_id = person;
    DELETE FROM public.participants_ownpagelink WHERE participant_id = person;
    DELETE FROM public.participants_datarequest WHERE participant_id = person;
    DELETE FROM public.participants_transfer WHERE participant_id = person;
    DELETE FROM public.participants_joining WHERE participant_id = person OR other_id = person;
    UPDATE public.participants_proposal SET replaces_id = NULL, move_id = NULL WHERE participant_id = person;
    DELETE FROM public.participants_proposal WHERE participant_id = person;
    DELETE FROM public.participants_participantskill WHERE participant_id = person;
    DELETE FROM public.participants_participantskillevent WHERE participant_id = person;
    DELETE FROM public.participants_availability WHERE participant_id = person;
    DELETE FROM public.participants_availabilityevent WHERE participant_id = person;

    PERFORM set_config('pgtrigger.ignore', '{{{NOT_WRITTEN_DOWN}}}', true);
    UPDATE public.participants_participant SET
        id = anybody, reference = anybody::text, reference_key = anybody::text, reference_order = anybody::text,
        informed_on = NULL, legal_basis = '', shielded_because = '',
        delete_on = NULL, delete_because = '', stripped_on = public.portal_today(),
        birth_year = public.portal_birth_year_of_band(birth_year, first_year, this_year)
    WHERE id = person;
    UPDATE public.participants_participantevent SET
        id = anybody, pgh_obj_id = anybody, reference = anybody::text, informed_on = NULL, legal_basis = '',
        shielded_because = '', delete_on = NULL, delete_because = '', pgh_context = NULL, pgh_context_id = NULL,
        birth_year = public.portal_birth_year_of_band(birth_year, first_year, this_year)
    WHERE pgh_obj_id = person;
    -- The stays before the moves: whoever moves without one is given one.
    UPDATE public.participants_stay SET
        id = gen_random_uuid(), participant_id = anybody, recorded_by_id = NULL
    WHERE participant_id = person;
    UPDATE public.participants_move SET
        id = gen_random_uuid(), participant_id = anybody, replaces_id = NULL, workplace = '', recorded_by_id = NULL,
        superseded_by_id = NULL, superseded_because = CASE WHEN superseded_at IS NULL THEN '' ELSE '–' END
    WHERE participant_id = person;
    UPDATE public.participants_followup SET
        id = gen_random_uuid(), participant_id = anybody, replaces_id = NULL, recorded_by_id = NULL,
        superseded_by_id = NULL, superseded_because = CASE WHEN superseded_at IS NULL THEN '' ELSE '–' END
    WHERE participant_id = person;
    PERFORM set_config('pgtrigger.ignore', '{{}}', true);
    DELETE FROM public.participants_question WHERE participant_id IN (person, anybody);
    RETURN anybody;
END
$$;

CREATE OR REPLACE FUNCTION portal_strip(person uuid) RETURNS void LANGUAGE plpgsql {SETTING} AS $$
DECLARE
    held public.participants_participant;
    named text[];
    offices uuid[];
    ids uuid[];
BEGIN
    SELECT * INTO held FROM public.participants_participant WHERE id = person AND stripped_on IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such participant';
    END IF;
    IF current_setting('role') = 'portal_office' AND NOT held.office_id = ANY (public.portal_offices()) THEN
        RAISE EXCEPTION 'the participant is not of this office';
    END IF;
    IF coalesce(held.delete_on > public.portal_today(), true) AND NOT EXISTS (
        SELECT FROM public.participants_datarequest
        WHERE participant_id = person AND kind = 'erasure' AND answered_at IS NULL
    ) THEN
        RAISE EXCEPTION 'neither has the day come nor has the participant asked';
    END IF;
    -- Under which names, ids and offices somebody stands anywhere, those of a record that was joined among them.
    SELECT array_agg(DISTINCT reference) INTO named FROM (
        SELECT reference FROM public.participants_participantevent WHERE pgh_obj_id = person
        UNION SELECT unnest(ARRAY[reference, nullif(new_reference, '')]) FROM public.participants_transfer
        WHERE participant_id = person
        UNION SELECT unnest(ARRAY[reference, nullif(other_reference, '')]) FROM public.participants_joining
        WHERE participant_id = person OR other_id = person
        UNION SELECT held.reference
    ) names WHERE reference IS NOT NULL;
    SELECT array_agg(DISTINCT office_id) INTO offices FROM (
        SELECT office_id FROM public.participants_stay WHERE participant_id = person
        UNION SELECT unnest(ARRAY[from_office_id, to_office_id]) FROM public.participants_joining
        WHERE participant_id = person
        UNION SELECT held.office_id
    ) places;
    SELECT coalesce(array_agg(gone_id), '{{}}') || person INTO ids
    FROM public.participants_joining WHERE participant_id = person AND gone_id IS NOT NULL;

    PERFORM public.portal_strip_record(person);

    -- A workbook that waits holds the person, and so may what was said about one that has been read.
    UPDATE public.participants_importrun SET workbook = NULL, state = 'cancelled', ended_at = now()
    WHERE office_id = ANY (offices) AND ended_at IS NULL;
    UPDATE public.participants_importrun run SET problems = '[]', notices = '[]'
    WHERE office_id = ANY (offices) AND EXISTS (
        SELECT FROM unnest(named) AS name
        WHERE strpos(upper(run.problems::text), upper(name)) > 0 OR strpos(upper(run.notices::text), upper(name)) > 0
    );
    DELETE FROM public.participants_importchange
    WHERE office_id = ANY (offices) AND upper(reference) IN (SELECT upper(name) FROM unnest(named) AS name);
    -- The log says that something was done, and no longer about whom.
    UPDATE public.audit_event SET
        subject_ids = ARRAY(SELECT subject FROM unnest(subject_ids) AS subject WHERE subject <> ALL (ids)),
        path = '', seal_salt = NULL, reason = CASE WHEN subject_ids <@ ids THEN '' ELSE reason END
    WHERE subject_ids && ids OR EXISTS (SELECT FROM unnest(ids) AS gone WHERE strpos(path, gone::text) > 0);
END
$$;
REVOKE ALL ON FUNCTION portal_strip_record(uuid) FROM PUBLIC;
"""

# What two offices, or one, have said is one person. It runs as the owner, because it takes rows from one office's sight
# into another's; whom it may join stands in the row. Which moves are said twice is for the application to find, and is
# asked here whether it can be.
CARRY_OUT = f"""
CREATE FUNCTION portal_set_stays(person uuid, offices uuid[], days date[], by uuid) RETURNS void
LANGUAGE plpgsql {SETTING} {PLANNED} AS $$
BEGIN
    IF (SELECT array_agg(ROW(office_id, day) ORDER BY day) FROM public.participants_stay
        WHERE participant_id = person AND superseded_at IS NULL)
       IS NOT DISTINCT FROM
       (SELECT array_agg(ROW(office, day) ORDER BY day) FROM unnest(offices, days) AS wanted (office, day)) THEN
        RETURN;
    END IF;
    UPDATE public.participants_stay SET superseded_at = now(), superseded_because = 'Slått sammen'
    WHERE participant_id = person AND superseded_at IS NULL;
    INSERT INTO public.participants_stay (id, participant_id, office_id, day, recorded_at, recorded_by_id)
    SELECT gen_random_uuid(), person, office, day, now(), by FROM unnest(offices, days) AS wanted (office, day);
END
$$;

-- Whether a record may be left out of the joined journey: the other record says the same, or it says that somebody left
-- for the other office, or was enrolled, where they were already.
CREATE FUNCTION portal_may_leave_out(record uuid, one uuid, two uuid) RETURNS boolean
LANGUAGE sql STABLE {SETTING} AS $$
    SELECT EXISTS (
        SELECT FROM public.participants_move move
        WHERE move.id = record AND move.participant_id IN (one, two) AND move.superseded_at IS NULL AND (
            (move.target = 'left' AND move.left_reason = 'moved') OR move.target = 'enrolled' OR EXISTS (
                SELECT FROM public.participants_move twin
                WHERE twin.participant_id IN (one, two) AND twin.participant_id <> move.participant_id
                  AND twin.superseded_at IS NULL AND twin.day = move.day AND twin.target = move.target
            )
        )
    ) OR EXISTS (
        SELECT FROM public.participants_followup answer
        JOIN public.participants_followup twin
          ON twin.participant_id IN (one, two) AND twin.participant_id <> answer.participant_id
         AND twin.superseded_at IS NULL
         AND (twin.month, twin.day, twin.answer) = (answer.month, answer.day, answer.answer)
        WHERE answer.id = record AND answer.participant_id IN (one, two) AND answer.superseded_at IS NULL
    )
$$;

-- Ventures are of another app, which says there what of them is joined. What is given are moves, and what stands for each.
CREATE FUNCTION portal_join_ventures(gone uuid, kept uuid, office uuid, moves uuid[], instead uuid[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp {PLANNED} AS $$ SELECT $$;

CREATE FUNCTION portal_carry_out_joining(wanted uuid, kept uuid, left_out uuid[], offices uuid[], days date[])
RETURNS void LANGUAGE plpgsql {SETTING} {PLANNED} AS $$
DECLARE
    joining public.participants_joining;
    whole public.participants_participant;
    gone public.participants_participant;
    known uuid[];
    moves uuid[];
    instead uuid[];
    walled text;
BEGIN
    SELECT * INTO joining FROM public.participants_joining WHERE id = wanted AND state = 'accepted' FOR UPDATE;
    IF NOT FOUND OR (
        current_setting('role') = 'portal_office' AND NOT joining.to_office_id = ANY (public.portal_offices())
    ) THEN
        RAISE EXCEPTION 'no such joining is to be carried out';
    END IF;
    PERFORM FROM public.participants_participant
    WHERE id IN (joining.participant_id, joining.other_id) ORDER BY id FOR UPDATE;
    SELECT * INTO whole FROM public.participants_participant
    WHERE id = kept AND (id, office_id) IN (
        (joining.participant_id, joining.from_office_id), (joining.other_id, joining.to_office_id)
    );
    SELECT * INTO gone FROM public.participants_participant
    WHERE id <> kept AND (id, office_id) IN (
        (joining.participant_id, joining.from_office_id), (joining.other_id, joining.to_office_id)
    );
    IF whole.id IS NULL OR gone.id IS NULL OR whole.stripped_on IS NOT NULL OR gone.stripped_on IS NOT NULL THEN
        RAISE EXCEPTION 'the two are not where they were when this was agreed';
    END IF;
    IF whole.birth_year <> gone.birth_year OR whole.is_shielded OR gone.is_shielded THEN
        RAISE EXCEPTION 'these two cannot be one person';
    END IF;
    IF EXISTS (
        SELECT FROM public.participants_transfer
        WHERE participant_id IN (whole.id, gone.id) AND state IN ('waiting', 'accepted')
    ) OR EXISTS (
        SELECT FROM public.participants_datarequest
        WHERE participant_id IN (whole.id, gone.id) AND answered_at IS NULL
    ) OR EXISTS (
        SELECT FROM public.participants_joining
        WHERE id <> joining.id AND state IN ('waiting', 'accepted') AND participant_id IN (whole.id, gone.id)
    ) THEN
        RAISE EXCEPTION 'something else waits for an answer about one of the two';
    END IF;
    IF EXISTS (
        SELECT FROM unnest(left_out) AS record WHERE NOT public.portal_may_leave_out(record, whole.id, gone.id)
    ) THEN
        RAISE EXCEPTION 'a record is left out that says something of its own';
    END IF;
    SELECT array_agg(DISTINCT office_id) INTO known FROM public.participants_stay
    WHERE participant_id IN (whole.id, gone.id) AND superseded_at IS NULL;
    IF cardinality(offices) IS DISTINCT FROM cardinality(days) OR NOT offices <@ known
       OR offices[cardinality(offices)] IS DISTINCT FROM whole.office_id
       OR coalesce(days[1] > (
           SELECT min(day) FROM public.participants_move
           WHERE participant_id IN (whole.id, gone.id) AND superseded_at IS NULL AND id NOT IN (SELECT unnest(left_out))
       ), true)
       OR EXISTS (SELECT FROM generate_subscripts(days, 1) AS place WHERE days[place] <= days[place - 1]) THEN
        RAISE EXCEPTION 'the stays are not those of the two';
    END IF;

    -- What becomes of each move that something else points at: a copy, or what says the same.
    SELECT coalesce(array_agg(id), '{{}}'), coalesce(array_agg(gen_random_uuid()), '{{}}') INTO moves, instead
    FROM public.participants_move
    WHERE participant_id = gone.id AND superseded_at IS NULL AND id NOT IN (SELECT unnest(left_out));
    PERFORM public.portal_set_stays(whole.id, offices, days, joining.answered_by_id);
    UPDATE public.participants_move
    SET superseded_at = now(), superseded_by_id = joining.answered_by_id, superseded_because = 'Slått sammen'
    WHERE participant_id = whole.id AND superseded_at IS NULL AND id IN (SELECT unnest(left_out));
    UPDATE public.participants_followup
    SET superseded_at = now(), superseded_by_id = joining.answered_by_id, superseded_because = 'Slått sammen'
    WHERE participant_id = whole.id AND superseded_at IS NULL AND id IN (SELECT unnest(left_out));
    INSERT INTO public.participants_move
        (id, participant_id, office_id, day, hours_percent, recorded_at, recorded_by_id, superseded_because, target,
         left_reason, workplace)
    SELECT copy.id, whole.id, whole.office_id, day, hours_percent, now(), joining.answered_by_id, '', target,
           left_reason, workplace
    FROM unnest(moves, instead) AS copy (was, id) JOIN public.participants_move move ON move.id = copy.was;
    INSERT INTO public.participants_followup
        (id, participant_id, office_id, day, hours_percent, recorded_at, recorded_by_id, superseded_because, month,
         answer, source)
    SELECT gen_random_uuid(), whole.id, whole.office_id, day, hours_percent, now(), joining.answered_by_id, '', month,
           answer, source
    FROM public.participants_followup
    WHERE participant_id = gone.id AND superseded_at IS NULL AND id NOT IN (SELECT unnest(left_out));
    PERFORM public.portal_set_stays(whole.id, offices, days, joining.answered_by_id);
    SELECT moves || coalesce(array_agg(move.id), '{{}}'), instead || coalesce(array_agg(twin.id), '{{}}')
    INTO moves, instead
    FROM public.participants_move move
    JOIN public.participants_move twin
      ON twin.participant_id = whole.id AND twin.superseded_at IS NULL AND (twin.day, twin.target) = (move.day, move.target)
    WHERE move.id IN (SELECT unnest(left_out));

    -- The other record says nothing from now on. What it said counts at every earlier cutoff.
    UPDATE public.participants_stay SET superseded_at = now(), superseded_because = 'Slått sammen'
    WHERE participant_id = gone.id AND superseded_at IS NULL;
    UPDATE public.participants_move
    SET superseded_at = now(), superseded_by_id = joining.answered_by_id, superseded_because = 'Slått sammen'
    WHERE participant_id = gone.id AND superseded_at IS NULL;
    UPDATE public.participants_followup
    SET superseded_at = now(), superseded_by_id = joining.answered_by_id, superseded_because = 'Slått sammen'
    WHERE participant_id = gone.id AND superseded_at IS NULL;

    UPDATE public.participants_participant SET
        sex = coalesce(nullif(whole.sex, ''), gone.sex),
        target_group = coalesce(nullif(whole.target_group, ''), gone.target_group),
        effort_group = coalesce(nullif(whole.effort_group, ''), gone.effort_group),
        legal_basis = coalesce(nullif(whole.legal_basis, ''), gone.legal_basis),
        informed_on = least(whole.informed_on, gone.informed_on)
    WHERE id = whole.id;
    -- Contact data stays with the office that holds it.
    IF gone.office_id <> whole.office_id OR EXISTS (
        SELECT FROM public.participants_contact WHERE participant_id = whole.id
    ) THEN
        DELETE FROM public.participants_contact WHERE participant_id = gone.id;
    END IF;
    DELETE FROM public.participants_ownpagelink WHERE participant_id = gone.id;
    UPDATE public.participants_transfer SET participant_id = whole.id WHERE participant_id = gone.id;
    DELETE FROM public.participants_participantskill mine WHERE participant_id = gone.id AND EXISTS (
        SELECT FROM public.participants_participantskill theirs
        WHERE theirs.participant_id = whole.id AND theirs.skill_id = mine.skill_id
    );
    DELETE FROM public.participants_availability mine WHERE participant_id = gone.id AND EXISTS (
        SELECT FROM public.participants_availability theirs WHERE theirs.participant_id = whole.id
    );
    UPDATE public.participants_proposal proposal
    SET move_id = (SELECT copy.id FROM unnest(moves, instead) AS copy (was, id) WHERE copy.was = proposal.move_id)
    WHERE participant_id = gone.id AND NOT EXISTS (
        SELECT FROM public.participants_proposal other JOIN unnest(moves, instead) AS copy (was, id)
          ON copy.was = proposal.move_id WHERE other.move_id = copy.id
    );
    UPDATE public.participants_proposal SET move_id = NULL WHERE participant_id = gone.id AND move_id IN (SELECT unnest(moves));
    PERFORM set_config('pgtrigger.ignore', '{{{UNCHANGED_BUT_FOR_OFFICE}}}', true);
    PERFORM public.portal_join_ventures(gone.id, whole.id, whole.office_id, moves, instead);
    -- Every other table that says which participant and which office, also those that come later.
    FOR walled IN
        SELECT relation.relname FROM pg_class relation
        JOIN pg_attribute person ON person.attrelid = relation.oid AND person.attname = 'participant_id'
        JOIN pg_attribute office ON office.attrelid = relation.oid AND office.attname = 'office_id'
        WHERE relation.relkind = 'r' AND relation.relnamespace = 'public'::regnamespace
          AND NOT person.attisdropped AND NOT office.attisdropped
          AND relation.relname NOT IN (
              'participants_stay', 'participants_whereabouts', 'participants_question', 'participants_move',
              'participants_followup'
          )
    LOOP
        EXECUTE format('UPDATE public.%I SET participant_id = $1, office_id = $2 WHERE participant_id = $3', walled)
        USING whole.id, whole.office_id, gone.id;
    END LOOP;
    PERFORM set_config('pgtrigger.ignore', '{{}}', true);
    DELETE FROM public.participants_joining
    WHERE state <> 'done' AND id <> joining.id AND (participant_id = gone.id OR other_id = gone.id);
    UPDATE public.participants_joining SET participant_id = whole.id WHERE participant_id = gone.id AND id <> joining.id;
    UPDATE public.participants_joining
    SET participant_id = whole.id, other_id = NULL, gone_id = gone.id, state = 'done', carried_out_at = now()
    WHERE id = joining.id;
    PERFORM public.portal_strip_record(gone.id);
END
$$;
REVOKE ALL ON FUNCTION portal_set_stays(uuid, uuid[], date[], uuid), portal_may_leave_out(uuid, uuid, uuid),
    portal_join_ventures(uuid, uuid, uuid, uuid[], uuid[]),
    portal_carry_out_joining(uuid, uuid, uuid[], uuid[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_carry_out_joining(uuid, uuid, uuid[], uuid[], date[]) TO portal_all, portal_office;
"""


class Migration(migrations.Migration):
    """Two records of one person become one journey; what stood counts at every earlier cutoff."""

    dependencies = [("participants", "0023_joinings")]

    operations = [
        *wall_off("participants_joining", office="from_office_id"),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
        migrations.RunSQL(RECORD, migrations.RunSQL.noop),
        migrations.RunSQL(STRIP, migrations.RunSQL.noop),
        migrations.RunSQL(CARRY_OUT, migrations.RunSQL.noop),
    ]
