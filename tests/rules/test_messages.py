"""Every text has bokmål and nynorsk, and the catalogues hold nothing else.

Texts are found as GNU gettext would find them, but without it: a fresh machine does not have it.
"""

import ast
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import Context, Template
from django.utils.formats import date_format
from django.utils.translation import override
from django.utils.translation.template import templatize

from participants.enums import ImportState
from participants.models import ImportRun
from participants.tasks import import_workbook

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = {
    code: ROOT / "locale" / code / "LC_MESSAGES" / "django.po"
    for code, _name in settings.LANGUAGES
    if code != "en-gb"
}
NOT_OURS = {".venv", ".build", ".local", "node_modules", "tests", "bench"}
LIBRARIES = (
    "django.conf",
    "django.contrib.admin",
    "django.contrib.auth",
    "allauth",
)
# Stands at texts of libraries that have no bokmål there, or bokmål that nobody should have to read.
OF_A_LIBRARY = "Of a library"

ONE, SOME, ONE_OF, SOME_OF = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": ONE,
    **{f"{name}{lazy}": shape for lazy in ("", "_lazy") for name, shape in {
        "gettext": ONE, "ngettext": SOME, "pgettext": ONE_OF, "npgettext": SOME_OF,
    }.items()},
    "gettext_noop": ONE,
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
ENTRY = re.compile(r'^(?:msgctxt .*\n)?msgid (?:"".*(?:\n".*")+|".+")$', re.MULTILINE)
UNTYPOGRAPHIC = {
    "straight or English quotation marks": re.compile(r"[“”\"]"),
    "NAV is written in capitals": re.compile(r"\bNav\b"),
    "a no-break space stands before %": re.compile(r"(?<![\u00a0(%])%(?![(%sd])"),
    "two blanks": re.compile(r"\S  \S"),
}

# Bokmål that a hurried pen leaves among nynorsk. With a capital some are words of the workbook.
BOKMAL = re.compile(
    r"\b(ikke|jeg|hva|hvem|hvor\w*|hvilke[nt]?|fra|bare|noen?|mere?|flere|være|gjør\w*|ble|ennå|mens|uten|siden"
    r"|begynn\w*|slutter|deltaker\w*|virksomhet\w*|ledere?n?|kontorer|opplysninger|lenken?|filen|tallene?|hvis|dere|disse)\b"
)

Text = tuple[str | None, str]


def code() -> list[Path]:
    return [path for path in sorted(ROOT.rglob("*.py")) if not NOT_OURS & set(path.relative_to(ROOT).parts)]


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def texts_in(source: str) -> Iterator[Text]:
    """The texts of Python code, or of what `templatize` makes of a template; of two forms the first."""
    for _line, found, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        text = found if isinstance(found, str) else (found or ("",))[0]
        if text:
            yield context, text


def texts_in_template(source: str) -> Iterator[Text]:
    # Within brackets Python does not mind the indentation that a template leaves behind.
    yield from texts_in(f"({templatize(source)}\n)")


@cache
def texts_of_the_portal() -> dict[Text, str]:
    """Every text with a place where it is used."""
    found = {}
    for path in code():
        found.update(dict.fromkeys(texts_in(path.read_text()), str(path.relative_to(ROOT))))
    for path in templates():
        found.update(dict.fromkeys(texts_in_template(path.read_text()), str(path.relative_to(ROOT))))
    return found


def texts_of_libraries() -> set[Text]:
    found = set()
    for name in LIBRARIES:
        package = Path(find_spec(name).submodule_search_locations[0])
        for path in (package / "locale" / "en" / "LC_MESSAGES").glob("django.po"):
            found.update(map(key, messages(path)))
    return found


def messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def key(message: Message) -> Text:
    return message.context, forms(message.id)[0]


def is_of_a_library(message: Message) -> bool:
    return OF_A_LIBRARY in message.auto_comments


def catalogue(language: str) -> list[Message]:
    return messages(CATALOGUES[language])


def of_libraries(language: str) -> set[Text]:
    return {key(message) for message in catalogue(language) if is_of_a_library(message)}


def in_each_language(test: Callable) -> Callable:
    return pytest.mark.parametrize("language", CATALOGUES)(test)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def words_of(text: str) -> str:
    return PLACEHOLDER.sub("", text)


def untranslated(language: str, texts: dict[Text, str]) -> dict[Text, str]:
    known = {key(message) for message in catalogue(language) if all(forms(message.string))}
    return {text: place for text, place in texts.items() if text not in known}


@in_each_language
def test_every_text_is_translated(language: str) -> None:
    assert untranslated(language, texts_of_the_portal()) == {}


def test_what_is_said_better_than_a_library_says_it_is_so_in_nynorsk_too() -> None:
    assert untranslated("nn", dict.fromkeys(of_libraries("nb"), "of a library")) == {}


