"""`make audit` never takes silence for good news."""

import json
import stat

import pytest

from tests import known_weaknesses
from tests.known_weaknesses import KNOWN, NODE, NOT_ASKED, PYTHON, ask, npm_packages, python_packages

CLEAN = {"name": "a", "version": "1", "vulns": []}
WEAK = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1"}]}
UNKNOWN = {"name": "c", "skip_reason": "Dependency not found"}
WEAK_NPM = {"vulnerabilities": {"d": {"severity": "high"}}, "metadata": {"dependencies": {"total": 9}}}
CLEAN_NPM = {"vulnerabilities": {}, "metadata": {"dependencies": {"total": 9}}}


@pytest.fixture
def answers(tmp_path, monkeypatch):
    """Stands in for a tool: says this, and ends so."""

    def answered(said: str, code: int = 0) -> list[str]:
        tool = tmp_path / "tool"
        (tmp_path / "said").write_text(said)
        tool.write_text(f"#!/bin/sh\ncat {tmp_path}/said\necho 'audit: a last word' >&2\nexit {code}\n")
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
        return [str(tool)]

    return answered


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ([CLEAN], 0, "1 asked about, 0 weaknesses known"),
        ([CLEAN, WEAK], KNOWN, "KNOWN: b 2: PYSEC-1"),
        ([CLEAN, UNKNOWN], NOT_ASKED, "0 weaknesses known, 1 NOT ASKED"),
        ([WEAK, UNKNOWN], KNOWN, "1 weaknesses known, 1 NOT ASKED"),
        # What pip-audit says, and ends with 0, where its service knows nothing of anything.
        ([UNKNOWN], NOT_ASKED, "NOT ASKED, so nothing is known of them: no service knew any of 1"),
    ],
)
def test_python_packages(answers, capsys, said, code, words):
    assert ask("x", answers(json.dumps({"dependencies": said})), python_packages) == code
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (json.dumps(CLEAN_NPM), 0, "9 asked about, 0 weaknesses known"),
        (json.dumps(WEAK_NPM), KNOWN, "KNOWN: d: high"),
        (json.dumps({"message": "405"}), NOT_ASKED, "no service answered (audit: a last word)"),
        ("", NOT_ASKED, "NOT ASKED"),
    ],
)
def test_npm_packages(answers, capsys, said, code, words):
    assert ask("x", answers(said, 1), npm_packages) == code
    assert words in capsys.readouterr().out


def test_a_tool_that_is_not_there_is_told(capsys):
    assert ask("x", ["no-such-tool"], python_packages) == NOT_ASKED
    assert "no-such-tool is not on this machine" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("python", "npm", "code"), [(0, 0, 0), (0, 3, 3), (3, 0, 3), (1, 3, 1), (3, 1, 1), (1, 0, 1)]
)
def test_what_is_known_outweighs_what_was_not_asked(monkeypatch, python, npm, code):
    ends = {PYTHON[0]: python, NODE[0]: npm}
    monkeypatch.setattr(known_weaknesses, "ask", lambda kind, command, read: ends[command[0]])
    assert known_weaknesses.main() == code
