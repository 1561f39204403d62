"""What surrounds a run: pipes, devices, full disks, folders that are gone, terminals of every width."""

from __future__ import annotations

import errno
import io
import json
import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from rich.cells import cell_len

from rongcuo.cli.writing import write_all_new, write_new
from rongcuo.facts.problems import InputError
from rongcuo.render.page import Heading, Lines, Table
from rongcuo.render.terminal import show

from .running import LANGUAGES, ROOT, assert_golden, run

pytestmark = pytest.mark.slow

YIWU = ROOT / "examples" / "yiwu.toml"
RONGCUO = f"{shlex.quote(sys.executable)} -m rongcuo --lang en"
posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell and its devices")
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")


def shell(command: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A shell's command line; the status is that of its first command."""
    script = f"set -o pipefail; {command}"
    environment = {**os.environ, "PYTHONPATH": "", "COLUMNS": "80"}
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, encoding="utf-8", env=environment
    )


# Pipes and full disks


@posix
@pytest.mark.parametrize("reader", ["true", "head -n 1"])
@pytest.mark.parametrize(
    "arguments",
    [
        f"compare {shlex.quote(str(YIWU))}",
        f"compare {shlex.quote(str(YIWU))} --json",
        "facts --csv",
        "--help",
        "compare --help",
        "--version",
        "case new -o /dev/stdout",
        "case new -o -",
    ],
)
def test_a_reader_that_stops_early_ends_the_run_quietly(arguments: str, reader: str) -> None:
    done = shell(f"{RONGCUO} {arguments} | (sleep 0.1; {reader})")
    assert (done.returncode, done.stderr) == (0, "")


