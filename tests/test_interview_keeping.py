"""`rongcuo ask` and the registry: an interview ends in it, and goes on from a case that is kept there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import rongcuo
from rongcuo_interview import keeping
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.storage import Actor, check

from .running import run

pytestmark = pytest.mark.slow

ANSWERS = """
title = "抢修堤坝未招标"
where = "靖江"
field = ["investment_recruitment"]
inquiries_made = true
unforeseeable_cause = "未知"
"""
OFFICER = Actor("wang")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "answers.toml").write_text(ANSWERS, "utf-8")
    return tmp_path


def registry(folder: Path, name: str = "rongcuo.db") -> CaseRegistry:
    return CaseRegistry.open(folder / name, rongcuo.load())


def raw(folder: Path, number: int = 1, name: str = "rongcuo.db") -> dict[str, Any]:
    with registry(folder, name) as kept:
        assert check(kept.store).problems == ()
        return kept.raw(kept.case(number))


def ask(folder: Path, *words: str, **more: Any) -> Any:
    return run("ask", "--answers", "answers.toml", "--region", "靖江", *words, folder=folder, **more)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_answered_is_kept_as_a_case(language: Any, folder: Path) -> None:
    done = ask(folder, "--keep", language=language)
    assert done.status == 0
    first, made = {
        "zh": ("案件已存入台账 rongcuo.db，编号 1。", "建台账：rongcuo.db"),
        "en": ("The case is in the registry rongcuo.db; its number is 1.", "A new registry: rongcuo.db"),
    }[language]
    assert first in done.out and made in done.out and "rongcuo ask 1 --again" in done.out
    assert "rongcuo case rule 1`" in done.out
    case = raw(folder)
    assert (case["title"], case["where"]) == ("抢修堤坝未招标", "靖江")
    assert case["facts"]["field"] == ["investment_recruitment"] and case["facts"]["inquiries_made"] is True
    assert not [*folder.glob("*.toml")][1:], "and no file is written"
    assert run("case", "show", "1", folder=folder).status == 0
    assert run("case", "rule", "1", "--region", "靖江", folder=folder).status == 0


def test_another_registry_is_named_and_a_file_written_beside(folder: Path) -> None:
    done = ask(folder, "--db", "other.db", "-o", "case.toml")
    assert done.status == 0 and "rongcuo ask 1 --db other.db --again" in done.out
    assert raw(folder, name="other.db")["title"] == "抢修堤坝未招标"
    assert (folder / "case.toml").exists() and not (folder / "rongcuo.db").exists()
    asked = json.loads(ask(folder, "--db", "other.db", "--json").out)["interview"]
    assert (asked["case"], asked["written"]) == (2, None)
    named = ask(folder, "--keep", environment={"RONGCUO_DB": "other.db"})
    assert "编号 3" in named.out and "rongcuo ask 3 --again" in named.out


def test_an_interview_goes_on_from_a_case_that_is_kept(folder: Path) -> None:
    ask(folder, "--keep")
    with registry(folder) as kept:
        kept.state_facts(1, {"trying_first": True}, OFFICER)
    (folder / "answers.toml").write_text("decision_procedure = true\n", "utf-8")
    done = ask(folder, "1", "--again")
    assert done.status == 0 and "编号 1" in done.out
    case = raw(folder)
    assert case["facts"]["inquiries_made"] is True and case["title"] == "抢修堤坝未招标"
    assert (case["facts"]["decision_procedure"], case["facts"]["trying_first"]) == (True, True)
    with registry(folder) as kept:
        assert [event.kind for event in kept.store.events()] == ["case_added", "facts_stated", "case_changed"]


def test_nothing_new_writes_nothing(folder: Path) -> None:
    ask(folder, "--keep")
    (folder / "answers.toml").write_text("inquiries_made = true\n", "utf-8")
    before = (folder / "rongcuo.db").read_bytes()
    assert ask(folder, "1").status == 0
    assert before == (folder / "rongcuo.db").read_bytes()


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(folder, "--keep")
    keep = keeping.Place.keep

    def late(place: keeping.Place, *arguments: Any) -> Any:
        with registry(folder) as kept:
            kept.state_facts(1, {"key_project": True}, OFFICER)
        return keep(place, *arguments)

    monkeypatch.setattr(keeping.Place, "keep", late)
    (folder / "answers.toml").write_text("decision_procedure = true\n", "utf-8")
    done = ask(folder, "1")
    assert done.status == 2 and "案件 1 在此期间已被他人更改" in done.err
    (saved,) = folder.glob("case-*.toml")
    assert saved.name in done.err and run("case", "check", saved.name, folder=folder).status == 0
    case = raw(folder)
    assert case["facts"]["key_project"] is True and "decision_procedure" not in case["facts"]
    text = saved.read_text("utf-8")
    assert "抢修堤坝未招标" in text and "履行相应决策程序" in text


def test_a_registry_that_can_not_be_opened_costs_no_answers(folder: Path) -> None:
    (folder / "rongcuo.db").write_bytes(b"no registry at all")
    done = ask(folder, "--keep")
    assert done.status == 2 and "没有存入台账；已答的都在这个文件里" in done.err
    (saved,) = folder.glob("case-*.toml")
    assert run("case", "check", saved.name, folder=folder).status == 0
    assert ask(folder, "--keep").status == 2
    assert len([*folder.glob("case-*.toml")]) == 2, "the first is still there"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("7",), "台账中没有案件 7"),
        (("1", "-o", "case.toml"), "接着该案件问、存回台账"),
        (("1", "--from", "answers.toml"), "接着该案件问、存回台账"),
    ],
)
def test_what_can_not_be_gone_on_from_is_told(words: tuple[str, ...], said: str, folder: Path) -> None:
    ask(folder, "--keep")
    done = ask(folder, *words)
    assert done.status == 2 and said in done.err and not [*folder.glob("case*.toml")]


def test_a_preview_keeps_nothing(folder: Path) -> None:
    assert run("ask", "--preview", "--keep", folder=folder).status == 2
    assert not (folder / "rongcuo.db").exists()


def test_without_the_registry_it_is_told_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "entry_points", lambda group: ())
    for words in (("--keep",), ("1",), ("--db", "a.db")):
        done = ask(folder, *words)
        assert done.status == 2 and "rongcuo-registry" in done.err
    assert ask(folder).status == 0
