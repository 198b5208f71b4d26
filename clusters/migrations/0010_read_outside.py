from django.db import migrations

# IMDi reads what KREM has chosen of what was learned. Whoever has not signed in has the same database role, so the
# database asks who it is, as it does for the seats (0009).
READERS = """
CREATE FUNCTION portal_reads_knowledge() RETURNS boolean LANGUAGE sql
STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.accounts_user person
        WHERE person.id = public.portal_actor()
          AND person.is_active
          AND (person.access_ends_on IS NULL OR person.access_ends_on >= public.portal_today())
          AND COALESCE(NULLIF(pg_catalog.current_setting('app.post', true), ''), person.role) = 'imdi_reader'
          AND (person.role = 'imdi_reader' OR EXISTS (
              SELECT FROM public.clusters_seat seat
              WHERE seat.user_id = person.id
                AND seat.role = 'imdi_reader'
                AND seat.starts_on <= public.portal_today()
                AND (seat.ends_on IS NULL OR seat.ends_on >= public.portal_today())
          ))
    )
$$;
REVOKE ALL ON FUNCTION portal_reads_knowledge() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_reads_knowledge() TO portal_none;
GRANT SELECT ON clusters_lesson TO portal_none;
CREATE POLICY read_outside ON clusters_lesson FOR SELECT TO portal_none
    USING (is_for_annex AND (SELECT portal_reads_knowledge()));
-- What a project was and what a board begins with is about nobody.
GRANT SELECT ON clusters_project, clusters_projectparty, clusters_templatetask TO portal_none;
"""
BACK = """
REVOKE SELECT ON clusters_lesson, clusters_project, clusters_projectparty, clusters_templatetask FROM portal_none;
DROP POLICY read_outside ON clusters_lesson;
DROP FUNCTION portal_reads_knowledge();
"""


class Migration(migrations.Migration):
    """The knowledge base and the model are read by IMDi as well."""

    dependencies = [("clusters", "0009_posts")]

    operations = [migrations.RunSQL(READERS, BACK)]
