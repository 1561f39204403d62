"""`-o` of compare, rule and matrix: the form that the file's name ends in, whole or not there."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from rongcuo.cli import reports

from .running import ROOT, FakePoint, run
from .test_landing import STEERING, assert_tame

CASE = ROOT / "examples" / "yiwu.toml"
COMMANDS = [
    ("compare", CASE, "--region", "hongze,haian"),
    ("rule", CASE, "--region", "hongze"),
    ("matrix", "hongze", "haian"),
]
FORMS = {".txt": [], ".md": ["--markdown"], ".csv": ["--csv"], ".json": ["--json"]}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("suffix", FORMS)
def test_a_file_holds_what_would_be_printed(command: tuple[str, ...], suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"report{suffix}"
    done = run(*command, "-o", file, columns=1000)
    assert (done.status, done.out, done.err) == (0, f"已写入 {file}。\n", "")
    assert file.read_bytes().decode("utf-8") == run(*command, *FORMS[suffix], columns=1000).out


@pytest.mark.slow
def test_an_option_gives_the_form_where_the_name_gives_none(tmp_path: Path) -> None:
    assert run("compare", CASE, "--json", "-o", "report", folder=tmp_path).status == 0
    assert (tmp_path / "report").read_text("utf-8") == run("compare", CASE, "--json").out


def test_an_option_and_a_name_of_two_forms_are_refused(tmp_path: Path) -> None:
    done = run("compare", CASE, "--json", "-o", "report.csv", folder=tmp_path)
    assert done.status == 2 and "--json" in done.err and ".csv" in done.err
    assert not [*tmp_path.iterdir()]


@pytest.mark.slow
def test_a_dash_is_the_standard_output() -> None:
    assert run("compare", CASE, "-o", "-").out == run("compare", CASE).out
    assert run("compare", CASE, "--json", "-o", "-").out == run("compare", CASE, "--json").out


@pytest.mark.parametrize("suffix", [*FORMS, ".html", ".docx"])
def test_a_file_that_is_there_is_never_overwritten(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"report{suffix}"
    file.write_text("mine", "utf-8")
    with mock.patch("rongcuo.api.compare", side_effect=AssertionError("ruled for nothing")):
        done = run("compare", CASE, "-o", file)
    assert (done.status, done.out) == (2, "") and "已存在" in done.err
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["report.html", "report.docx", "report.pdf", "report"])
def test_a_form_that_nothing_installed_writes_is_an_error_with_what_to_install(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "entry_points", lambda group: [])
    done = run("compare", CASE, "-o", name, folder=tmp_path, language="en")
    assert (done.status, done.out) == (2, "")
    assert len(done.mistakes) == 1 and "pip install rongcuo-documents" in done.err and ".md" in done.err
    assert not [*tmp_path.iterdir()]


def test_an_extension_that_is_broken_is_named_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "entry_points", lambda group: [FakePoint("html", ImportError("no lxml"))])
    monkeypatch.setattr("rongcuo.cli.extensions.damage", lambda point: ())
    done = run("compare", CASE, "-o", "report.html", folder=tmp_path, language="en")
    assert done.status == 2 and "plugin html" in done.err and "no lxml" in done.err
    assert not [*tmp_path.iterdir()]


def test_a_region_that_failed_is_in_the_file_and_in_the_status(tmp_path: Path) -> None:
    (tmp_path / "rongcuo.toml").write_text('[region.nowhere]\nplugins = ["nowhere"]\n', "utf-8")
    done = run("compare", CASE, "-o", "report.md", folder=tmp_path)
    assert done.status == 1 and "nowhere" in (tmp_path / "report.md").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", FORMS)
def test_a_case_steers_no_file(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "steering.toml").write_text(STEERING, "utf-8")
    assert run("compare", "steering.toml", "-o", f"report{suffix}", folder=tmp_path).status == 0
    assert_tame((tmp_path / f"report{suffix}").read_bytes().decode("utf-8").replace("\r\n", "\n"))
