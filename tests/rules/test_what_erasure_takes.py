"""Every column about a participant says what becomes of it when the participant is erased.

A new table or column fails here until somebody has decided, and has let the database's `portal_strip` do it.
"""

import pytest
from django.db import connection

# The rows themselves go.
ROWS_GO = {
    "entrepreneurs_answer",
    "entrepreneurs_mentorsession",
    "entrepreneurs_mentorship",
    "entrepreneurs_mentorshipevent",
    "entrepreneurs_share",
    "entrepreneurs_shareevent",
    "participants_availability",
    "participants_availabilityevent",
    "participants_contact",
    "participants_datarequest",
    "participants_importchange",
    "participants_joining",
    "participants_ownpagelink",
    "participants_participantskill",
    "participants_participantskillevent",
    "participants_proposal",
    "participants_question",
    "participants_transfer",
}
PERSON = {
    # Is made anew, and no longer leads to the person.
    "anew": "id reference reference_key reference_order birth_year",
    # Is emptied.
    "goes": "informed_on legal_basis shielded_because delete_on delete_because",
    # Is counted in reports.
    "counts": "office_id sex target_group effort_group is_shielded recorded_at stripped_on",
}
RECORD = {
    "anew": "id participant_id",
    "goes": "recorded_by_id superseded_by_id superseded_because replaces_id",
    "counts": "office_id day hours_percent recorded_at superseded_at",
}
LINE = {"goes": "participant_id", "counts": "id office_id starts_on ends_on"}
HISTORY = {
    "goes": "pgh_context pgh_context_id",
    "anew": "pgh_obj_id",
    "counts": "pgh_id pgh_created_at pgh_label",
}
HISTORY_OF_LINE = {"counts": "pgh_id pgh_created_at pgh_label pgh_obj_id pgh_context pgh_context_id"}
COLUMNS = {
    "participants_participant": [PERSON],
    "participants_participantevent": [
        {**PERSON, "anew": "id reference birth_year"},
        HISTORY,
    ],
    "participants_move": [RECORD, {"goes": "workplace", "counts": "target left_reason"}],
    "participants_followup": [RECORD, {"counts": "month answer source"}],
    "participants_stay": [
        {
            "anew": "id participant_id",
            "goes": "recorded_by_id",
            "counts": "office_id day recorded_at superseded_at superseded_because",
        }
    ],
    "participants_whereabouts": [
        {"anew": "participant_id", "counts": "office_id state since left_reason exit_on"}
    ],
    "entrepreneurs_founder": [LINE, {"counts": "venture_id"}],
    "entrepreneurs_founderevent": [LINE, HISTORY_OF_LINE, {"counts": "venture_id"}],
    "entrepreneurs_holding": [LINE, {"counts": "job_id end_reason"}],
    "entrepreneurs_holdingevent": [
        LINE,
        HISTORY_OF_LINE,
        {"counts": "job_id end_reason"},
    ],
    "participants_importrun": [
        {
            "goes": "workbook problems notices",
            "counts": "id office_id state summary answers step done out_of failure ended_at requested_at requested_by_id"
            " ended_because told_at"
            " attempts accidents fence lease_until",
        }
    ],
    "audit_event": [
        {
            "goes": "subject_ids path reason seal_salt",
            "counts": "id at actor_id office_id action decision subject request_id post written_in seal_number"
            " seal_content",
        }
    ],
}
# Walled off, because they are somebody's; they tell of no participant.
OF_NOBODY_FOLLOWED = {
    "accounts_identity": "whoever signs in",
    "accounts_session": "whoever has signed in",
    "accounts_user": "whoever signs in",
    "mfa_authenticator": "whoever signs in",
    "participants_desk": "what a colleague has set for themselves",
    "clusters_lesson": "what a cluster has learned",
    "clusters_logentry": "the board",
    "clusters_officefigures": "figures of an office",
    "clusters_officefiguresevent": "figures of an office",
    "clusters_steptask": "the board",
    "entrepreneurs_bottomline": "sums of a venture",
    "entrepreneurs_climb": "how far a venture has come",
    "entrepreneurs_job": "a job, whoever holds it",
    "entrepreneurs_jobcheck": "whether a job is still held",
    "entrepreneurs_jobevent": "a job, whoever holds it",
    "entrepreneurs_opening": "what somebody looks for",
    "entrepreneurs_openingevent": "what somebody looks for",
    "entrepreneurs_venture": "a business",
    "entrepreneurs_ventureevent": "a business",
    "participants_handovernote": "an office's work; never a person",
    "participants_monthend": "counts of an office",
    "participants_officetally": "how many an office has",
    "participants_retentionrule": "an office's rule",
}


def walled_tables() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relation.relname, array_agg(attribute.attname::text)
            FROM pg_class relation JOIN pg_attribute attribute ON attribute.attrelid = relation.oid
            WHERE relation.relkind IN ('r', 'p') AND NOT relation.relispartition AND relation.relnamespace = 'public'::regnamespace
              AND relation.relrowsecurity AND attribute.attnum > 0 AND NOT attribute.attisdropped
              AND relation.relname NOT LIKE 'reports\\_%'
            GROUP BY 1
            """
        )
        return {table: set(columns) for table, columns in cursor.fetchall()}


def test_every_table_about_people_says_what_becomes_of_it(db):
    assert walled_tables().keys() == ROWS_GO | COLUMNS.keys() | OF_NOBODY_FOLLOWED.keys()


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_says_what_becomes_of_it(db, table):
    said = {column for part in COLUMNS[table] for columns in part.values() for column in columns.split()}
    assert walled_tables()[table] == said


def test_a_table_that_tells_of_nobody_has_no_way_to_a_participant(db):
    tables = walled_tables()
    assert [table for table in OF_NOBODY_FOLLOWED if "participant_id" in tables[table]] == []
