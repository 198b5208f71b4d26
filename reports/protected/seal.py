"""What only protection holds: without the seal no number that a report tells can be made."""

from typing import Final

SEAL: Final = object()


class Unprotected(TypeError):
    """Somebody tried to make a protected number by hand."""


def require_seal(made: object) -> None:
    """Of everything that holds a protected number, when it is made."""
    if made.seal is not SEAL:
        raise Unprotected(f"A {type(made).__name__} is made by reports.disclosure.release.protect() only.")
