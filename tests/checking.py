"""What the tests of `rongcuo check` share: a copy of the model plugin, changes to it, and what is found then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rongcuo.plugins.registry import Registry
from rongcuo_workshop.check import check
from rongcuo_workshop.finding import Finding
from rongcuo_workshop.workspace import Workspace, survey_plugin

from .running import ROOT, everything

DEMO = ROOT / "examples" / "demo" / "src" / "rongcuo_demo"
#: Codes that tell of a plugin's cases: most plugins made here have none.
OF_CASES = {"RC302", "RC303", "RC304"}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything()


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "rongcuo_demo"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def add(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


CLAUSE = """
[[{kind}]]
id = "{name}"
title = {{ zh = "条文", en = "A clause" }}
statement = {{ zh = "{statement}", en = "A clause." }}
topic = "{topic}"
source = "text"
locator = {{ zh = "第十条", en = "article 10" }}
{keys}
"""
NEVER = "assigned == 'pilot' and assigned == 'own_initiative'"
TOPICS = {"red_line": "other_red_line", "situation": "other_situation", "condition": "other_condition"}


def clause(kind: str, name: str, keys: str, statement: str = "示例。") -> str:
    return CLAUSE.format(kind=kind, name=name, statement=statement, topic=TOPICS[kind], keys=keys)


def checked(folder: Path, registry: Registry, source: str | None = None) -> tuple[Workspace, list[Finding]]:
    workspace = survey_plugin(str(folder), registry)
    return workspace, [f for f in check(workspace, source) if f.code not in OF_CASES]


def codes(folder: Path, registry: Registry, source: str | None = None) -> list[str]:
    return [finding.code for finding in checked(folder, registry, source)[1]]
