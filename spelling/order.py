"""Norwegian order: a to z, then æ, ø, å, whatever the case; B-2 before B-10; letters with marks beside their plain ones.

The key is a text to be compared byte by byte (the collation "C"), so every server puts names in the same order.
"""

import re
from functools import lru_cache
from unicodedata import category, decimal, normalize

from spelling.sameness import same_key

# After z, and before the letters of other scripts.
_LAST_LETTERS = {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"}
_BESIDE = {
    "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŋ": "n", "œ": "{", "þ": "th", "ŧ": "t", "ü": "y", "ű": "y", "ő": "|"
}  # fmt: skip
_TAKEN = str.maketrans("{|}~", "^^^^")
_DIGITS = re.compile(r"[0-9]+")
# Sorts before everything that can stand in a name: a shorter name comes before a longer one.
END = "\x01"


def norwegian(text: str) -> str:
    """A key by which texts sort as Norwegians sort them. Equal letters are told apart by their marks in the end."""
    key = same_key(text)
    letters = key.translate(_TAKEN) if key.isascii() else "".join(map(_letter, key))
    return _DIGITS.sub(_number, letters) + END + key


@lru_cache(maxsize=4096)
def _letter(character: str) -> str:
    """What a character sorts as."""
    known = _LAST_LETTERS.get(character) or _BESIDE.get(character)
    if known:
        return known
    digit = decimal(character, None)
    if digit is not None:
        return str(digit)
    plain = "".join(part for part in normalize("NFD", character) if category(part) != "Mn")
    if plain != character and plain:
        return "".join(map(_letter, plain))
    return character.translate(_TAKEN)


def _number(found: re.Match[str]) -> str:
    """Digits, with how many they are before them: 2 comes before 10, and 007 is 7."""
    digits = found.group().lstrip("0") or "0"
    nines, rest = divmod(len(digits), 9)
    return "9" * nines + str(rest) + digits
