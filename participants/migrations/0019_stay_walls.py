from django.db import migrations

from accounts.row_security import OFFICES, wall_off

SETTING = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan"
OWN_PERSON = "EXISTS (SELECT FROM participants_participant person WHERE person.id = participant_id)"

# The first stay begins with the journey. It is not for people to write: what changes the first move changes it.
KEEP_FIRST_STAYS = f"""
CREATE FUNCTION portal_keep_first_stays(people uuid[]) RETURNS void LANGUAGE plpgsql {SETTING} AS $$
BEGIN
    WITH changed AS MATERIALIZED (
        SELECT person.id AS participant_id, first.id AS stay_id, coalesce(first.office_id, person.office_id) AS office_id,
               least(journey.day, second.day - 1) AS day, journey.recorded_at
        FROM unnest(people) AS asked (id)
        JOIN public.participants_participant person ON person.id = asked.id
        CROSS JOIN LATERAL (
            SELECT min(move.day) FILTER (WHERE move.superseded_at IS NULL) AS day,
                   min(move.recorded_at) AS recorded_at
            FROM public.participants_move move
            WHERE move.office_id = person.office_id AND move.participant_id = person.id
        ) journey
        LEFT JOIN LATERAL (
            SELECT stay.id, stay.office_id, stay.day FROM public.participants_stay stay
            WHERE stay.participant_id = person.id AND stay.superseded_at IS NULL ORDER BY stay.day LIMIT 1
        ) first ON true
        LEFT JOIN LATERAL (
            SELECT stay.day FROM public.participants_stay stay
            WHERE stay.participant_id = person.id AND stay.superseded_at IS NULL ORDER BY stay.day LIMIT 1 OFFSET 1
        ) second ON true
        -- Whoever has no move left has no journey; whoever has been elsewhere since keeps the stays there were.
        WHERE first.day IS DISTINCT FROM least(journey.day, second.day - 1)
          AND (journey.day IS NOT NULL OR second.day IS NULL)
    ), superseded AS (
        UPDATE public.participants_stay stay
        SET superseded_at = now(), superseded_because = 'Følger forløpets første dag'
        FROM changed WHERE stay.id = changed.stay_id
    )
    INSERT INTO public.participants_stay (id, participant_id, office_id, day, recorded_at)
    SELECT gen_random_uuid(), participant_id, office_id, day, CASE WHEN stay_id IS NULL THEN recorded_at ELSE now() END
    FROM changed WHERE day IS NOT NULL;
END
$$;
CREATE FUNCTION portal_stays_follow() RETURNS trigger LANGUAGE plpgsql {SETTING} AS $$
BEGIN
    PERFORM public.portal_keep_first_stays(ARRAY(SELECT DISTINCT participant_id FROM changed));
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION portal_keep_first_stays(uuid[]), portal_stays_follow() FROM PUBLIC;
CREATE TRIGGER stays_follow_insert AFTER INSERT ON participants_move
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION portal_stays_follow();
CREATE TRIGGER stays_follow_update AFTER UPDATE ON participants_move
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION portal_stays_follow();
CREATE TRIGGER stays_follow_delete AFTER DELETE ON participants_move
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION portal_stays_follow();
"""

# Whoever is followed is at the office of the last stay.
AT_THE_LAST_STAY = f"""
CREATE FUNCTION portal_is_at_the_last_stay() RETURNS trigger LANGUAGE plpgsql {SETTING} AS $$
BEGIN
    -- As it is now: of several changes in one transaction the last one counts.
    IF (SELECT person.office_id FROM public.participants_participant person WHERE person.id = NEW.id) IS DISTINCT FROM (
        SELECT stay.office_id FROM public.participants_stay stay
        WHERE stay.participant_id = NEW.id AND stay.superseded_at IS NULL ORDER BY stay.day DESC LIMIT 1
    ) THEN
        RAISE EXCEPTION 'a participant changes office by a stay only' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION portal_is_at_the_last_stay() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER office_is_that_of_the_last_stay AFTER UPDATE OF office_id ON participants_participant
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.office_id IS DISTINCT FROM NEW.office_id)
EXECUTE FUNCTION portal_is_at_the_last_stay();
"""

