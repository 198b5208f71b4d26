from django.db import migrations

SETTING = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
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

STRIP = f"""
-- The smallest birth year with which somebody is in the same age band in each of these years. It stands in for the
-- real one: every table by age stays as it is, and unless a birthday between two bands fell in those years nothing
-- more than the band is held. The bands are those of reports.figures.seen.AGE_LIMITS; a test holds the two together.
CREATE FUNCTION portal_birth_year_of_band(born integer, first_year integer, last_year integer) RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT min(candidate) FROM generate_series(1900, 2100) AS candidate
    WHERE NOT EXISTS (
        SELECT FROM generate_series(first_year, last_year) AS a_year
        WHERE width_bucket(a_year - candidate, ARRAY[25, 40, 55]) <> width_bucket(a_year - born, ARRAY[25, 40, 55])
    )
$$;

-- What of ventures and jobs goes is for their app to say.
CREATE FUNCTION portal_strip_ventures(person uuid) RETURNS void LANGUAGE sql AS $$ SELECT $$;

-- Turn somebody into a line of statistics under a new id, so that nothing that was written down elsewhere, an address
-- in a browser among it, leads here again. What is counted stays as it is at every cutoff.
CREATE FUNCTION portal_strip(person uuid) RETURNS void LANGUAGE plpgsql {SETTING} AS $$
DECLARE
    held public.participants_participant;
    anybody uuid := gen_random_uuid();
    named text[];
    offices uuid[];
    first_year integer;
    this_year integer := extract(year FROM public.portal_today());
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
    SELECT array_agg(DISTINCT reference) INTO named FROM (
        SELECT reference FROM public.participants_participantevent WHERE pgh_obj_id = person
        UNION SELECT reference FROM public.participants_transfer WHERE participant_id = person
        UNION SELECT held.reference
    ) names;
    SELECT array_agg(DISTINCT office_id) INTO offices FROM (
        SELECT office_id FROM public.participants_stay WHERE participant_id = person UNION SELECT held.office_id
    ) places;
    SELECT coalesce(min(extract(year FROM day)), this_year) INTO first_year
    FROM public.participants_move WHERE participant_id = person;

    PERFORM public.portal_strip_ventures(person);
    DELETE FROM public.participants_contact WHERE participant_id = person;
    DELETE FROM public.participants_ownpagelink WHERE participant_id = person;
    DELETE FROM public.participants_datarequest WHERE participant_id = person;
    DELETE FROM public.participants_transfer WHERE participant_id = person;
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
    -- The office has one person fewer to list.
    UPDATE public.participants_officetally SET people = people - 1 WHERE office_id = held.office_id;
    -- The log says that something was done, and no longer about whom.
    UPDATE public.audit_event SET
        subject_ids = array_remove(subject_ids, person), path = '', seal_salt = NULL,
        reason = CASE WHEN cardinality(subject_ids) = 1 THEN '' ELSE reason END
    WHERE person = ANY (subject_ids) OR strpos(path, person::text) > 0;
END
$$;
REVOKE ALL ON FUNCTION portal_strip(uuid), portal_strip_ventures(uuid), portal_birth_year_of_band(integer, integer, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_strip(uuid) TO portal_all, portal_office;
GRANT EXECUTE ON FUNCTION portal_birth_year_of_band(integer, integer, integer) TO portal_all;

-- Whoever has been stripped is on no page of an office, a mentor's, or their own.
CREATE POLICY not_stripped ON participants_participant AS RESTRICTIVE TO portal_office, portal_linked, portal_self
    USING (stripped_on IS NULL);
"""


class Migration(migrations.Migration):
    """Somebody becomes a line of statistics, and nothing leads back."""

    dependencies = [("participants", "0019_stay_walls"), ("audit", "0011_seals_outlive_erasure")]

    operations = [migrations.RunSQL(STRIP, migrations.RunSQL.noop)]
