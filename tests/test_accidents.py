"""Accidents: whatever a plugin does to the process while it loads costs its own row, and spoils no output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rongcuo import hookimpl
from rongcuo.clauses import Chapter, Context
from rongcuo.plugins.guarded import plugin_code
from rongcuo.plugins.loading import load_point

from .running import LANGUAGES, ROOT, FakePoint, Run, installed, run

pytestmark = pytest.mark.slow

ACCIDENT = ROOT / "examples" / "constructed" / "jingjiang_r4_accident_major.toml"
#: What every plugin made here ends with: it answers a hook, so that it is a region that rules.
REST = """
from rongcuo import Text, hookimpl
from rongcuo.clauses import About, Chapter, ListInfo, RedLine, Region, Source
WORDS = Text("文字", "words")
region = Region(id="odd", name=Text("怪县", "Odd"), full_name=WORDS, code="999999", level="county",
    policy=About(title=WORDS, issuer=WORDS, summary=WORDS))
sources = (Source(id="text", title=WORDS, issuer=WORDS, kind="policy_text"),)
@hookimpl
def red_lines(context):
    {inside}
    line = RedLine(id="R1", title=WORDS, statement=WORDS, topic="other_red_line", source="text",
        when="safety_accident")
    return Chapter(clauses=(line,), lists={{"red_line": ListInfo(seen="complete", source="text")}})
