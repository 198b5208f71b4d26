"""What the database does for a whole office at once grows with the office, and not with its square."""

import re
import subprocess
import sys
from datetime import date

from django.db import connection

from participants.intake.run import take_in
from tests.participants.office_workbooks import sound_sheets, workbook_bytes

FUNCTIONS = """
SELECT proname, prosrc, proargnames, proconfig FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND EXISTS (
    SELECT FROM unnest(proargtypes) AS argument JOIN pg_type ON pg_type.oid = argument WHERE typcategory = 'A'
)
"""


def functions_of_many() -> list[tuple[str, str, list[str], list[str]]]:
    """The portal's own functions that are given a list."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        return cursor.fetchall()


def test_people_are_joined_as_rows_and_not_searched_for_in_a_list(db):
    found = functions_of_many()
    assert "portal_keep_whereabouts" in {name for name, *_ in found}
    for name, source, arguments, _settings in found:
        for argument in arguments:
            assert not re.search(rf"\bANY\s*\(\s*{argument}\b", source), (name, argument)


def test_they_are_planned_for_the_people_at_hand(db):
    """A plan kept from a table that was empty reads all of it once it is full, for each person."""
    for name, _source, _arguments, chosen in functions_of_many():
        assert "plan_cache_mode=force_custom_plan" in (chosen or []), name


def test_whose_a_row_is_is_checked_when_the_transaction_ends(db):
    """Within a function that plans for the values at hand, the check of one row would be planned for its office."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) > 1 AND NOT condeferred"
        )
        assert cursor.fetchall() == []


def test_writing_many_rows_rolls_nothing_back_for_each_of_them(cast):
    """Each row's triggers ask what to ignore; unanswered, that is an error caught in the database."""
    data = workbook_bytes(sound_sheets())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '', true)")
        take_in(office=cast.bjerke.pk, data=data, by=None, today=date(2026, 11, 1), dry_run=False)
        cursor.execute("SELECT current_setting('pgtrigger.ignore')")
        assert cursor.fetchone() == ("{}",)


def test_the_web_server_has_read_its_pages_before_it_forks_and_no_more_than_it_needs():
    """What is read before is shared by the workers; scipy.stats alone would be 40 MiB for one distribution."""
    script = "import sys, krem_portal.wsgi; print(*(name in sys.modules for name in ('reports.urls', 'scipy.stats')))"
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert told.stdout.split() == ["True", "False"]
