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
region = Region(id="{name}", name=Text("{name}", "{name}"), full_name=WORDS, code="9999{code:02}", level="county",
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
    (folder / f"{module}.py").write_text(
        first + REST.format(inside=inside, name=name, code=sum(name.encode()) % 100), "utf-8"
    )
    about = folder / f"{module}-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: rongcuo-{name}\nVersion: 1\n", "utf-8")
    (about / "entry_points.txt").write_text(f"[rongcuo]\n{name} = {module}\n", "utf-8")
    return folder


def few(folder: Path, *regions: str) -> None:
    """Turns on jingjiang and these alone, so that no process has to load the others."""
    told = (f'[region.{region}]\nplugins = ["{region}"]\n' for region in ("jingjiang", *regions))
    (folder / "rongcuo.toml").write_text("".join(told), "utf-8")


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


@pytest.mark.parametrize("where", ["import", "hook"])
def test_what_would_stop_the_program_costs_the_plugins_own_row(where: str, tmp_path: Path) -> None:
    names = [f"odd{index}" for index in range(len(STOPS))]
    for name, stop in zip(names, STOPS.values(), strict=True):
        planted(tmp_path, **({"first": stop} if where == "import" else {"inside": stop}), name=name)
    done = process(tmp_path, "compare", ACCIDENT, "--region", ",".join([*names, "jingjiang"]), "--json")
    assert done.status == 1
    for name, what in zip(names, STOPS, strict=True):
        assert rows(done)[name]["verdict"] == "error" and f"插件 {name}" in rows(done)[name]["error"], what
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
@pytest.mark.parametrize("where", ["import", "hook"])
def test_what_a_plugin_prints_in_whatever_way_spoils_no_output(where: str, tmp_path: Path) -> None:
    names = [f"odd{index}" for index in range(len(PRINTS))]
    for name, code in zip(names, PRINTS.values(), strict=True):
        printing = code.replace("SPOILT", f"SPOILT {name}")
        planted(tmp_path, **({"first": printing} if where == "import" else {"inside": printing}), name=name)
    done = process(tmp_path, "compare", ACCIDENT, "--region", ",".join([*names, "jingjiang"]), "--json")
    assert "SPOILT" not in done.out
    assert [what for name, what in zip(names, PRINTS, strict=True) if f"SPOILT {name}" not in done.err] == []
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
    few(tmp_path, "odd")
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
    few(tmp_path, "aaa", "never", "odd")
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


# What stays behind a plugin that has loaded: threads, what is left for the end, and what belongs to the process


THREAD = "import threading, time\nthreading.Thread(target=lambda: [time.sleep(0.05) for _ in iter(int, 1)]).start()"
AT_END = {
    "a function": "import atexit, os\natexit.register(lambda: os._exit(0))",
    "os._exit": "import atexit, os\natexit.register(os._exit, 0)",
    "C": f"import atexit\ndef end():\n    {ENDS}\natexit.register(end)",
    "a signal": "import atexit, os\natexit.register(os.kill, os.getpid(), 9)",
}
#: What a plugin may do to the process, and the streams, that has to be put right behind it.
HARMLESS = {
    "no deep calls": "import sys; sys.setrecursionlimit(100)",
    "sys.stdout": "import sys; sys.stdout.close()",
    "sys.__stdout__": "import sys; sys.__stdout__.close()",
    "sys.stderr": "import sys; sys.stderr.close()",
    "a buffer": "import sys; sys.stdout.buffer.close()",
    "a buffer taken away": "import io, sys; sys.stdout = io.TextIOWrapper(sys.stdout.detach(), 'utf-8')",
    "a buffer lent": "import io, sys; sys.stdout = io.TextIOWrapper(sys.stdout.buffer, 'utf-8')",
    "descriptor 0": "import os; os.close(0)",
    "descriptor 1": "import os; os.close(1)",
    "descriptor 2": "import os; os.close(2)",
    "descriptors 0 to 2": "import os; os.closerange(0, 3)",
    "an open file": "import sys; open(1, 'w').close(); open(2, 'w').close()",
    "another folder": "import os; os.chdir('/')",
    "a child that goes on": "import os; os.fork()",
    "a thread that ends": "import threading; threading.Thread(target=int).start()",
    "idle workers": "from concurrent.futures import ThreadPoolExecutor as P; pool = P(); pool.submit(int)",
    "done at the end": "import atexit; atexit.register(int)",
}
with_descriptors = pytest.mark.skipif(os.name == "nt", reason="there a console is no descriptor")


