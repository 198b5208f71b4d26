"""When two texts are the same to whoever reads them.

Case, the way a letter is encoded, ligatures, the kind of a blank or a dash, and what cannot be seen (soft hyphens, marks
of direction) make no difference. What looks different is different: A² is not A2, and one blank is not none.
"""

import re
from functools import lru_cache
from unicodedata import category, decomposition, normalize

# How the standard says that a character is only another form of others, where the eye sees the same.
_SAME_TO_THE_EYE = re.compile(r"<(?:compat|noBreak|wide|narrow|font|initial|medial|final|isolated)>")
# Characters that show nothing although they count as letters or marks.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSEEN_MARKS = frozenset("\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f") | {
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xE0100, 0xE01F0)),
}
_OTHER_DASHES = frozenset("\u02d7\u2043\u2212\u2796")
_BREAKS = frozenset({"Zs", "Zl", "Zp"})
_ROUNDS = 5
_LONGEST_KNOWN = 200


def same_key(text: str) -> str:
    """A key that two texts share exactly when they are the same; the key of a key is itself."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Texts of daily life come again and again; a book is not worth keeping.
    return _known_key(text) if len(text) <= _LONGEST_KNOWN else _same_key(text)


def written(text: str) -> str:
    """A text as it is kept: composed letters, one blank between words, and nothing that cannot be seen."""
    if text.isascii():
        return " ".join(text.split())
    seen = "".join(map(_seen, normalize("NFC", text)))
    return " ".join(normalize("NFC", seen).split())


def _same_key(text: str) -> str:
    # One round is enough for every text of daily life; a case that unfolds into a form of another takes two.
    for _round in range(_ROUNDS):
        folded = normalize("NFC", _unfold(normalize("NFD", _unfold(text)).upper().casefold()))
        if folded == text:
            break
        text = folded
    return " ".join(text.split())


_known_key = lru_cache(maxsize=10_000)(_same_key)


def _unfold(text: str) -> str:
    return "".join(map(_plain, normalize("NFC", text)))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """What a character stands for when only the eye counts."""
    form = decomposition(character)
    if _SAME_TO_THE_EYE.match(form):
        parts = (chr(int(code, 16)) for code in form.split()[1:])
        return "".join(map(_plain, parts))
    if category(character) == "Pd" or character in _OTHER_DASHES:
        return "-"
    return _seen(character)


@lru_cache(maxsize=4096)
def _seen(character: str) -> str:
    """The character itself, a plain blank for any kind of blank, or nothing where nothing is seen."""
    kind = category(character)
    if kind in _BREAKS or character.isspace() or character in _BLANK_LETTERS:
        return " "
    if kind == "Cf" or character in _UNSEEN_MARKS:
        return ""
    return character