@posix
@needs_full
@pytest.mark.parametrize(
    "arguments", ["regions", "regions --json", "--help", "facts --help", "case new -o -"]
)
def test_a_full_disk_is_told_as_what_it_is(arguments: str) -> None:
    done = shell(f"{RONGCUO} {arguments} > /dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith("error: the output can't go on (No space left on device)")
    assert done.stderr.count("\n") == 1


@posix
@needs_full
def test_an_error_that_cannot_be_printed_keeps_its_status() -> None:
    assert shell(f"{RONGCUO} compare no.toml 2> /dev/full").returncode == 2


@posix
@needs_full
def test_a_full_device_is_told_by_its_name() -> None:
    done = run("case", "new", "-o", "/dev/full", language="en")
    assert done.status == 2
    assert done.err.startswith("error: /dev/full: the disk is full")


@posix
def test_a_disk_that_fills_up_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    """A limit of 1 kB on every file stands for the full disk."""
    done = shell(f"ulimit -f 1; {RONGCUO} case new -o case.toml", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "error: case.toml: the disk is full or a quota is used up, and nothing was written"
    )
    assert os.listdir(tmp_path) == []
    done = shell(f"ulimit -f 1; {RONGCUO} facts > facts.txt", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: the output can't go on (File too large)")


# Files that are written


def test_standard_output_takes_a_new_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.toml").unlink(missing_ok=True)
    assert run("case", "new", "-o", "a.toml", folder=tmp_path).status == 0
    done = run("case", "new", "-o", "-", folder=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert done.out == (tmp_path / "a.toml").read_text("utf-8")
    done = run("config", "init", "-o", "-", folder=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert "[region." in done.out
    assert os.listdir(tmp_path) == ["a.toml"]


@pytest.mark.parametrize(
    "command",
    [
        ["new", "x", "--name", "某县", "--code", "320801", "--title", "办法", "--issuer", "县委"],
        ["test", "hongze"],
    ],
)
def test_standard_output_takes_no_folder(command: list[str], tmp_path: Path) -> None:
    done = run(*command, "-o", "-", folder=tmp_path, language="en")
    assert done.status == 2
    assert "can't hold a folder" in done.err
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["a\x1b[2J.toml", "a\u202eb.toml", "a\nb.toml", "a\u2028b.toml"])
@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_a_name_is_told_safely_and_truly(name: str, tmp_path: Path) -> None:
    shown = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in name)
    for command in (["case", "new", "-o", name], ["case", "check", name], ["case", "new", "-o", name]):
        done = run(*command, folder=tmp_path, columns=200)
        assert shown in (done.out + done.err).splitlines()[0]
    assert os.listdir(tmp_path) == [name]


class AlmostFull(io.StringIO):
    """A file on a disk with no room for the end of a text."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self.file = file

    def write(self, text: str) -> int:
        self.file.write(text[:-1])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        self.file.close()


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    texts = {tmp_path / folder / "b" / "c.toml": "text" for folder in ("there", "new", "other")}
    real, opened = Path.open, []

    def full(path: Path, *given: Any, **more: Any) -> Any:
        opened.append(path)
        file = real(path, *given, **more)
        return AlmostFull(file) if len(opened) == len(texts) else file

    with mock.patch.object(Path, "open", full), pytest.raises(InputError, match="the disk is full"):
        write_all_new(texts)
    assert len(opened) == len(texts)
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]
    write_all_new(texts)
    assert {path: path.read_text("utf-8") for path in texts} == texts
    assert not list(tmp_path.rglob(".rongcuo*"))


@posix
def test_a_new_file_has_the_usual_permissions_and_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("", "utf-8")
    write_new(tmp_path / "new", "a")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("new", "link"):
        with pytest.raises(InputError, match="exists already"):
            write_new(tmp_path / name, "b")
    assert (tmp_path / "new").read_text("utf-8") == "a"


def test_a_file_that_comes_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    def too_late(beside: Path, path: Path) -> None:
        path.write_text("theirs", "utf-8")
        raise OSError(errno.EPERM, "no links here")

    with mock.patch.object(os, "link", too_late), pytest.raises(InputError, match="exists already"):
        write_new(tmp_path / "new", "ours")
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [("new", "theirs")]


def test_a_file_is_written_where_there_are_no_links(tmp_path: Path) -> None:
    with mock.patch.object(os, "link", side_effect=OSError(errno.EPERM, "no links here")):
        write_new(tmp_path / "new", "ours")
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [("new", "ours")]


@posix
def test_a_pipe_by_name_is_written_to_as_it_is(tmp_path: Path) -> None:
    done = shell(f"mkfifo pipe; cat pipe & {RONGCUO} case new -o pipe > said; wait", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[facts]" in done.stdout
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


# A folder that is gone


@posix
def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    there = shlex.quote(str(tmp_path / "gone"))
    config = tmp_path / "rongcuo.toml"
    config.write_text('[region.hongze]\nplugins = ["hongze"]\n', "utf-8")
    for arguments in ("regions", f"compare {shlex.quote(str(YIWU))}"):
        done = shell(
            f"cd {there}; rmdir {there}; {RONGCUO} {arguments}; status=$?; mkdir {there}; exit $status"
        )
        assert done.returncode == 2
        assert (
            done.stderr
            == f"error: {there}: the current folder is gone; change to one that exists, and run it there\n"
        )
        done = shell(
            f"cd {there}; rmdir {there}; {RONGCUO} --config {shlex.quote(str(config))} {arguments};"
            f" status=$?; mkdir {there}; exit $status"
        )
        assert (done.returncode, done.stderr) == (0, "")
    done = shell(f"cd {there}; rmdir {there}; {RONGCUO} --help")
    assert (done.returncode, done.stderr) == (0, "")


# Terminals of every width


@pytest.mark.parametrize(
    "columns", ["0", "1", "5", "19", "20", "21", "30", "-3", "x", "²", "9" * 5000, " 8 ", ""]
)
def test_every_width_shows_everything(columns: str) -> None:
    done = run("compare", YIWU, "--region", "洪泽,靖江", environment={"COLUMNS": columns, "LINES": columns})
    assert (done.status, done.err) == (0, "")
    said = "".join(done.out.split())
    for text in ("义乌", "洪泽", "靖江", "结论", "待查明", "以上为对条文的解读，不代替认定机关的集体决定。"):
        assert text in said


@pytest.mark.parametrize("columns", [0, 1, 10, 20, 40, 80, 1000000])
def test_narrow_terminals_show_tables_one_cell_below_the_other(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    names = ("region", "answer", "clauses", "open", "unseen")
    show(
        [
            Heading("May it be?"),
            Table(names, (("Hongze", "refused so far", "R1 first", "", "one more"),)),
            Lines(("end",)),
        ]
    )
    out = capsys.readouterr().out
    assert max(map(cell_len, out.splitlines())) <= min(max(columns or 80, 20), 1000)
    if 0 < columns <= 40:
        lines = [line.rstrip() for line in out.splitlines()]
        assert lines == [
            "May it be?", "", "region", "  Hongze", "answer", "  refused so far", "clauses", "  R1 first", "unseen",
            "  one more", "end",
        ]  # fmt: skip
    else:
        assert out.split("\n")[2].split() == list(names)


def test_a_narrow_terminal_reads_like_this() -> None:
    command = ["facts", "--group", "filing"]
    assert_golden(
        "narrow", {language: run(*command, columns=24, language=language).out for language in LANGUAGES}
    )


@posix
@needs_full
def test_a_warning_that_cannot_be_told_loses_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "rongcuo.toml").write_text('[region.hongze]\nplugins = ["hongze"]\n', "utf-8")
    (tmp_path / "a").chmod(0o777)
    done = shell(f"{RONGCUO} regions --json 2> /dev/full", tmp_path / "a" / "b")
    assert done.returncode == 0 and json.loads(done.stdout)["config"] == "none"
