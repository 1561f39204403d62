"""Every pattern on the page "How do I say …" loads, and its condition fits its sentence."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from rongcuo.author.check import check
from rongcuo.author.finding import Finding
from rongcuo.author.workspace import survey_plugin
from rongcuo.deployment import Deployment
from rongcuo.plugins import Registry, load

from .running import ROOT, installed

_spec = importlib.util.spec_from_file_location("check_pages", ROOT / "tools" / "check_pages.py")
assert _spec is not None and _spec.loader is not None
tool: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

ENTRY = re.compile(
    r"^## (\d+)\. (.+)\n\n> (.+)\n(?:\n.+\n)?\n```toml\n# (.+)\n([^`]+)```\n\n(.+)", re.MULTILINE
)
#: What the page leaves out of a clause.
KINDS = r"\[\[(?:condition|situation|tier|mitigation|red_line)\]\]\n"
#: Comparisons and numbers held against the words.
AGAINST_THE_WORDS = {"RC501", "RC502"}


def entries(page: str) -> dict[str, tuple[str, str, str]]:
    """Of each pattern, by its number: the sentence, the file and what stands in it."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    assert len(ENTRY.findall(text)) == text.count("```toml")
    return {number: (said, file, toml) for number, _, said, file, toml, _ in ENTRY.findall(text)}


PATTERNS = entries("how-to/say-it.md")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(Deployment(), installed("national"))  # type: ignore[arg-type]


def findings(said: str, file: str, toml: str, folder: Path, registry: Registry) -> list[Finding]:
    """What checking says of a small plugin with this pattern in it, the sentence as each clause's statement."""
    files = {name: text.lstrip() for name, text in tool.told()["base"].items()}
    rest = {**tool.REST, "statement": f'{{ zh = "{said}", en = "An example." }}'}
    left_out = "".join(f"{key} = {value}\n" for key, value in rest.items())
    files[file] = files.get(file, "") + re.sub(KINDS, lambda kind: kind[0] + left_out, toml)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return check(survey_plugin(str(folder), registry))


def test_there_are_25_patterns() -> None:
    assert list(PATTERNS) == [str(number) for number in range(1, 26)]


def test_both_languages_have_the_same_sentences_and_files() -> None:
    assert entries("zh/say-it.md") == PATTERNS


@pytest.mark.parametrize("number", PATTERNS)
def test_each_pattern_loads_and_fits_its_sentence(number: str, tmp_path: Path, registry: Registry) -> None:
    found = findings(*PATTERNS[number], tmp_path, registry)
    assert not [
        f.problem.message("en") for f in found if f.severity == "error" or f.code in AGAINST_THE_WORDS
    ]


def test_a_slip_in_a_pattern_is_seen(tmp_path: Path, registry: Registry) -> None:
    said, file, toml = PATTERNS["3"]
    found = findings(said, file, toml.replace(">=", ">"), tmp_path, registry)
    assert "RC501" in {f.code for f in found}
