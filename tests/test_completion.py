"""What a shell completes: commands, options, regions and clauses; quickly, and without a word when it can't."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .running import ROOT, run

pytestmark = pytest.mark.slow

SHELLS = ("bash", "zsh", "fish")
HERE = Path(sys.executable).parent
CASE = "examples/yiwu.toml"

with_bash = pytest.mark.skipif(
    not shutil.which("bash") or not (HERE / "rongcuo").is_file(), reason="needs bash and the command itself"
)


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RONGCUO_", "LC_"))}
    return {**kept, "RONGCUO_LANG": "zh", "PYTHONUTF8": "1", **more}


#: The command, which tells at its end what it imported.
TELLING = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=sys.__stderr__))
from rongcuo.__main__ import main
main()
"""


def asked(*words: str, shell: str = "bash", telling: bool = False, **more: str) -> tuple[str, str]:
    """What is printed, on both streams, where a shell asks what the last word could become."""
    told = {"COMP_WORDS": "\n".join(["rongcuo", *words]), "COMP_CWORD": str(len(words))}
    if shell == "fish":
        told["COMP_CWORD"] = words[-1]
    done = subprocess.run(
        [sys.executable, *(("-c", TELLING) if telling else ("-m", "rongcuo"))],
        cwd=ROOT,
        env=environment(_RONGCUO_COMPLETE=f"{shell}_complete", **told, **more),
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout, done.stderr


def completed(*words: str, **more: str) -> list[str]:
    """What bash is offered for the last word."""
    out, err = asked(*words, **more)
    assert err == ""
    return [line.partition(",")[2] for line in out.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("comp",), ["compare", "completion"]),
        (("che",), ["check"]),  # of an extension
        (("case", "n"), ["new"]),
        (("case", "l"), ["list"]),  # of an extension, in a group of the core
        (("adv",), ["advance"]),
        (("registry", "ex"), ["export", "extract"]),
        (("advance", "1", "F1", "--by", "le"), ["leader_in_charge"]),
        (("start", "1", "cl"), ["clarification"]),
        (("file", "1", "--region", "hon"), ["hongze"]),
        (("compare", CASE, "--js"), ["--json"]),
        (("compare", CASE, "--layers", ""), ["floor", "all"]),
        (("compare", "--lang", "z"), ["zh"]),
        (("compare", CASE, "--on", ""), ["act", "newest", "ruling"]),
        (("matrix", "--on", ""), ["newest"]),
        (("compare", CASE, "--region", "hon"), ["hongze"]),
        (("compare", CASE, "--region", "洪"), ["洪泽"]),
        (("compare", CASE, "--region", "淮安市洪"), ["淮安市洪泽区"]),
        (("compare", CASE, "--region", "3208"), ["320813"]),
        (("compare", CASE, "--region", "hongze,bin"), ["hongze,bincheng"]),
        (("compare", CASE, "--region", "洪泽，滨"), ["洪泽，滨城"]),
        (("compare", CASE, "--region", "hongze,hong"), []),
        (("rule", CASE, "--region", "jingj"), ["jingjiang"]),
        (("timeline", "hongze", "jingj"), ["jingjiang"]),
        (("show", "hon"), ["hongze"]),
        (("show", "jingjiang", "R4"), ["R4"]),
        (("show", "靖江", "R4"), ["R4"]),
        (("show", "--region", "jingjiang", "R4"), ["R4"]),
        (("facts", "--group", "mot"), ["motive"]),
        (("facts", "--group", "动机"), ["动机态度"]),
        (("check", "hong"), ["hongze"]),
    ],
    ids=" ".join,
)
def test_a_word_becomes_what_it_begins(words: tuple[str, ...], offered: list[str]) -> None:
    assert completed(*words) == offered


def test_bash_parts_a_word_at_its_colon_and_at_its_equals_sign() -> None:
    assert completed("show", "jingjiang", ":", "R4") == ["R4"]
    assert "R4" in completed("show", "jingjiang", ":")
    assert completed("compare", CASE, "--region", "=", "hon") == ["hongze"]


def test_files_are_the_shells_own_to_complete() -> None:
    for words in (("compare", "exa"), ("case", "check", "exa"), ("matrix", "--config", "ron")):
        assert asked(*words)[0].startswith("file,")
    assert asked("check", "./plu")[0] == "dir,./plu\n"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_tell_what_each_word_is(shell: str) -> None:
    out, err = asked("compare", CASE, "--region", "hon", shell=shell)
    assert err == "" and "hongze" in out and "洪泽 320813" in out
    assert "一次列出全部错误" in asked("config", "ch", shell=shell)[0]
    assert "R4" in asked("show", "jingjiang:R", shell=shell)[0]


def test_nothing_that_is_off_is_imported_or_offered(tmp_path: Path) -> None:
    file = tmp_path / "rongcuo.toml"
    file.write_text('[region.hongze]\nplugins = ["hongze"]\n', "utf-8")
    words = ("compare", CASE, "--config", str(file), "--region", "")
    out, imported = asked(*words, telling=True)
    assert out.split() == ["plain,hongze"]
    assert "rongcuo_hongze" in imported and "rongcuo_bincheng" not in imported


def test_a_command_is_completed_without_importing_it() -> None:
    out, imported = asked("c", telling=True)
    assert {"plain,compare", "plain,check", "plain,card"} <= {*out.split()}
    assert "rongcuo.cli.completing" in imported and "rongcuo_workshop" not in imported
    assert "rongcuo.cli.compare" not in imported and "rongcuo.policy" not in imported


@pytest.mark.parametrize(
    "words",
    [("nonsense", "x"), ("show", "nowhere", "R"), ("show", "nowhere:R"), ("compare", CASE, "--nothing", "x")],
)
def test_what_is_wrong_is_silent(words: tuple[str, ...]) -> None:
    out, err = asked(*words)
    assert out.replace("file,x", "").strip() == "" and err == ""


def test_a_deployment_file_that_is_wrong_is_silent_too(tmp_path: Path) -> None:
    (tmp_path / "rongcuo.toml").write_text("no TOML", "utf-8")
    assert completed("show", "hon", RONGCUO_CONFIG=str(tmp_path / "rongcuo.toml")) == []


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_a_shell_asks_the_command(shell: str) -> None:
    done = run("completion", shell)
    assert (done.status, done.err) == (0, "")
    assert f"_RONGCUO_COMPLETE={shell}_complete" in done.out


def test_a_shell_without_completion_is_a_mistake_with_its_mend() -> None:
    done = run("completion", "tcsh")
    assert done.status == 2 and "bash, zsh, fish" in done.err


@with_bash
@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("rongcuo comp", "compare completion"),
        ("rongcuo show jingjiang : R4", "R4"),
        ("rongcuo timeline 洪", "洪泽"),
        (f"rongcuo compare {CASE} --region hongze,bin", "hongze,bincheng"),
    ],
)
def test_real_bash_completes(words: str, reply: str) -> None:
    script = f"""
        eval "$(rongcuo completion bash)"
        COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        _rongcuo_completion rongcuo
        echo "${{COMPREPLY[@]}}"
        complete -p rongcuo
    """
    path = f"{HERE}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=ROOT,
        env=environment(PATH=path),
        capture_output=True,
        encoding="utf-8",
    )
    said, registered = done.stdout.splitlines()
    assert (said, done.stderr) == (reply, "")
    assert registered.endswith("_rongcuo_completion rongcuo")
