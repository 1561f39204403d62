"""What `rongcuo outline` makes of texts that were in force before the one that it reads."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from .running import LANGUAGES, run
from .test_outline import outline, taken_apart


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条 本办法自印发之日起施行，同时废止《旧办法》。", [("旧办法", "第一条")]),
        ("第一条 甲。\n第二条 《旧办法》（甲发〔2019〕1号）、《旧细则》同时废止。",
         [("旧办法", "第二条"), ("旧细则", "第二条")]),
        ("第一条 原《旧办法》即行废止；《旧办法》的解释一并废止。", [("旧办法", "第一条")]),
        ("一、甲。\n本通知自2025年7月1日起施行。《旧通知》停止执行。", [("旧通知", "结尾段")]),
        ("甲县容错办法（2023年修正）\n第一条 甲。", [("甲县容错办法", "文件标题")]),
        ("甲县容错办法\n（2016年6月1日通过 2023年11月2日修订）\n第一条 甲。", [("甲县容错办法", "文件标题")]),
        ("甲县容错办法\n2016年6月1日县委常委会第一次会议通过\n根据2023年11月2日《决定》第二次修正）\n第一条 甲。",
         [("甲县容错办法", "文件标题")]),
        ("甲县容错办法\n2016年6月1日印发\n第一条 2015年5月1日的方案已经修订。", []),
        ("甲县容错办法（试行）\n第一条 依照《条例》制定。\n第二条 不得废止已有的备案。", []),
    ],
)  # fmt: skip
def test_what_a_document_repeals_or_amends_was_in_force_before(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(one.title, one.where.zh) for one in taken_apart(text).earlier] == expected


def test_a_notice_that_only_amends_has_no_earlier_text_of_its_own() -> None:
    assert taken_apart("甲县关于修改《甲县办法》的决定\n一、删去第八条，《旧办法》同时废止。").earlier == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_block_to_be_filled_in_is_a_comment_that_loads_once_it_is_filled_in(
    language: str, tmp_path: Path
) -> None:
    text = "甲县容错办法（2023年修正）\n第一条 有下列情形的，可以容错：\n（一）甲。\n第二条 《旧“办法》同时废止。"
    done = outline(tmp_path, text, language=language)
    assert "《甲县容错办法》" in done.out and "《旧“办法》" in done.out and "[[earlier]]" in done.out
    file = tmp_path / "rongcuo-jia/src/rongcuo_jia/region.toml"
    written = file.read_text("utf-8")
    assert "earlier" not in tomllib.loads(written)
    findings = json.loads(run("check", "rongcuo-jia", "--json", folder=tmp_path).out)["findings"]
    assert {finding["severity"] for finding in findings} == {"work"}
    commented = written[written.index("# [[earlier]]") :].splitlines()
    block = "\n".join(line.removeprefix("# ") for line in commented if re.match(r"# (\[\[|\w+ = )", line))
    assert [one["title"]["zh"] for one in tomllib.loads(block)["earlier"]] == ["甲县容错办法", "旧“办法"]
