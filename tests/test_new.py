"""A new plugin: complete, green from its first minute, and written over nothing."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rongcuo_workshop.skeleton import KINDS, Start, skeleton

from .running import LANGUAGES, Run, run

pytestmark = pytest.mark.slow

GIVEN = ("--name", "试县", "--code", "999996", "--title", "《试县办法》", "--issuer", "试县")


def new(folder: Path, *options: str, language: str = "en", id: str = "try-it") -> Run:
    return run("new", id, *options, folder=folder, language=language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "kind", [KINDS[0], *(pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS[1:])]
)
def test_a_new_plugin_passes_its_checks_and_its_tests_at_once(kind: str, tmp_path: Path) -> None:
    assert new(tmp_path, *GIVEN, "--source-kind", kind).status == 0
    checked = run("check", "rongcuo-try-it", "--strict", folder=tmp_path)
    assert checked.status == 0, checked.out
    tested = run("test", "rongcuo-try-it", "--strict", folder=tmp_path)
    assert tested.status == 0, tested.out


def test_its_own_suite_runs_the_cases_and_the_contract(tmp_path: Path) -> None:
    new(tmp_path, *GIVEN)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path / "rongcuo-try-it", capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout
    assert "18 passed" in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_comments_are_in_one_language_and_every_file_can_be_read(language: str, tmp_path: Path) -> None:
    new(tmp_path, *GIVEN, language=language)
    files = sorted((tmp_path / "rongcuo-try-it").rglob("*.toml"))
    assert len(files) == 16
    for file in files:
        text = file.read_text("utf-8")
        tomllib.loads(text)
        assert "#zh" not in text and "#en" not in text
    comments = [line for f in files for line in f.read_text("utf-8").splitlines() if line.startswith("# ")]
    in_chinese = [line for line in comments if any("\u4e00" <= sign <= "\u9fff" for sign in line)]
    assert (len(in_chinese) > 10) is (language == "zh")


def test_every_clause_in_it_says_that_it_is_an_example(tmp_path: Path) -> None:
    new(tmp_path, *GIVEN)
    shown = json.loads(run("check", "rongcuo-try-it", "--json", folder=tmp_path).out)
    assert shown
    for file in (tmp_path / "rongcuo-try-it" / "src" / "rongcuo_try_it").glob("*.toml"):
        for entries in tomllib.loads(file.read_text("utf-8")).values():
            for entry in entries if isinstance(entries, list) and file.stem != "sources" else ():
                assert entry["title"]["zh"].startswith("示例") and entry["title"]["en"].startswith("Example")


def test_nothing_is_written_over_a_file(tmp_path: Path) -> None:
    new(tmp_path, *GIVEN)
    region = tmp_path / "rongcuo-try-it" / "src" / "rongcuo_try_it" / "region.toml"
    region.write_text("mine\n", "utf-8")
    again = new(tmp_path, *GIVEN)
    assert again.status == 2
    assert len(again.mistakes) == 20
    assert all("exists already" in mistake for mistake in again.mistakes)
    assert region.read_text("utf-8") == "mine\n"


def test_one_file_in_the_way_keeps_every_other_from_being_written(tmp_path: Path) -> None:
    folder = tmp_path / "rongcuo-try-it"
    folder.mkdir()
    (folder / "README.md").write_text("mine\n", "utf-8")
    assert len(new(tmp_path, *GIVEN).mistakes) == 1
    assert list(folder.iterdir()) == [folder / "README.md"]


def test_what_is_missing_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["试县", "Try", "999996", "county", "《试县办法》", "Measures", "试县", "Try", "press_report"]
    answers += ["999900", "试市", "Try city"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(answers) + "\n"))
    result = new(tmp_path)
    assert result.status == 0, result.err
    region = tomllib.loads((tmp_path / "rongcuo-try-it/src/rongcuo_try_it/region.toml").read_text("utf-8"))
    assert region["parent"] == {"code": "999900", "zh": "试市", "en": "Try city"}
    assert region["full_name"] == {"zh": "试市试县", "en": "Try, Try city"}
    assert region["policy"]["title"] == {"zh": "《试县办法》", "en": "Measures"}


def test_questions_that_nobody_answers_name_the_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    result = new(tmp_path, "--name", "试县")
    assert result.status == 2
    assert "--name, --code, --title, --issuer" in result.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((*GIVEN, "--code", "12"), "six digits"),
        ((*GIVEN, "--parent-code", "999900"), "with both its names"),
        ((*GIVEN, "--parent-code", "999996", "--parent", "试市", "--parent-en", "City"), "own"),
    ],
)
def test_a_wrong_answer_is_one_short_error(options: tuple[str, ...], says: str, tmp_path: Path) -> None:
    result = new(tmp_path, *options)
    assert result.status == 2
    assert says in result.err
    assert not list(tmp_path.iterdir())


def test_a_region_needs_an_id_in_lower_case(tmp_path: Path) -> None:
    assert "can't be an id" in new(tmp_path, *GIVEN, id="试县").err


def test_quotes_in_an_answer_stay_what_they_are() -> None:
    start = Start(
        id="x",
        name_zh='试"县',
        name_en="X",
        code="999996",
        level="county",
        title_zh="甲\\乙",
        title_en="A $ B",
        issuer_zh="丙",
        issuer_en="C",
    )
    region = tomllib.loads(skeleton(start, "zh")["src/rongcuo_x/region.toml"])
    assert region["name"]["zh"] == '试"县'
    assert region["policy"]["title"] == {"zh": "甲\\乙", "en": "A $ B"}