def test_nynorsk_is_not_bokmal() -> None:
    found = [
        form for message in catalogue("nn") for form in forms(message.string) if BOKMAL.search(words_of(form))
    ]
    assert found == []


@in_each_language
def test_no_text_stands_twice(language: str) -> None:
    # Babel would keep one of them and say nothing.
    entries = Counter(ENTRY.findall(CATALOGUES[language].read_text()))
    assert [entry for entry, times in entries.items() if times > 1] == []


@in_each_language
def test_no_text_waits_for_a_second_look(language: str) -> None:
    source = CATALOGUES[language].read_text()
    assert [message.id for message in catalogue(language) if message.fuzzy] == []
    assert "#~" not in source
    assert "POT-Creation-Date" not in source, "the date changes at every run and says nothing"


@in_each_language
def test_a_translation_has_the_same_placeholders(language: str) -> None:
    different = [
        (message.id, form)
        for message in catalogue(language)
        for form in forms(message.string)
        if placeholders(form) != placeholders(forms(message.id)[-1])
    ]
    assert different == []


@in_each_language
def test_a_translation_has_as_many_forms_as_the_text(language: str) -> None:
    """A language may have more plurals than English: as many as its own grammar asks for."""
    plurals = Catalog(locale=language).num_plurals
    different = [
        message.id
        for message in catalogue(language)
        if len(forms(message.string)) != (plurals if len(forms(message.id)) > 1 else 1)
    ]
    assert different == []


@in_each_language
def test_a_catalogue_holds_nothing_else(language: str) -> None:
    used = texts_of_the_portal()
    unused = [
        key(message)
        for message in catalogue(language)
        if not is_of_a_library(message) and key(message) not in used
    ]
    assert unused == []


@in_each_language
def test_what_stands_for_a_library_is_still_said_by_one(language: str) -> None:
    marked = of_libraries(language)
    assert marked
    assert marked - texts_of_libraries() == set()
    assert marked & texts_of_the_portal().keys() == set()


@in_each_language
@pytest.mark.parametrize("wrong", UNTYPOGRAPHIC)
def test_a_translation_is_set_as_norwegian_is(wrong: str, language: str) -> None:
    found = [
        form
        for message in catalogue(language)
        for form in forms(message.string)
        if UNTYPOGRAPHIC[wrong].search(form)
    ]
    assert found == []


def test_translation_goes_by_names_that_this_test_knows() -> None:
    for path in code():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                for name in node.names:
                    if "gettext" in name.name:
                        assert (name.asname or name.name) in KEYWORDS, path
                        assert name.asname in {None, "_"}, path
                    if name.asname == "_":
                        assert KEYWORDS[name.name] is ONE, path


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("A")\ngettext_lazy("B" "C")', [(None, "A"), (None, "BC")]),
        ('ngettext("one", "some", n)\npgettext("day", "From")', [(None, "one"), ("day", "From")]),
        ("_(name)\n_.other('x')", []),
    ],
)
def test_texts_in_code_are_found(source: str, found: list[Text]) -> None:
    assert list(texts_in(source)) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<b>\n  {% trans "A" %}\n{% trans "B" as b %} it\'s (', [(None, "A"), (None, "B")]),
        ('  {% trans "From" context "day" %}', [("day", "From")]),
        (
            "{% blocktrans count n=x %}{{ n }} one{% plural %}{{ n }} some{% endblocktrans %}",
            [(None, "%(n)s one")],
        ),
    ],
)
def test_texts_in_templates_are_found(source: str, found: list[Text]) -> None:
    assert list(texts_in_template(source)) == found


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_days_and_numbers_are_written_as_norwegian_is(language: str) -> None:
    moment = datetime(2026, 11, 22, 9, 5, tzinfo=ZoneInfo("Europe/Oslo"))
    with override(language):
        assert date_format(date(2026, 11, 22)) == "22. november 2026"
        assert date_format(moment, "DATETIME_FORMAT") == "22. november 2026 kl. 09.05"
        written = Template("{{ many }} {{ part }}").render(Context({"many": 12345, "part": 1234.5}))
    assert written == "12\u00a0345 1\u00a0234,5"


def test_a_worker_answers_in_bokmal_where_no_language_was_chosen(cast) -> None:
    run = ImportRun.objects.create(
        office=cast.bjerke, requested_by=cast.krem, state=ImportState.UPLOADED, workbook=b"not a workbook"
    )
    import_workbook(run_id=str(run.pk))
    run.refresh_from_db()
    assert [problem["message"] for problem in run.problems] == [
        "Filen er ikke en Excel-arbeidsbok. Lagre den som en Excel-arbeidsbok (.xlsx)."
    ]
