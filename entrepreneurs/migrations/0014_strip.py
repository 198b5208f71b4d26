from django.db import migrations

# Jobs and ventures keep their lines, which tell of nobody. What mentors wrote, and who was shared, goes.
STRIP = """
CREATE OR REPLACE FUNCTION portal_strip_ventures(person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public.entrepreneurs_founder SET participant_id = NULL WHERE participant_id = person;
    UPDATE public.entrepreneurs_founderevent SET participant_id = NULL WHERE participant_id = person;
    UPDATE public.entrepreneurs_holding SET participant_id = NULL WHERE participant_id = person;
    UPDATE public.entrepreneurs_holdingevent SET participant_id = NULL WHERE participant_id = person;
    DELETE FROM public.entrepreneurs_mentorsession WHERE mentorship_id IN (
        SELECT id FROM public.entrepreneurs_mentorship WHERE participant_id = person
    );
    DELETE FROM public.entrepreneurs_mentorship WHERE participant_id = person;
    DELETE FROM public.entrepreneurs_mentorshipevent WHERE participant_id = person;
    DELETE FROM public.entrepreneurs_answer WHERE participant_id = person;
    DELETE FROM public.entrepreneurs_share WHERE participant_id = person;
    DELETE FROM public.entrepreneurs_shareevent WHERE participant_id = person;
END
$$;
"""


class Migration(migrations.Migration):
    """When somebody is stripped to statistics, nothing of ventures, jobs and mentors leads back."""

    dependencies = [("entrepreneurs", "0013_ventures_pass"), ("participants", "0020_erasure")]

    operations = [migrations.RunSQL(STRIP, migrations.RunSQL.noop)]