"""
C_WRITE = "import ctypes; libc = ctypes.CDLL(None); libc.printf(b'SPOILT\\\\n'); libc.puts(b'SPOILT')"


def planted(folder: Path, first: str = "", inside: str = "pass", name: str = "odd") -> Path:
    """An installed plugin of one module: its first lines, and those inside its hook."""
    module = f"rongcuo_{name}"
    (folder / f"{module}.py").write_text(first + REST.format(inside=inside), "utf-8")
    about = folder / f"{module}-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: rongcuo-{name}\nVersion: 1\n", "utf-8")
    (about / "entry_points.txt").write_text(f"[rongcuo]\n{name} = {module}\n", "utf-8")
    return folder


def process(folder: Path, *arguments: str | Path, language: str = "zh", **more: Any) -> Run:
    """`rongcuo` in a process of its own, where the plugins in a folder are installed too."""
    done = subprocess.run(
        [sys.executable, "-m", "rongcuo", *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(folder), "RONGCUO_LANG": language, "COLUMNS": "200"},
        cwd=folder,
        capture_output=True,
        timeout=60,
        text=True,
        encoding="utf-8",
        **more,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def rows(done: Run) -> dict[str, dict[str, Any]]:
    """The rows of a comparison; its output has to be JSON and nothing else."""
    return {row["region"]: row for row in json.loads(done.out)["answers"][0]["rulings"]}


STOPS = {
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "SystemExit": "raise SystemExit(0)",
    "sys.exit": "import sys; sys.exit()",
    "GeneratorExit": "raise GeneratorExit",
    "os._exit": "import os; os._exit(0)",
    "BaseException": "raise BaseException('x')",
}


@pytest.mark.parametrize("name", STOPS)
@pytest.mark.parametrize("where", ["import", "hook"])
def test_what_would_stop_the_program_costs_the_plugins_own_row(name: str, where: str, tmp_path: Path) -> None:
    told = {"first": STOPS[name]} if where == "import" else {"inside": STOPS[name]}
    done = process(planted(tmp_path, **told), "compare", ACCIDENT, "--region", "odd,jingjiang", "--json")
    assert done.status == 1
    assert rows(done)["odd"]["verdict"] == "error" and "插件 odd" in rows(done)["odd"]["error"]
    assert rows(done)["jingjiang"]["verdict"] == "refused"
    assert "Traceback" not in done.err


PRINTS = {
    "print": "print('SPOILT')",
    "the stream that Python began with": "import sys; sys.__stdout__.write('SPOILT\\n')",
    "the stream, flushed": "import sys; sys.__stdout__.write('SPOILT\\n'); sys.__stdout__.flush()",
    "descriptor 1": "import os; os.write(1, b'SPOILT\\n')",
    "another program": "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(\"SPOILT\")'])",
    "C": C_WRITE.replace("\\\\", "\\"),
    "at the end": "import atexit, os; atexit.register(os.write, 1, b'SPOILT')",
}


@pytest.mark.skipif(os.name == "nt", reason="there a console is no descriptor")
@pytest.mark.parametrize("name", PRINTS)
@pytest.mark.parametrize("where", ["import", "hook"])
def test_what_a_plugin_prints_in_whatever_way_spoils_no_output(name: str, where: str, tmp_path: Path) -> None:
    told = {"first": PRINTS[name]} if where == "import" else {"inside": PRINTS[name]}
    done = process(planted(tmp_path, **told), "compare", ACCIDENT, "--region", "odd,jingjiang", "--json")
    assert "SPOILT" not in done.out and "SPOILT" in done.err
    assert rows(done)["jingjiang"]["verdict"] == "refused" and done.status == 0


def test_closing_descriptor_1_closes_no_output(tmp_path: Path) -> None:
    done = process(planted(tmp_path, "import os; os.close(1)"), "regions", "--json")
    assert json.loads(done.out)["regions"] and done.status == 0


@pytest.mark.parametrize("told", ["print('SPOILT')", "raise SystemExit(0)", "raise KeyboardInterrupt"])
def test_an_extension_that_fails_or_prints_on_import_ends_no_command(told: str, tmp_path: Path) -> None:
    planted(tmp_path, told)
    points = tmp_path / "rongcuo_odd-1.dist-info" / "entry_points.txt"
    points.write_text("[rongcuo.commands]\nodd = rongcuo_odd:nothing\n", "utf-8")
    done = process(tmp_path, "--help")
    assert done.status == 0 and "compare" in done.out and "SPOILT" not in done.out
    done = process(tmp_path, "odd")
    assert done.status == 2 and "odd" in done.err and "SPOILT" not in done.out


# The user's own interruption


WAITS = """
import pathlib, time
pathlib.Path({mark!r}).touch()
{body}
"""


@pytest.mark.skipif(os.name == "nt", reason="there an interruption is sent in another way")
@pytest.mark.parametrize("where", ["import", "hook"])
@pytest.mark.parametrize("body", ["time.sleep(60)", "try: time.sleep(60)\nexcept BaseException: pass"])
def test_the_users_own_interruption_stops_and_names_the_plugin(where: str, body: str, tmp_path: Path) -> None:
    mark = tmp_path / "begun"
    code = WAITS.format(mark=str(mark), body=body)
    if where == "import":
        planted(tmp_path, code)
    else:
        planted(tmp_path, inside=f"exec(compile({code!r}, 'waits', 'exec'))")
    for language, word in zip(LANGUAGES, ("正在载入插件 `odd`", "the plugin `odd` was loading"), strict=True):
        mark.unlink(missing_ok=True)
        started = subprocess.Popen(
            [sys.executable, "-m", "rongcuo", "regions", "--json"],
            env=os.environ | {"PYTHONPATH": str(tmp_path), "RONGCUO_LANG": language},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        while not mark.exists() and started.poll() is None:
            time.sleep(0.01)
        time.sleep(0.2)  # until it sleeps: between two steps of Python an interruption can get lost
        started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=30)
        assert (started.returncode, out) == (130, b""), err.decode("utf-8")
        assert word in err.decode("utf-8") and b"Traceback" not in err


def test_loading_leaves_the_process_as_it_was() -> None:
    class Rude:
        @hookimpl
        def red_lines(self, context: Context) -> Chapter:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            sys.stdout = sys.stderr = sys.__stderr__
            raise SystemExit

    before = signal.getsignal(signal.SIGINT), sys.stdout, sys.stderr, sys.__stdout__, os._exit
    done: Any = load_point(FakePoint("rude", Rude()), "")  # type: ignore[arg-type]
    assert done.problems
    assert before == (signal.getsignal(signal.SIGINT), sys.stdout, sys.stderr, sys.__stdout__, os._exit)


def test_an_interruption_that_a_plugin_raises_is_its_own_fault() -> None:
    found = [FakePoint("odd", KeyboardInterrupt()), *installed("jingjiang", "national")]
    done = run("compare", ACCIDENT, "--json", found=found)
    assert done.status == 1 and rows(done)["odd"]["verdict"] == "error"


def test_a_child_that_a_plugin_forks_may_end(tmp_path: Path) -> None:
    fork = "import os\nchild = os.fork()\nif child == 0: os._exit(0)\nos.waitpid(child, 0)\n"
    done = process(planted(tmp_path, fork), "regions", "--json")
    assert done.status == 0 and json.loads(done.out)["regions"]


# What can't be caught: the doctor and `config check` load each plugin in a process of its own first


ENDS = "import ctypes; ctypes.CDLL(None)._exit(0)"
ENDLESS = "import time\nwhile True: time.sleep(0.05)"


@pytest.mark.skipif(os.name == "nt", reason="there a library has another way out")
@pytest.mark.parametrize("where", ["import", "hook"])
def test_the_doctor_names_a_plugin_that_ends_the_process(where: str, tmp_path: Path) -> None:
    planted(tmp_path, **({"first": ENDS + "\n"} if where == "import" else {"inside": ENDS}))
    done = process(tmp_path, "doctor", "--json")
    told = json.loads(done.out)
    assert done.status == 1
    (problem,) = told["problems"]
    assert problem.startswith("插件 odd") and "exit status 0" in problem
    status = {plugin["name"]: plugin["status"] for plugin in told["plugins"]}
    assert status["odd"] == "failed" and status["jingjiang"] == "on"
    assert told["regions"]["jingjiang"]["rules"]


@pytest.mark.skipif(os.name == "nt", reason="there a library has another way out")
def test_every_plugin_that_ends_or_never_returns_is_named(tmp_path: Path) -> None:
    for name, first in {"aaa": ENDS, "never": ENDLESS, "odd": "import os; os.kill(os.getpid(), 9)"}.items():
        planted(tmp_path, first + "\n", name=name)
    done = process(tmp_path, "config", "check", "--timeout", "3", language="en")
    assert done.status == 2
    named = [mistake.split(":")[1].strip() for mistake in done.mistakes]
    assert named == ["plugin aaa", "plugin never", "plugin odd"]
    assert "exit status 0" in done.err and "within 3 seconds" in done.err and "signal 9" in done.err


def test_what_the_deployment_leaves_off_is_not_loaded_on_trial_either(tmp_path: Path) -> None:
    planted(tmp_path, ENDLESS)
    (tmp_path / "rongcuo.toml").write_text('[region.jingjiang]\nplugins = ["jingjiang"]\n', "utf-8")
    for command in (("doctor", "--timeout", "3"), ("config", "check", "--timeout", "3")):
        assert process(tmp_path, *command).status == 0


def test_a_module_in_the_working_folder_is_nothing_that_a_trial_imports(tmp_path: Path) -> None:
    for name in ("json", "attrs", "rongcuo"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(5)\n", "utf-8")
    script = (
        "import sys; sys.path.remove(''); from rongcuo.cli import main; sys.argv[1:] = ['doctor']; main()"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_plugins_that_load_in_two_threads_leave_the_process_as_it_was() -> None:
    before = sys.stdout, os._exit

    def load(wait: float) -> None:
        time.sleep(wait)
        with plugin_code("slow"):
            time.sleep(0.2)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(load, (0, 0.1)))
    assert (sys.stdout, os._exit) == before
