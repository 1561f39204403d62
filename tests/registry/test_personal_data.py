"""Personal data: printed where it is asked for and nowhere else, and gone for good once it was erased."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rongcuo_registry.entries import Decided
from rongcuo_registry.storage import check

from ..running import LANGUAGES, Run, run
from .offices import CONTACT, DOCUMENT, NAME, NOTE, OFFICER, added, matter, office, walk

SECRETS = (NAME, CONTACT, NOTE, "一人反对")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry of a case with a person, notes, an attachment that is named after the person, and a decision."""
    folder = tmp_path_factory.mktemp("kept")
    with office(folder) as registry:
        case = added(registry, matter(), named=True)
        number = registry.open_proceeding(case, "filing", "hongze", OFFICER).id
        walk(registry, number, "F1 unit", month=7)
        registry.advance(number, "F2", "unit", OFFICER, note=NOTE)
        registry.advance(number, "F3", "unit", OFFICER, attached=[DOCUMENT])
        registry.decide(case, Decided(tolerated=True, dissent="一人反对"), OFFICER, "discipline")
        registry.rule(case, OFFICER)
        walk(registry, number, "F4 leader_in_charge", month=7)
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(kept, tmp_path, dirs_exist_ok=True))


COMMANDS = [
    ("case", "list"),
    ("case", "show", "1"),
    ("case", "rule", "1"),
    ("proceeding", "1"),
    ("log", "1"),
    ("due",),
    ("registry", "check"),
    ("registry", "export", "-o", "out.jsonl"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["", "--json", "--csv", "--markdown"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_prints_what_names_somebody(
    words: tuple[str, ...], form: str, language: str, folder: Path
) -> None:
    done = run(*words, *([form] if form else []), folder=folder, language=language)  # type: ignore[arg-type]
    written = folder / "out.jsonl"
    printed = done.out + done.err + (written.read_text("utf-8") if written.exists() else "")
    assert done.err == "" and len(printed) > 20
    assert [secret for secret in (*SECRETS, DOCUMENT.name) if secret in printed] == []


def shown(folder: Path) -> list[Run]:
    return [run(*words, "--personal", folder=folder) for words in (("case", "show", "1"), ("log", "1"))]


def test_it_is_printed_where_it_is_asked_for(folder: Path) -> None:
    show, log = (done.out.replace("\n", "") for done in shown(folder))
    assert NAME in show and CONTACT in show and "一人反对" in show
    assert NOTE in log


def test_an_erased_person_is_nowhere_in_the_file_and_the_log_stays_valid(folder: Path) -> None:
    refused = run("registry", "erase", "--person", "1", folder=folder)
    assert (refused.status, "--yes" in refused.err) == (2, True)
    assert NAME.encode() in (folder / "rongcuo.db").read_bytes()
    done = run("registry", "erase", "--person", "1", "--yes", folder=folder)
    assert (done.status, done.err) == (0, "")
    show, _ = (done.out for done in shown(folder))
    assert "〔已清除〕" in show and CONTACT not in show
    assert CONTACT.encode() not in (folder / "rongcuo.db").read_bytes()
    with office(folder) as registry:
        assert check(registry.store).problems == ()


def test_an_erased_case_leaves_its_steps_and_no_words(folder: Path) -> None:
    done = run("registry", "erase", "--case", "1", "--yes", folder=folder)
    assert (done.status, done.err) == (0, "")
    for words in (*COMMANDS[:2], *COMMANDS[3:7]):
        done = run(*words, folder=folder)
        assert (done.status, done.err) == (0, ""), words
    content = (folder / "rongcuo.db").read_bytes()
    assert not [secret for secret in (*SECRETS, "先行先试一事") if secret.encode() in content]
    assert "案件 1 的内容已清除" in run("case", "rule", "1", folder=folder).err
    with office(folder) as registry:
        assert check(registry.store).problems == ()
        assert registry.proceeding(1).taken["hongze:F3"].done


@pytest.mark.parametrize("arguments", [(), ("--case", "1", "--person", "1")])
def test_what_to_erase_is_one_thing(arguments: tuple[str, ...], folder: Path) -> None:
    done = run("registry", "erase", *arguments, "--yes", folder=folder)
    assert (done.status, "--case" in done.err) == (2, True)
