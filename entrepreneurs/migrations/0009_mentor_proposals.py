from django.db import migrations

OWN = """
    proposed_by_id = (SELECT portal_actor()) AND side = 'mentor'
    AND participant_id = ANY ((SELECT portal_linked_participants())::uuid[])
"""


class Migration(migrations.Migration):
    """A mentor proposes about the people they are linked to today, reads the own proposals and takes them back.

    What others propose about the same person is between the office and them. Only the office approves or rejects.
    """

    dependencies = [("entrepreneurs", "0008_opening_walls"), ("participants", "0011_proposal_sides")]

    operations = [
        migrations.RunSQL(
            f"""
            GRANT INSERT, UPDATE (state, answer, answered_by_id, answered_at, read_at)
                ON participants_proposal TO portal_linked;
            CREATE POLICY own ON participants_proposal FOR SELECT TO portal_linked USING ({OWN});
            CREATE POLICY own_new ON participants_proposal FOR INSERT TO portal_linked
                WITH CHECK ({OWN} AND state = 'waiting');
            CREATE POLICY own_changed ON participants_proposal FOR UPDATE TO portal_linked
                USING ({OWN})
                WITH CHECK ({OWN} AND CASE WHEN state IN ('withdrawn', 'replaced')
                                           THEN answered_by_id = portal_actor()
                                           ELSE answered_by_id <> portal_actor() END);
            """,
            reverse_sql="""
            DROP POLICY own_changed ON participants_proposal;
            DROP POLICY own_new ON participants_proposal;
            DROP POLICY own ON participants_proposal;
            REVOKE INSERT, UPDATE ON participants_proposal FROM portal_linked;
            """,
        ),
    ]
