from django.db import migrations

# A venture goes with its founder, and what is written about it with the venture. Where another participant of the
# office has founded it too, it stays with them, and the line of whoever leaves tells of nobody.
PASS = """
CREATE OR REPLACE FUNCTION portal_pass_ventures(person uuid, office uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    own uuid[];
BEGIN
    UPDATE public.entrepreneurs_founder founder SET participant_id = NULL
    WHERE founder.participant_id = person AND EXISTS (
        SELECT FROM public.entrepreneurs_founder other
        WHERE other.venture_id = founder.venture_id AND other.participant_id <> person
    );
    SELECT coalesce(array_agg(venture_id), '{}') INTO own
    FROM public.entrepreneurs_founder WHERE participant_id = person;
    UPDATE public.entrepreneurs_venture SET office_id = office WHERE id = ANY (own);
    UPDATE public.entrepreneurs_ventureevent SET office_id = office WHERE pgh_obj_id = ANY (own);
    UPDATE public.entrepreneurs_founder SET office_id = office WHERE venture_id = ANY (own);
    UPDATE public.entrepreneurs_founderevent SET office_id = office WHERE venture_id = ANY (own);
    UPDATE public.entrepreneurs_climb SET office_id = office WHERE venture_id = ANY (own);
    UPDATE public.entrepreneurs_bottomline SET office_id = office WHERE venture_id = ANY (own);
    UPDATE public.entrepreneurs_job SET office_id = office WHERE venture_id = ANY (own);
    UPDATE public.entrepreneurs_jobevent SET office_id = office WHERE venture_id = ANY (own);
    UPDATE public.entrepreneurs_opening SET office_id = office WHERE venture_id = ANY (own) AND office_id IS NOT NULL;
    UPDATE public.entrepreneurs_openingevent SET office_id = office
    WHERE venture_id = ANY (own) AND office_id IS NOT NULL;
    UPDATE public.entrepreneurs_mentorsession SET office_id = office WHERE mentorship_id IN (
        SELECT id FROM public.entrepreneurs_mentorship WHERE participant_id = person
    );
    UPDATE public.entrepreneurs_jobcheck SET office_id = office WHERE holding_id IN (
        SELECT id FROM public.entrepreneurs_holding WHERE participant_id = person
    );
END
$$;
"""


class Migration(migrations.Migration):
    """When somebody moves to another office, mentor, ventures and jobs go along."""

    dependencies = [
        ("entrepreneurs", "0012_grants"),
        ("participants", "0019_stay_walls"),
    ]

    operations = [migrations.RunSQL(PASS, migrations.RunSQL.noop)]