@with_descriptors
def test_a_thread_that_never_ends_is_found_and_named(tmp_path: Path) -> None:
    planted(tmp_path, THREAD)
    few(tmp_path, "odd")
    done = process(tmp_path, "doctor", "--json", "--timeout", "2", language="en")
    told = json.loads(done.out)
    (problem,) = told["problems"]
    assert done.status == 1 and problem.startswith("plugin odd: ") and "the program can't end" in problem
    assert told["regions"]["jingjiang"]["rules"]


@with_descriptors
@pytest.mark.parametrize("name", AT_END)
def test_what_ends_the_program_at_its_end_is_found_and_named(name: str, tmp_path: Path) -> None:
    planted(tmp_path, AT_END[name])
    few(tmp_path, "odd")
    done = process(tmp_path, "doctor", "--json", language="en")
    told = json.loads(done.out)
    (problem,) = told["problems"]
    assert done.status == 1 and problem.startswith("plugin odd: ") and "the program ends" in problem
    assert ("signal 9" if name == "a signal" else "exit status 0") in problem
    assert told["regions"]["jingjiang"]["rules"] and "odd" not in told["regions"]


@with_descriptors
def test_all_that_stays_behind_is_named_with_all_that_stops(tmp_path: Path) -> None:
    for name, first in {"aaa": THREAD, "mid": AT_END["C"], "odd": ENDS}.items():
        planted(tmp_path, first + "\n", name=name)
    few(tmp_path, "aaa", "mid", "odd")
    done = process(tmp_path, "config", "check", "--timeout", "2", language="en")
    named = [mistake.split(":")[1].strip() for mistake in done.mistakes]
    assert done.status == 2 and named == ["plugin aaa", "plugin mid", "plugin odd"]


@pytest.mark.parametrize("name", ["a function", "os._exit"])
def test_what_a_plugin_leaves_for_the_end_changes_no_status(name: str, tmp_path: Path) -> None:
    few(planted(tmp_path, AT_END[name]), "odd")
    done = process(tmp_path, "compare", "no.toml")
    assert done.status == 2
    done = process(tmp_path, "compare", ACCIDENT, "--region", "odd,nowhere", "--json")
    assert done.status == 2 and len(done.mistakes) == 1
    done = process(tmp_path, "regions", "--json")
    assert done.status == 0 and done.err == ""


@with_descriptors
@pytest.mark.parametrize(
    ("where", "name"),
    [*(("import", name) for name in HARMLESS), ("hook", "no deep calls"), ("hook", "sys.stdout")],
)
def test_what_a_plugin_does_to_the_process_is_put_right(where: str, name: str, tmp_path: Path) -> None:
    planted(tmp_path, **{"first" if where == "import" else "inside": HARMLESS[name]})
    few(tmp_path, "odd")
    done = process(tmp_path, "doctor", "--json", language="en")
    told = json.loads(done.out)
    assert "Traceback" not in done.err
    assert told["regions"]["jingjiang"]["rules"]
    named = [problem for problem in told["problems"] if not problem.startswith("plugin odd: ")]
    assert named == [] and done.status == (1 if told["problems"] else 0)
    case = os.path.relpath(ACCIDENT, tmp_path)
    done = process(tmp_path, "compare", case, "--region", "odd,jingjiang", "--json")
    assert rows(done)["jingjiang"]["verdict"] == "refused" and "Traceback" not in done.err
    done = process(tmp_path, "show", "odd", "R7", language="en")
    assert done.status == 2 and done.err.startswith("error: ") and len(done.mistakes) == 1


def test_a_plugin_that_asks_the_user_is_told_nothing_and_takes_no_input(tmp_path: Path) -> None:
    planted(tmp_path, "import sys; sys.stdin.read(); input()")
    case = f'extends = "{os.path.relpath(ACCIDENT, tmp_path)}"\n'
    done = process(tmp_path, "compare", "-", "--region", "odd,jingjiang", "--json", input=case)
    assert rows(done)["jingjiang"]["verdict"] == "refused" and "EOFError" in rows(done)["odd"]["error"]
