"""Against an office with one of everything: each model and each table whose rows belong to one."""

import pytest
from django.db import DatabaseError, connection, models, transaction

from tests.attacks.test_reading import DENIED, ask, models_of_offices, walled_tables
from tests.attacks.test_writing import REFUSED

pytestmark = pytest.mark.django_db


def test_a_forgotten_filter_shows_no_row_of_another_office(world, cast, scope_for):
    """`objects.all()` in a view of an office, for every model whose rows belong to one."""
    seen = {model: model.objects.exclude(office=None).count() for model in models_of_offices()}
    assert sum(1 for count in seen.values() if count) > 15
    for stranger in (cast.ullern_leader, cast.former_leader, cast.imdi):
        with scope_for(stranger):
            for model in seen:
                assert _others(model, cast.bjerke.pk) == 0, (stranger, model)


def _others(model: type[models.Model], office: object) -> int:
    try:
        with transaction.atomic():
            return model._base_manager.filter(office=office).count()
    except DatabaseError as refusal:
        assert DENIED in str(refusal)  # noqa: PT017 - either answer will do
        return 0


def move_away(table: str, key: str, to: object) -> str:
    """Give all rows one sees to another office, without asking for anything back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET office_id = %s", [to])  # noqa: S608 - from the catalogue
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return f"{cursor.rowcount} rows"
    except DatabaseError as refusal:
        return refusal.__cause__.sqlstate


def test_no_row_is_given_to_another_office(world, cast, scope_for):
    """Nor taken from one: what one does not see one does not change."""
    tables = [
        table
        for table in walled_tables()
        if ask(f"SELECT FROM {table} WHERE office_id = %s", [cast.bjerke.pk])
    ]
    assert len(tables) > 15
    with scope_for(cast.bjerke_leader):
        given = {table: move_away(table, "office_id", cast.ullern.pk) for table in tables}
    # A history, and a record that is never rewritten, refuses any change.
    assert set(given.values()) <= {REFUSED, "P0001"}, given
    with scope_for(cast.ullern_leader):
        taken = {table: move_away(table, "office_id", cast.ullern.pk) for table in tables}
    assert set(taken.values()) <= {REFUSED, "P0001", "-1 rows", "0 rows"}, taken
    for table in tables:
        assert ask(f"SELECT FROM {table} WHERE office_id = %s", [cast.bjerke.pk]), table
