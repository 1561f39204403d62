"""Conditions read back in plain words: all those of the plugins, and every form that there is."""

from __future__ import annotations

import pytest

from rongcuo.facts.text import Text, both
from rongcuo.plugins.registry import Registry
from rongcuo.policy.policy import Policy
from rongcuo.render.readback import read_back, read_back_rule, read_back_term
from rongcuo_workshop.workspace import open_plugin

from .running import ROOT, assert_golden, everything, run

FOLDERS = [*sorted(folder.parent for folder in ROOT.glob("plugins/*/src")), ROOT / "examples" / "demo"]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything()


@pytest.fixture(scope="module")
def demo(registry: Registry) -> Policy:
    return open_plugin(str(ROOT / "examples" / "demo"), registry).policy


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_conditions_of_a_plugin_in_plain_words(folder: object, registry: Registry) -> None:
    policy = open_plugin(str(folder), registry).policy
    lines: dict[str, list[str]] = {"zh": [], "en": []}
    for name, term in policy.terms.items():
        text = read_back_term(term, policy)
        lines["zh"].append(f"{name}: {text.zh}")
        lines["en"].append(f"{name}: {text.en}")
    for rule in policy.rules:
        for key, text in read_back_rule(rule, policy).items():
            lines["zh"].append(f"{rule.clause.id} {key}: {text.zh}")
            lines["en"].append(f"{rule.clause.id} {key}: {text.en}")
    assert_golden(f"readback-{policy.plugin}", {name: "\n".join(told) for name, told in lines.items()})


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        ("true", "一律适用", "always"),
        ("trying_first", "先行先试", "trying first"),
        ("not trying_first", "没有“先行先试”的情形", "not so: trying first"),
        ("not not trying_first", "先行先试", "trying first"),
        ("loss >= 500000", "“损失金额”在50万元以上（含本数）", "“loss” is 500,000 yuan or more"),
        ("loss > 500000", "“损失金额”超过50万元（不含本数）", "“loss” is more than 500,000 yuan"),
        ("loss <= '0.50'", "“损失金额”不超过0.50元（含本数）", "“loss” is 0.50 yuan or less"),
        ("loss < 120000000", "“损失金额”不满1.2亿元（不含本数）", "“loss” is less than 120,000,000 yuan"),
        ("days_to_report <= 3", None, "“days from the end of the handling to the written report” is within 3 days"),
        ("'health' in field", "“工作领域”包括“医疗卫生”", "“field of work” includes “health”"),
        ("'health' not in field", "“工作领域”不包括“医疗卫生”", "“field of work” does not include “health”"),
        (
            "'health' in field or 'education' in field",
            "“工作领域”包括“医疗卫生”或者“教育”",
            "“field of work” includes “health” or “education”",
        ),
        (
            "due_care and (no_precedent or not legacy_problem)",
            "须同时满足：（1）符合“三项程序中的两项”；（2）无先例可循，或者没有“历史遗留问题”的情形",
            "all of these hold: (1) “two of the three procedures” applies; "
            "(2) without precedent, or not so: legacy problem",
        ),
        (
            "not (S1 or trying_first)",
            None,
            "not: (S1 “Trying first in the demonstration zone” applies, or trying first)",
        ),
        ("cause_weight >= 'main'", "“客观原因所占作用”达到“主要原因”或者更高", None),
        ("loss_grade >= 'considerable'", "“损失程度”达到“损失较大”或者更重", None),
        ("filing != 'before'", "“备案情况”不是“实施前备案”", "“filing” is not “filed before acting”"),
    ],
)  # fmt: skip
def test_each_form_of_a_condition_is_told(
    condition: str, zh: str | None, en: str | None, demo: Policy
) -> None:
    text = read_back(condition, demo)
    assert en is None or text.en == en
    assert zh is None or text.zh == zh


def test_show_reads_a_clause_back() -> None:
    done = run("show", "jingjiang", "R1", "--code", language="zh")
    assert "适用：政治问题\n代码：political_problem\n" in done.out


def test_marks_within_marks_are_the_inner_ones() -> None:
    asked = Text("“主动报告”是否包括事后报告", "does “reported unasked” include afterwards")
    assert both("readback.no", fact=asked) == Text(
        "没有“‘主动报告’是否包括事后报告”的情形", "not so: does “reported unasked” include afterwards"
    )
    assert both("readback.any_member", fact=asked).en.startswith(
        "“does ‘reported unasked’ include afterwards”"
    )


@pytest.mark.parametrize("command", [("versions",), ("show",), ("show", "--history")])
def test_a_term_is_told_apart_from_a_clause_and_where_it_is_used(command: tuple[str, ...]) -> None:
    done = run(command[0], "jiangsu", "emergency", *command[1:], language="zh", columns=200)
    assert done.status == 2
    assert "`emergency` 是江苏的术语，不是条文；这里填条文编号，术语随用到它的条文列出：C2、T3" in done.err
