"""A case that `rongcuo test` can't get past is an error that `rongcuo check` finds, and stops no other case."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from .running import LANGUAGES, ROOT, installed, run

pytestmark = pytest.mark.slow

DEMO = ROOT / "examples" / "demo" / "src" / "rongcuo_demo"
#: Findings that fit no clause, or not the facts of the case, and what is told of each.
FINDINGS = {
    "of no clause": ('[findings."demo:R99"]\nmet = true\n', "demo:R99"),
    "that nobody is asked": ('[findings."demo:T1"]\nmet = true\n', "demo:T1"),
    "on a whole list": ('[findings."demo:red_line"]\nmet = true\n', "met = false"),
}


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "rongcuo_demo"))


def add_case(folder: Path, more: str = "", verdict: str = "fileable") -> None:
    case = (folder / "cases" / "file-bridge.toml").read_text("utf-8")
    assert 'verdict = "fileable"' in case
    text = case.replace('verdict = "fileable"', f'verdict = "{verdict}"') + "\n" + more
    (folder / "cases" / "zz.toml").write_text(text, "utf-8")


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_that_fits_nothing_is_found_by_check_and_fails_its_own_case(name: str, demo: Path) -> None:
    more, word = FINDINGS[name]
    add_case(demo, more)
    checked = run("check", demo, "--json", found=installed("national"))
    told = [f for f in json.loads(checked.out)["findings"] if f["file"] == "cases/zz.toml"]
    assert checked.status == 1
    assert [finding["code"] for finding in told] == ["RC126"] and word in told[0]["message"]
    tested = run("test", demo, "--json", found=installed("national"))
    outcomes = {case["file"]: case["passed"] for case in json.loads(tested.out)["cases"]}
    assert tested.status == 1
    assert not outcomes.pop("zz") and outcomes and all(outcomes.values())


def test_a_verdict_that_there_is_not_is_told_with_the_one_that_was_meant(demo: Path) -> None:
    add_case(demo, verdict="filable")
    for language in LANGUAGES:
        checked = run("check", demo, "--json", found=installed("national"), language=language)
        (told,) = [f for f in json.loads(checked.out)["findings"] if f["file"] == "cases/zz.toml"]
        assert checked.status == 1 and told["code"] == "RC126" and "`fileable`" in told["message"]
        tested = run("test", demo, found=installed("national"), language=language)
        assert tested.status == 2 and "`filable`" in tested.err and "expect.demo" in tested.err


def test_a_source_that_a_list_alone_cites_is_cited(demo: Path) -> None:
    sources = demo / "sources.toml"
    first = sources.read_text("utf-8").partition("[[source]]")[2].partition("[[source]]")[0]
    only = re.sub(r'id = "[^"]*"', 'id = "listed"', first, count=1)
    sources.write_text(f"{sources.read_text('utf-8')}\n[[source]]{only}", "utf-8")
    lines = demo / "red_lines.toml"
    text = re.sub(r'(\[list\.red_line\][^\[]*?source = )"[^"]*"', r'\1"listed"', lines.read_text("utf-8"))
    assert '"listed"' in text
    lines.write_text(text, "utf-8")
    tested = run("test", demo, "--json", found=installed("national"))
    assert "listed" not in json.dumps(json.loads(tested.out)["contract"])


def test_a_floor_in_any_other_plugin_than_the_nations_is_a_mistake_with_its_mend(demo: Path) -> None:
    tolerance = demo / "tolerance.toml"
    text = tolerance.read_text("utf-8")
    head = '[[situation]]\nid = "S1"\n'
    assert head in text
    more = 'floor = true\nfinding = { zh = "认定", en = "found" }\n'
    tolerance.write_text(text.replace(head, head + more), "utf-8")
    for command in ("check", "test"):
        output = run(command, demo, "--json", found=installed("national"))
        assert output.status == {"check": 1, "test": 2}[command]
        assert "floor = true" in output.out + output.err
