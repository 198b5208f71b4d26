"""KREM reads why a count can be told, in its own language, with human names."""

from datetime import date

import pytest
from django.utils.translation import override

from reports.attacker.exposures import exposures
from reports.editions.arguments import Names, in_words
from tests.reports.attacker.made import definition, drawn, numbers, person, printed, tertial, year

NAMES = Names({"T3": "2025-T3", "2025": "2025"}, {"a": "NAV Arna"})


def people(many: int, state: str, group: str) -> list:
    return [person((date(2025, 1, 10), "enrolled"), (date(2025, 2, 1), state), group=group)] * many


def two_editions():
    crowd = drawn(
        [
            *people(6, "work", "youth"),
            *people(4, "education", "youth"),
            *people(7, "work", "at-home"),
            *people(8, "education", "at-home"),
        ]
    )
    t3, whole = (definition(of, tables=("closing-by-group",)) for of in (tertial(2025, 3), year(2025)))
    square = {
        ("closing-by-group", group, state)
        for group in ("youth", "at-home")
        for state in ("work", "education")
    }
    editions = [
        printed("T3", t3, numbers(crowd, t3), square),
        printed(
            "2025", whole, numbers(crowd, whole), square - {("closing-by-group", "at-home", "education")}
        ),
    ]
    truth = {
        (each.key, place): value
        for each in editions
        for place, value in numbers(crowd, each.definition).items()
    }
    return editions, truth


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "“Youth, Education” in 2025 is at most 4: 12 (“Total, Education” in 2025), less 8 (“Homemaker, Education” in 2025).",
        ),
        (
            "nb",
            "«Ungdom, Utdanning» i 2025 er høyst 4: 12 («I alt, Utdanning» i 2025), minus 8 («Hjemmeværende, Utdanning» i 2025).",
        ),
        (
            "nn",
            "«Ungdom, Utdanning» i 2025 er høgst 4: 12 («I alt, Utdanning» i 2025), minus 8 («Heimeverande, Utdanning» i 2025).",
        ),
    ],
)
def test_the_sentence_names_every_number_with_its_sign(language: str, sentence: str) -> None:
    editions, truth = two_editions()
    found = {each.count[0][0]: each for each in exposures(editions, truth, 5) if len(each.count) == 1}
    with override(language):
        assert in_words(found["2025", ("closing-by-group", "youth", "education")], NAMES) == sentence


def test_a_difference_is_told_as_the_people_between_two_numbers() -> None:
    came = [
        person(
            (date(2022, 1, 2), "enrolled"),
            (date(2022, 3, 1), "training"),
            (end, "work"),
            (date(2027, 1, 1), "left"),
        )
        for end in [date(2024, 2, 1)] * 48 + [date(2024, 6, 1)] * 2
    ]
    crowd, looks = drawn(came), {"yardsticks": ["after-training-12"], "windows": ["start"], "tables": ()}
    editions = [
        printed(f"T{n}", of, numbers(crowd, of), set())
        for n in (1, 2)
        for of in [definition(tertial(2025, n), **looks)]
    ]
    truth = {(each.key, place): value for each in editions for place, value in each.printed.items()}
    with override("en"):
        sentences = {in_words(each, Names.of(editions, {})) for each in exposures(editions, truth, 5)}
    assert (
        "2 people are between printed numbers: 50 (“One year after work training, since the start, Total” in T2), "
        "less 48 (“One year after work training, since the start, Total” in T1)."
    ) in sentences
