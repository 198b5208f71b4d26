"""Whose turn it is to write about an office's people."""

from uuid import UUID

from django.db import connection


def take_whole_office(office: UUID) -> None:
    """Until the transaction ends nobody else writes about this office: what a workbook is compared with stays still."""
    _lock("pg_advisory_xact_lock", office)


def take_beside_others(office: UUID) -> None:
    """Write about single people of the office, beside others who do, but not while a workbook is taken in."""
    _lock("pg_advisory_xact_lock_shared", office)


def _lock(function: str, office: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 1))", [str(office)])
