"""Words that may tell of single persons: for a reader at KREM to look at, never to refuse by."""

import re
from collections.abc import Iterator

NUMBERS = {
    **{str(number): number for number in range(1, 10)},
    **dict.fromkeys(("en", "én", "ei", "ett", "ein", "one"), 1),
    **dict.fromkeys(("to", "two"), 2),
    **dict.fromkeys(("tre", "three"), 3),
    **dict.fromkeys(("fire", "four"), 4),
    **dict.fromkeys(("fem", "five"), 5),
}
PEOPLE = (
    r"deltak[ae]r\w*|person\w*|kvinner?|mann|menn|ungdom\w*|mødre|mor|fedre|far|jenter?|jente|gutter?|gutar|"
    r"participants?|people|wom[ae]n|m[ae]n|mothers?|fathers?|girls?|boys?"
)
FEW_PEOPLE = re.compile(rf"\b({'|'.join(NUMBERS)})\s+(?:\w+\s+)?(?:{PEOPLE})\b", re.IGNORECASE)


def few_people_in(text: str, k: int) -> Iterator[str]:
    """The places where a text speaks of fewer than k people, as they are written."""
    for found in FEW_PEOPLE.finditer(text):
        if NUMBERS[found[1].lower()] < k:
            yield " ".join(found[0].split())
