"""The commands of the analysis as their user sees them: in both languages, at 80 columns, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from ..running import LANGUAGES, assert_golden, run

pytestmark = pytest.mark.slow

COMMANDS = {
    "whatif_after": ("whatif", "examples/zhuji.toml", "--region", "hongze"),
    "whatif_before": ("whatif", "examples/constructed/plan_haian.toml"),
    "whatif_stands_on": (
        "whatif",
        "examples/constructed/emergency_measure.toml",
        "--region",
        "hongze",
        "--any",
    ),
    "prepare": ("prepare", "examples/constructed/plan_hongze.toml"),
    "diff": ("diff", "hongze", "jingjiang", "--most", "5"),
    "diff_filing": ("diff", "hongze", "haian", "--question", "filing"),
    "landscape": ("landscape", "--region", "hongze,jingjiang,bincheng,zhejiang"),
    "landscape_filing": ("landscape", "--question", "filing"),
    "prepare_elsewhere": ("prepare", "examples/constructed/plan_hongze.toml", "--region", "江苏"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_in_both_languages(name: str) -> None:
    texts = {}
    for language in LANGUAGES:
        done = run(*COMMANDS[name], language=language, columns=80)
        assert (done.status, done.err) == (0, "")
        assert max(map(cell_len, done.out.splitlines())) <= 80
        texts[language] = done.out
    assert_golden(f"analysis/{name}", texts)


@pytest.mark.parametrize("name", COMMANDS)
def test_json_says_the_same_in_both_languages(name: str) -> None:
    zh, en = (json.loads(run(*COMMANDS[name], "--json", language=language).out) for language in LANGUAGES)
    for page in (zh, en):
        page.pop("sources", None)
    assert zh == en


@pytest.mark.parametrize(
    "arguments, says",
    [
        (("whatif", "examples/wenling.toml"), "--region"),
        (("whatif", "examples/wenling.toml", "--region", "nowhere"), "nowhere"),
        (("whatif", "examples/wenling.toml", "--region", "hongze", "--to", "pardoned"), "tolerated"),
        (("prepare", "done.toml"), "rongcuo whatif"),
        (("diff", "hongze", "bincheng@2017"), "2017"),
        (("diff", "hongze", "nowhere"), "nowhere"),
    ],
)
def test_what_can_not_be_is_refused_in_a_line(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    (tmp_path / "done.toml").write_text('title = "甲"\nwhere = "洪泽"\n[facts]\nstage = "done"\n', "utf-8")
    done = run(*(tmp_path / name if name == "done.toml" else name for name in arguments))
    assert done.status == 2 and done.out == ""
    assert len(done.mistakes) == 1 and says in done.err


def test_the_cases_of_a_difference_can_be_opened_and_ruled(tmp_path: Path) -> None:
    written = run("diff", "hongze", "靖江", "--most", "3", "--write-cases", tmp_path / "cases")
    assert written.status == 0
    files = sorted((tmp_path / "cases").iterdir())
    assert [file.name for file in files] == [f"hongze-jingjiang-{number}.toml" for number in (1, 2, 3)]
    for file in files:
        told = [
            line.removeprefix("# ") for line in file.read_text("utf-8").splitlines() if line.startswith("#")
        ]
        verdict = told[1].partition("：")[2].partition("（")[0].partition("；")[0]
        assert verdict in run("rule", file, "--region", "hongze").out
    again = run("diff", "hongze", "靖江", "--most", "3", "--write-cases", tmp_path / "cases")
    assert again.status == 2 and len(again.mistakes) == 3


def test_an_answer_is_wanted_in_the_words_of_the_language() -> None:
    ids, labels = (
        run("whatif", "examples/zhuji.toml", "--region", "hongze", "--any", "--json", "--to", wanted)
        for wanted in ("refused", "不予容错")
    )
    assert ids.status == 0 and json.loads(ids.out) == json.loads(labels.out)


@pytest.mark.parametrize("name", ["whatif_after", "prepare", "diff"])
def test_a_page_is_written_as_html_as_well(name: str, tmp_path: Path) -> None:
    done = run(*COMMANDS[name], "-o", tmp_path / "page.html")
    assert (done.status, done.err) == (0, "")
    assert "洪泽" in (tmp_path / "page.html").read_text("utf-8")
