"""Whose turn it is to write.

A lock by name, not of a row: whoever may only read a row may not lock it either.
"""

from uuid import UUID

from django.db import connection


def lock_office(office: UUID) -> None:
    """Until the transaction ends nobody else writes about this office: what a workbook is compared with stays still."""
    _lock("pg_advisory_xact_lock", office)


def lock_office_shared(office: UUID) -> None:
    """Write about single people of the office, beside others who do, but not while a workbook is taken in."""
    _lock("pg_advisory_xact_lock_shared", office)


def take_turn_at(thing: UUID) -> None:
    """Whoever wants the same thing at the same moment waits until this transaction ends."""
    _lock("pg_advisory_xact_lock", thing, kind=2)


def _lock(function: str, thing: UUID, kind: int = 1) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, %s))", [str(thing), kind])
