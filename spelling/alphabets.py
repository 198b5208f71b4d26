"""Letters that look like Latin ones and are not: А of the Cyrillic alphabet beside A.

Nobody sees the difference, and no program takes them for the same. So they are neither folded together, for Ж is no
Latin letter and has an order of its own, nor let through: where one could be taken for the other, somebody is asked.
"""

from unicodedata import name

# Alphabets with letters that cannot be told from Latin ones, by the first word of the standard's names.
_ALIKE = frozenset({"LATIN", "GREEK", "CYRILLIC", "COPTIC", "CHEROKEE", "LISU", "ARMENIAN"})
# The letters of the Greek and the Cyrillic alphabet that are drawn as Latin ones, small ones where they are too.
_LOOK_LATIN = frozenset(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳͿ"  # Greek
    "АВЕЅІЇЈКМНОРСТУХҮҺԚԜӀаеѕіїјорсухүһԛԝӏ"  # Cyrillic
)


def letters_of_another_alphabet(text: str) -> list[str]:
    """The letters by which a text could be taken for another, each once: of several alphabets, or all like Latin ones."""
    if text.isascii():
        return []
    alphabets: dict[str, list[str]] = {}
    for letter in filter(str.isalpha, text):
        alphabet = name(letter, "").partition(" ")[0]
        if alphabet in _ALIKE:
            alphabets.setdefault(alphabet, []).append(letter)
    latin = alphabets.pop("LATIN", [])
    others = [letter for letters in alphabets.values() for letter in letters]
    if latin or len(alphabets) > 1 or all(letter in _LOOK_LATIN for letter in others):
        return list(dict.fromkeys(others))
    return []
