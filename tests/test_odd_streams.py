"""Streams that are closed, or that say they can't go on just now: everything is written, or it is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .running import ROOT
from .test_standard_streams import RONGCUO, needs_full, posix, shell

pytestmark = [pytest.mark.slow, posix]

CASE = "examples/yiwu.toml"
COMMAND = [sys.executable, "-m", "rongcuo", "--lang", "en"]
#: Pages, and errors, that are longer than what a pipe of one page holds.
LONG = [f"compare {CASE} --json", "facts", "facts --csv", "facts --markdown", "completion bash"]


def little_pipe() -> tuple[int, int]:
    """A pipe that holds as little as may be."""
    reads, writes = os.pipe()
    try:
        import fcntl

        fcntl.fcntl(writes, getattr(fcntl, "F_SETPIPE_SZ", 1031), 4096)
    except OSError:
        pass
    return reads, writes


def drained(reads: int) -> bytes:
    """What comes out of a pipe, taken slowly."""
    whole = b""
    while part := os.read(reads, 2000):
        whole += part
        time.sleep(0.005)
    os.close(reads)
    return whole


# Not just now


@pytest.mark.parametrize("arguments", LONG)
def test_a_slow_reader_that_makes_nobody_wait_gets_everything(arguments: str) -> None:
    command = [*COMMAND, *arguments.split()]
    reads, writes = little_pipe()
    os.set_blocking(writes, False)
    started = subprocess.Popen(command, cwd=ROOT, stdout=writes, stderr=subprocess.PIPE)
    os.close(writes)
    time.sleep(0.5)  # until the pipe is full
    out = drained(reads)
    _, err = started.communicate(timeout=60)
    assert (started.returncode, err) == (0, b"")
    assert out == subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60).stdout


def test_errors_too_wait_for_a_slow_reader(tmp_path: Path) -> None:
    wrong = "".join(f"fact_{number} = true\n" for number in range(199))
    (tmp_path / "case.toml").write_text(f'title = "a"\nwhere = "洪泽"\n[facts]\n{wrong}', "utf-8")
    command = [*COMMAND, "compare", "case.toml"]
    reads, writes = little_pipe()
    os.set_blocking(writes, False)
    started = subprocess.Popen(command, cwd=tmp_path, stderr=writes, stdout=subprocess.PIPE)
    os.close(writes)
    time.sleep(0.5)
    err = drained(reads)
    started.communicate(timeout=60)
    assert started.returncode == 2
    assert err.count(b"\n") == 199 and b"Traceback" not in err


def test_a_reader_that_leaves_while_it_is_waited_for_ends_the_run_quietly() -> None:
    reads, writes = little_pipe()
    os.set_blocking(writes, False)
    started = subprocess.Popen([*COMMAND, "facts"], cwd=ROOT, stdout=writes, stderr=subprocess.PIPE)
    os.close(writes)
    os.read(reads, 100)
    time.sleep(0.5)
    os.close(reads)
    assert (started.communicate(timeout=60)[1], started.returncode) == (b"", 0)


@pytest.mark.parametrize("given", ["-", "/dev/stdin"])
def test_input_that_comes_slowly_is_waited_for(given: str) -> None:
    case = (ROOT / CASE).read_bytes()
    command = [*COMMAND, "compare", given, "--csv"]
    reads, writes = os.pipe()
    os.set_blocking(reads, False)
    started = subprocess.Popen(command, cwd=ROOT, stdin=reads, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for part in (case[:100], case[100:300], case[300:]):
        time.sleep(0.4)
        os.write(writes, part)
    os.close(writes)
    os.close(reads)
    out, err = started.communicate(timeout=60)
    assert (started.returncode, err) == (0, b"")
    expected = subprocess.run([*COMMAND, "compare", CASE, "--csv"], cwd=ROOT, capture_output=True).stdout
    assert out == expected


# Closed


@pytest.mark.parametrize(
    "arguments",
    [f"compare {CASE}", f"compare {CASE} --json", "--help", "facts --help", "--version", "case new -o -",
     "completion zsh", "regions", "doctor"],
)  # fmt: skip
@pytest.mark.parametrize("how", [">&-", "1</dev/null"])
def test_an_output_that_is_closed_is_an_error(arguments: str, how: str) -> None:
    done = shell(f"{RONGCUO} {arguments} {how}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the standard output is closed or can't be written to")
    assert done.stderr.count("\n") == 1


def test_what_needs_no_output_does_without(tmp_path: Path) -> None:
    done = shell(f"{RONGCUO} compare no.toml >&-", tmp_path)
    assert done.returncode == 2 and done.stderr.startswith("error: no.toml: there is no such file")


@pytest.mark.parametrize("arguments", [f"compare {CASE} --json", "--help", "doctor", "completion fish"])
def test_an_error_stream_that_is_closed_breaks_nothing(arguments: str) -> None:
    done, usual = shell(f"{RONGCUO} {arguments} 2>&-"), shell(f"{RONGCUO} {arguments}")
    assert (done.returncode, done.stdout) == (0, usual.stdout)


def test_without_any_stream_the_status_still_tells() -> None:
    assert shell(f"{RONGCUO} compare {CASE} <&- >&- 2>&-").returncode == 2
    assert shell(f"{RONGCUO} compare no.toml 2>&-").returncode == 2
    assert shell(f"{RONGCUO} nonsense 2>&-").returncode == 2


def test_a_file_that_is_written_gets_nothing_that_was_meant_for_a_closed_stream(tmp_path: Path) -> None:
    usual = shell(f"{RONGCUO} case new -o -", tmp_path).stdout
    for how in (">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"):
        shell(f"{RONGCUO} case new -o case.toml {how}", tmp_path)
        assert (tmp_path / "case.toml").read_text("utf-8") == usual
        (tmp_path / "case.toml").unlink()


def test_an_input_that_is_closed_is_told(tmp_path: Path) -> None:
    (tmp_path / "-").write_text("no case", "utf-8")
    done = shell(f"{RONGCUO} case check - <&-", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: standard input: it is closed")


# What a shell asks


@pytest.mark.parametrize("how", ["> /dev/full", ">&-", "2>&-", "> /dev/full 2>&1", "| true"])
@needs_full
def test_a_shell_that_takes_no_answer_hears_nothing(how: str) -> None:
    asking = "_RONGCUO_COMPLETE=bash_complete COMP_WORDS=$'rongcuo\\nc' COMP_CWORD=1"
    done = shell(f"{asking} {RONGCUO} {how}")
    assert done.returncode in (0, 1) and done.stderr == ""


@pytest.mark.parametrize("waits", [True, False])
def test_who_interrupts_a_run_that_waits_for_its_reader_has_it_end(waits: bool) -> None:
    reads, writes = little_pipe()
    os.set_blocking(writes, waits)
    started = subprocess.Popen([*COMMAND, "facts"], cwd=ROOT, stdout=writes, stderr=subprocess.PIPE)
    os.close(writes)
    os.read(reads, 1)
    time.sleep(0.5)  # until the pipe is full again
    started.send_signal(signal.SIGINT)
    assert (started.communicate(timeout=60)[1].strip(), started.returncode) == (b"", 130)
    os.close(reads)
