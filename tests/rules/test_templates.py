"""What every template keeps to: no inline style or script, no bare text, no decisions, nothing unused."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NAMES = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]

TAG = re.compile(r"{%.*?%}|{#.*?#}")
VARIABLE = re.compile(r"{{.*?}}")
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
MARKUP = re.compile(r"<!--.*?-->|<[^>]*>|&\w+;", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)"')
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|<script(?![^>]*\ssrc=)", re.IGNORECASE)
COMPARISON = re.compile(r"{%\s*(?:el)?if\b[^%]*(?:==|!=|<|>|\bin\b)[^%]*%}")
LETTERS = re.compile(r"[^\W\d_]{2,}")
# The same in every language.
NOT_WORDS = {"SHA", "KREM", "NAV"}
# Found by Django or allauth by their names, not by ours.
FOUND_BY_NAME = re.compile(r"^(?:4\d\d(?:_csrf)?|500)\.html$|^(?:account|mfa|admin)/")


def source(name: str) -> str:
    return (ROOT / "templates" / name).read_text()


def bare_text(text: str) -> list[str]:
    """The words a reader would meet that no translator has."""
    plain = TAG.sub(" ", VARIABLE.sub(" ", TRANSLATED.sub(" ", text)))
    words = LETTERS.findall(" ".join([MARKUP.sub(" ", plain), *SPOKEN.findall(plain)]))
    return [word for word in words if word not in NOT_WORDS]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_inline_that_the_content_policy_would_stop(name):
    assert INLINE.findall(source(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_text_can_be_translated(name):
    assert bare_text(source(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compares_nothing(name):
    assert COMPARISON.findall(source(name)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<nav aria-label="Pages">{% trans "Next" %}</nav>', ["Pages"]),
        ("{% blocktrans with n=3 %}{{ n }} errors{% endblocktrans %} {{ name }}", []),
    ],
)
def test_bare_text_is_noticed(text, found):
    assert bare_text(text) == found


def test_no_template_lies_unused():
    code = [
        path.read_text() for path in ROOT.rglob("*.py") if not {".venv", "node_modules"} & set(path.parts)
    ]
    written = "\n".join([*code, *map(source, NAMES)])
    unused = [name for name in NAMES if not FOUND_BY_NAME.search(name) and f'"{name}"' not in written]
    assert unused == []


# A form is part of many pages; of these alone, one of its fields is searched while one writes.
SEARCHED = {"entrepreneurs/opening_offer.html", "entrepreneurs/skills.html"}


def parts_of(name: str) -> set[str]:
    """A template and all that it includes, and what those do."""
    parts, news = set(), {name}
    while news:
        parts |= news
        found = {part for each in news for part in re.findall(r'{% include "([^"]+)"', source(each))}
        news = {part for part in found if (ROOT / "templates" / part).exists()} - parts
    return parts


@pytest.mark.parametrize("name", [name for name in NAMES if '{% extends "base.html" %}' in source(name)])
def test_a_page_fetches_what_makes_it_live_where_it_is_live_and_nowhere_else(name):
    parts = parts_of(name)
    if name not in SEARCHED:
        parts.discard("entrepreneurs/skill_chooser.html")
    is_live = any(re.search(r"\bhx-(?:get|post)=", source(part)) for part in parts)
    assert ("{% htmx_script %}" in source(name)) == is_live
