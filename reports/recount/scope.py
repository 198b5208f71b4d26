"""What an edition looks at: the offices of its scope, its period, and the windows of its yardsticks."""

from functools import lru_cache
from typing import NamedTuple

from reports.recount.days import add_months, number_of


class Scope(NamedTuple):
    offices: frozenset[str]
    start: int
    end: int
    asked_on: int
    # Every window ends with the period, so its first day tells the whole of it.
    windows: tuple[tuple[str, int], ...]


def read_edition(edition: dict) -> Scope:
    return _scope(tuple(edition["offices"]), *(edition[name] for name in ("from", "to", "since", "asked_on")))


@lru_cache(maxsize=1024)
def _scope(offices: tuple[str, ...], start: str, end: str, since: str, asked_on: str) -> Scope:
    if not offices:
        raise ValueError("An edition has at least one office: of no office nothing is counted.")
    first, last, earliest = number_of(start), number_of(end), number_of(since)
    windows = {"period": first, "twelve": add_months(last, -12) + 1, "start": earliest}
    return Scope(
        offices=frozenset(offices),
        start=first,
        end=last,
        asked_on=number_of(asked_on),
        # A window that begins before the cluster does is cut there.
        windows=tuple((window, max(day, earliest)) for window, day in windows.items()),
    )
