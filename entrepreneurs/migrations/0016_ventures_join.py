from django.db import migrations

# Ventures, jobs and mentors of either record are those of the one that is left.
JOIN = """
CREATE OR REPLACE FUNCTION portal_join_ventures(gone uuid, kept uuid, office uuid, moves uuid[], instead uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF office <> (SELECT office_id FROM public.participants_participant WHERE id = gone) THEN
        PERFORM public.portal_pass_ventures(gone, office);
    END IF;
    -- Whoever stood as two founders of one venture is one.
    DELETE FROM public.entrepreneurs_founder mine WHERE participant_id = gone AND EXISTS (
        SELECT FROM public.entrepreneurs_founder theirs
        WHERE theirs.venture_id = mine.venture_id AND theirs.participant_id = kept
    );
    -- An answer is about a move; of two answers about one move the other record's stays.
    UPDATE public.entrepreneurs_answer answer SET move = copy.id
    FROM unnest(moves, instead) AS copy (was, id)
    WHERE answer.participant_id IN (gone, kept) AND answer.move = copy.was AND NOT EXISTS (
        SELECT FROM public.entrepreneurs_answer other
        WHERE other.participant_id = kept AND other.move = copy.id AND other.question = answer.question
    );
    DELETE FROM public.entrepreneurs_answer answer USING public.entrepreneurs_answer other
    WHERE answer.participant_id = gone AND other.participant_id = kept
      AND (answer.move, answer.question) = (other.move, other.question);
END
$$;
"""


class Migration(migrations.Migration):
    """When two records become one person, ventures, jobs and mentors come together."""

    dependencies = [("entrepreneurs", "0015_own_page"), ("participants", "0024_joining_walls")]

    operations = [migrations.RunSQL(JOIN, migrations.RunSQL.noop)]
