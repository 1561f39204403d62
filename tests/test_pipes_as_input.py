"""Input from pipes, from the standard input, and from what is no file of text."""

from __future__ import annotations

import io
import os
import shlex
from pathlib import Path
from unittest import mock

import pytest

from .running import ROOT, run
from .test_standard_streams import RONGCUO, posix, shell

pytestmark = pytest.mark.slow

YIWU = shlex.quote(str(ROOT / "examples" / "yiwu.toml"))
MATTER = "plugins/zhejiang/src/rongcuo_zhejiang/decided/import_share_missed.toml"
HONGZE = """printf '[region.hongze]\\nplugins = ["hongze"]\\n'"""


@posix
@pytest.mark.parametrize(
    ("piped", "plain"),
    [
        (f"compare <(cat {YIWU}) --csv", f"compare {YIWU} --csv"),
        (f"compare /dev/stdin --csv < <(cat {YIWU})", f"compare {YIWU} --csv"),
        (f"compare - --csv < {YIWU}", f"compare {YIWU} --csv"),
        (f"rule - --region 洪泽 --csv < <(cat {YIWU})", f"rule {YIWU} --region 洪泽 --csv"),
        (f"backtest <(cat {MATTER}) --csv", f"backtest {MATTER} --csv"),
        ("check hongze --source <(cat README.md) --csv", "check hongze --source README.md --csv"),
    ],
)
def test_a_pipe_says_what_a_file_says(piped: str, plain: str) -> None:
    told, expected = shell(f"{RONGCUO} {piped}"), shell(f"{RONGCUO} {plain}")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == expected.stdout


@posix
@pytest.mark.parametrize("config", ["<(%s)", "- < <(%s)", "/dev/stdin < <(%s)"])
def test_a_deployment_file_may_come_through_a_pipe(config: str) -> None:
    done = shell(f"{RONGCUO} regions --csv --config {config % HONGZE}")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 1
    assert not any(line.startswith("Jingjiang") for line in done.stdout.splitlines())


@posix
def test_a_document_may_come_through_a_pipe(tmp_path: Path) -> None:
    document = shlex.quote(str(ROOT / "examples" / "tutorial" / "document.docx"))
    for folder, given in (("piped", f"<(cat {document})"), ("plain", document)):
        done = shell(f"{RONGCUO} outline {given} -o {folder}/rongcuo-x", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    piped, plain = (
        {
            file.relative_to(tmp_path / folder): file.read_text("utf-8")
            for file in (tmp_path / folder).rglob("*.toml")
        }
        for folder in ("piped", "plain")
    )
    assert piped == plain
    assert plain


@posix
def test_what_comes_through_a_pipe_extends_a_file_of_the_current_folder(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('title = "试点"\nwhere = "洪泽"\n', "utf-8")
    for given in ("-", "/dev/stdin"):
        done = shell(f"""printf 'extends = "base.toml"\\n' | {RONGCUO} case check {given}""", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    done = shell(f"""printf 'extends = "no.toml"\\n' | {RONGCUO} case check -""", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard input, extends: ")


def told(raw: bytes, folder: Path) -> str:
    """What is said of a case on the standard input."""
    with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(raw))):
        done = run("case", "check", "-", folder=folder, language="en")
    return f"{done.status} {done.out}{done.err}"


def test_the_standard_input_is_told_by_its_name(tmp_path: Path) -> None:
    assert told('title = "a"\nwhere = "洪泽"\n'.encode(), tmp_path).startswith(
        "0 standard input: no mistakes"
    )
    assert told(b"", tmp_path).startswith("2 error: standard input: the file is empty")
    assert told("title = '试点项目'".encode("gb18030"), tmp_path).startswith(
        "2 error: standard input: the file is in GB18030"
    )
    assert told(b"title = 1", tmp_path).startswith("2 error: standard input, title: ")
    with mock.patch("sys.stdin", None):
        assert run("case", "check", "-", folder=tmp_path).status == 2


@pytest.mark.parametrize(
    "command",
    [["compare"], ["case", "check"], ["backtest"], ["outline", "-o", "x"], ["check", "hongze", "--source"],
     ["regions", "--config"]],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_the_mend(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "empty.toml").write_bytes(b"")
    (tmp_path / "gb.toml").write_bytes("title = '试点项目'".encode("gb18030"))
    (tmp_path / "locked.toml").write_bytes(b"title = 1")
    real = Path.open

    def opened(path: Path, *given: object, **more: object) -> object:
        if path.name == "locked.toml":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *given, **more)  # type: ignore[call-overload]

    expected = {
        "no.toml": "there is no such file; check the path",
        "empty.toml/no.toml": "there is no such file; check the path",
        "folder.toml": "this is a folder; name a file in it",
        "empty.toml": "the file is empty; fill it in",
        "gb.toml": "the file is in GB18030 (GBK); save it as UTF-8",
        "locked.toml": "it can't be read; check its permissions",
        "a" * 5000: "it can't be read",
    }
    with mock.patch.object(Path, "open", opened):
        for name, says in expected.items():
            if (command[0], name) in (("backtest", "folder.toml"), ("compare", "folder.toml")):
                continue  # what is in it is meant
            done = run(*command, name, folder=tmp_path, language="en")
            assert (done.status, done.out) == (2, "")
            assert done.err.startswith(f"error: {Path(name)}: {says}"), done.err
            assert done.err.count("\n") == 1
    assert sorted(os.listdir(tmp_path)) == ["empty.toml", "folder.toml", "gb.toml", "locked.toml"]