# Records are never rewritten: only whose they are to see changes, and only here.
UNCHANGED_BUT_FOR_OFFICE = ",".join(
    f"pgtrigger_{name}"
    for name in (
        "follow_up_is_not_rewritten_90038",
        "follow_up_stays_superseded_4810b",
        "move_is_not_rewritten_c2db0",
        "move_stays_superseded_6351b",
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

# An accepted transfer whose day has come. It runs as the owner, because it takes rows from one office's sight into
# another's; what it may do stands in the row of the transfer, which the two offices have written together.
CARRY_OUT = f"""
CREATE FUNCTION portal_carry_out_transfer(wanted uuid) RETURNS void
LANGUAGE plpgsql {SETTING} AS $$
DECLARE
    transfer public.participants_transfer;
    walled text;
BEGIN
    SELECT * INTO transfer FROM public.participants_transfer
    WHERE id = wanted AND state = 'accepted' AND day <= public.portal_today() FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such transfer is to be carried out';
    END IF;
    PERFORM FROM public.participants_participant
    WHERE id = transfer.participant_id AND office_id = transfer.from_office_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the participant is not at the office that lets go';
    END IF;
    IF NOT transfer.passes_contact THEN
        DELETE FROM public.participants_contact WHERE participant_id = transfer.participant_id;
    END IF;
    UPDATE public.participants_ownpagelink SET closed_at = now()
    WHERE participant_id = transfer.participant_id AND opened_at IS NULL AND closed_at IS NULL;
    INSERT INTO public.participants_stay (id, participant_id, office_id, day, recorded_at, recorded_by_id)
    VALUES (gen_random_uuid(), transfer.participant_id, transfer.to_office_id, transfer.day, now(), transfer.answered_by_id);
    UPDATE public.participants_participant
    SET office_id = transfer.to_office_id, reference = transfer.new_reference,
        reference_key = transfer.new_reference_key, reference_order = transfer.new_reference_order
    WHERE id = transfer.participant_id;
    UPDATE public.participants_participantevent
    SET office_id = transfer.to_office_id WHERE pgh_obj_id = transfer.participant_id;
    PERFORM set_config('pgtrigger.ignore', '{{{UNCHANGED_BUT_FOR_OFFICE}}}', true);
    PERFORM public.portal_pass_ventures(transfer.participant_id, transfer.to_office_id);
    -- Every table that says which participant and which office, also those that come later.
    FOR walled IN
        SELECT relation.relname FROM pg_class relation
        JOIN pg_attribute person ON person.attrelid = relation.oid AND person.attname = 'participant_id'
        JOIN pg_attribute office ON office.attrelid = relation.oid AND office.attname = 'office_id'
        WHERE relation.relkind = 'r' AND relation.relnamespace = 'public'::regnamespace
          AND NOT person.attisdropped AND NOT office.attisdropped
          AND relation.relname NOT IN ('participants_stay', 'participants_whereabouts', 'participants_question')
    LOOP
        EXECUTE format('UPDATE public.%I SET office_id = $1 WHERE participant_id = $2 AND office_id <> $1', walled)
        USING transfer.to_office_id, transfer.participant_id;
    END LOOP;
    PERFORM set_config('pgtrigger.ignore', '{{}}', true);
    UPDATE public.participants_transfer SET state = 'done', carried_out_at = now() WHERE id = transfer.id;
END
$$;
REVOKE ALL ON FUNCTION portal_carry_out_transfer(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_carry_out_transfer(uuid) TO portal_all, portal_office;

-- Ventures are of another app, which says there what of them goes along.
CREATE FUNCTION portal_pass_ventures(person uuid, office uuid) RETURNS void LANGUAGE sql AS $$ SELECT $$;
REVOKE ALL ON FUNCTION portal_pass_ventures(uuid, uuid) FROM PUBLIC;
"""

# A row of fewer than none is refused before it can be added to the one that is there: who leaves is taken off first.
TALLY_FOLLOWS = """
CREATE OR REPLACE FUNCTION portal_people_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Whoever is shielded from now on counts at no month's end, nor does whoever has gone to another office.
    PERFORM public.portal_forget_month_ends(offices, array_fill('-infinity'::date, ARRAY[cardinality(offices)]))
    FROM (
        SELECT array_agg(DISTINCT concerned.office) AS offices
        FROM went JOIN came ON came.id = went.id
        CROSS JOIN LATERAL (VALUES (went.office_id), (came.office_id)) AS concerned (office)
        WHERE (went.is_shielded, went.office_id) IS DISTINCT FROM (came.is_shielded, came.office_id)
    ) changed WHERE offices IS NOT NULL;
    UPDATE public.participants_officetally kept SET people = kept.people - fewer.people
    FROM (
        SELECT went.office_id, count(*) AS people FROM went JOIN came ON came.id = went.id
        WHERE came.office_id <> went.office_id GROUP BY went.office_id
    ) fewer WHERE kept.office_id = fewer.office_id;
    INSERT INTO public.participants_officetally AS kept (office_id, people)
    SELECT came.office_id, count(*) FROM went JOIN came ON came.id = went.id
    WHERE came.office_id <> went.office_id GROUP BY came.office_id
    ON CONFLICT (office_id) DO UPDATE SET people = kept.people + excluded.people;
    RETURN NULL;
END
$$;
"""

FROM_OWN, TO_OWN = f"from_office_id = {OFFICES}", f"to_office_id = {OFFICES}"

WALLS = f"""
-- A stay is seen by whoever sees the person, and written by the functions above.
DROP POLICY own_office ON participants_stay;
CREATE POLICY own_office ON participants_stay FOR SELECT TO portal_office USING ({OWN_PERSON});
-- They go with their participant, and in no other way.
REVOKE INSERT, UPDATE ON participants_stay FROM portal_all, portal_office, portal_linked;
ALTER TABLE participants_stay DROP CONSTRAINT participants_stay_participant_id_d986cbdb_fk_participa;
ALTER TABLE participants_stay ADD CONSTRAINT participants_stay_participant_id_d986cbdb_fk_participa
    FOREIGN KEY (participant_id) REFERENCES participants_participant (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- Both offices see a transfer. The one that has the person proposes and withdraws, the other accepts or refuses.
DROP POLICY own_office ON participants_transfer;
CREATE POLICY own_office ON participants_transfer FOR SELECT TO portal_office USING ({FROM_OWN} OR {TO_OWN});
CREATE POLICY proposed ON participants_transfer FOR INSERT TO portal_office
    WITH CHECK ({FROM_OWN} AND state = 'waiting' AND {OWN_PERSON});
CREATE POLICY withdrawn ON participants_transfer FOR UPDATE TO portal_office
    USING ({FROM_OWN}) WITH CHECK ({FROM_OWN} AND state = 'withdrawn');
CREATE POLICY answered ON participants_transfer FOR UPDATE TO portal_office
    USING ({TO_OWN} AND state = 'waiting') WITH CHECK ({TO_OWN} AND state IN ('accepted', 'refused'));
REVOKE UPDATE ON participants_transfer FROM portal_all, portal_office;
GRANT UPDATE (state, new_reference, new_reference_key, new_reference_order, answered_by_id, answered_at, answer) ON participants_transfer
    TO portal_all, portal_office;

GRANT SELECT ON participants_stay TO portal_self;
CREATE POLICY oneself_select ON participants_stay FOR SELECT TO portal_self
    USING (participant_id = (SELECT portal_self()));

-- What is counted with the participant follows at once.
ALTER TABLE participants_whereabouts DROP CONSTRAINT participants_whereabouts_of_participant;
ALTER TABLE participants_whereabouts ADD CONSTRAINT participants_whereabouts_of_participant
    FOREIGN KEY (participant_id, office_id) REFERENCES participants_participant (id, office_id)
    ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE participants_question DROP CONSTRAINT participants_question_of_participant;
ALTER TABLE participants_question ADD CONSTRAINT participants_question_of_participant
    FOREIGN KEY (participant_id, office_id) REFERENCES participants_participant (id, office_id)
    ON UPDATE CASCADE ON DELETE CASCADE;

-- What was done with somebody at an earlier office is theirs to read, too.
DROP POLICY oneself_select ON audit_event;
CREATE POLICY oneself_select ON audit_event FOR SELECT TO portal_self
    USING ((SELECT portal_self()) = ANY (subject_ids));
"""


class Migration(migrations.Migration):
    """Everybody has a stay where they are, and sight passes with the next one."""

    dependencies = [("participants", "0018_stays"), ("clusters", "0002_walls")]

    operations = [
        *wall_off("participants_stay"),
        *wall_off("participants_transfer", office="from_office_id"),
        *wall_off("participants_retentionrule"),
        migrations.RunSQL(KEEP_FIRST_STAYS, migrations.RunSQL.noop),
        migrations.RunSQL(AT_THE_LAST_STAY, migrations.RunSQL.noop),
        migrations.RunSQL(TALLY_FOLLOWS, migrations.RunSQL.noop),
        migrations.RunSQL(CARRY_OUT, migrations.RunSQL.noop),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
        # Everybody who has a journey has been at one office all along.
        migrations.RunSQL(
            "SELECT portal_keep_first_stays(ARRAY(SELECT id FROM participants_participant));",
            migrations.RunSQL.noop,
        ),
    ]
