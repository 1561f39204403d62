"""A mistake in a file gets one short paragraph in both languages: the file, the place and the mend.

The texts are in golden/errors, one file for each situation; RONGCUO_UPDATE_GOLDEN=1 rewrites them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import frozen

import rongcuo_documents  # noqa: F401  its texts are in the catalogue once it is imported
import rongcuo_interview  # noqa: F401  its texts are in the catalogue once it is imported
import rongcuo_registry  # noqa: F401  its texts are in the catalogue once it is imported
import rongcuo_workshop  # noqa: F401  its texts are in the catalogue once it is imported
from rongcuo import DataPlugin
from rongcuo.facts.text import Language

from .running import GOLDEN, LANGUAGES, ROOT, FakePoint, Run, assert_golden, installed, run

pytestmark = pytest.mark.once

CASE = 'title = "试点"\nwhere = "靖江"\n'
LARGE = b"# " + b"x" * 10_000_000 + b'\ntitle = "x"\nwhere = "x"\n'
JUNK = "Café Müller, Ångström: über naïve façades".encode("latin-1") * 20
#: A workbook, a document and a picture that was taken for a case.
ARCHIVE = b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + bytes(range(256)) * 4


@frozen
class Situation:
    """What is wrong: files in a folder, and the command that meets them.

    `mistakes` is how many paragraphs are told, `file` the file each of them names.
    """

    files: Mapping[str, str | bytes]
    command: tuple[str, ...] = ("case", "check", "case.toml")
    mistakes: int = 1
    file: str = "case.toml"
    policy: bool = False


def case(text: str, *, mistakes: int = 1) -> Situation:
    """A case file with a head that is right, and a rest that isn't."""
    return Situation({"case.toml": CASE + text}, mistakes=mistakes)


def decided(
    account: str | None = None, outcome: str = "", more: str = "", where: str = "靖江", mistakes: int = 1
) -> Situation:
    """A decided matter with something wrong; `account` ends the document that tells of it, none where it is empty."""
    text = f'title = {{ zh = "试点", en = "A pilot" }}\nwhere = "{where}"\nleft_out = {{ zh = "甲", en = "a" }}\n'
    text += "account = []\n" if account == "" else ""
    text += f'[outcome]\nstatement = {{ zh = "乙", en = "b" }}\n{outcome}'
    if account != "":
        text += '[[account]]\ntitle = { zh = "丙", en = "c" }\npublisher = { zh = "报", en = "P" }\n'
        text += f'read = "whole"\n{account or ""}'
    return Situation({"matter.toml": text + more}, ("backtest", "matter.toml"), mistakes, "matter.toml")


def whole(content: str | bytes, *, mistakes: int = 1) -> Situation:
    """A case file told from its first byte."""
    return Situation({"case.toml": content}, mistakes=mistakes)


REGION = """
id = "demo"
code = "999999"
level = "county"
name = { zh = "示例县", en = "Demo" }
full_name = { zh = "示例县", en = "Demo" }
[policy]
title = { zh = "示例办法", en = "Demo measures" }
issuer = { zh = "示例县委", en = "Demo committee" }
summary = { zh = "示例。", en = "An example." }
"""
SOURCES = """
[[source]]
id = "S"
title = { zh = "原文", en = "The text" }
issuer = { zh = "示例县委", en = "Demo committee" }
kind = "policy_text"
"""
RED_LINE = """
[[red_line]]
id = "R1"
title = { zh = "事故", en = "Accident" }
statement = { zh = "发生事故的，不予容错。", en = "No tolerance after an accident." }
topic = "safety_accident"
source = "S"
"""

FIGURE = """
[[figure]]
id = "N1"
statement = { zh = "容错7起。", en = "Seven matters were tolerated." }
date = "DATE"
source = "S"
"""


def policy(red_lines: str, *, mistakes: int = 1, **others: str) -> Situation:
    """A plugin whose policy files have a mistake, mostly in red_lines.toml."""
    files = {"region.toml": REGION, "sources.toml": SOURCES, "red_lines.toml": red_lines}
    files |= {f"{name}.toml": text for name, text in others.items()}
    return Situation(files, ("show", "demo"), mistakes, "demo", policy=True)


def condition(text: str) -> Situation:
    """A red line whose condition is wrong."""
    return policy(f"{RED_LINE}when = '''{text}'''\n")


def deployment(text: str, *, mistakes: int = 1) -> Situation:
    command = ("regions", "--config", "rongcuo.toml")
    return Situation({"rongcuo.toml": text}, command, mistakes, "rongcuo.toml")


def usage(*command: str) -> Situation:
    return Situation({}, command, file="")


CASES = {
    # a decided matter
    "decided-date-impossible": decided('date = "2018-13"\n'),
    "decided-date-ahead": decided('date = "2999"\n'),
    "decided-answer-unknown": decided(outcome='answer = "forgiven"\n'),
    "decided-accounts-none": decided(account=""),
    "decided-place-unknown": decided(where="没有的县"),
    "decided-as-read-told": decided(
        more="[facts]\nreform_work = true\n[as_read]\nfacts = { reform_work = false }\n"
        'why = { zh = "丁", en = "d" }\n'
    ),
    "decided-fact-unknown": decided(more="[facts]\nlose = 3\n"),
    "decided-key-of-a-case": decided(more='[expect.hongze]\nverdict = "tolerated"\n'),
    "decided-several": decided(outcome='answer = "forgiven"\n', more="[facts]\nlose = 3\n", mistakes=2),
    "decided-nothing": Situation({"empty/x.toml": CASE}, ("backtest", "empty"), file="empty"),
    # the file as a whole
    "file-missing": Situation({}),
    "file-folder": Situation({"case.toml/inside.toml": ""}),
    "file-empty": whole(" \n\n"),
    "file-large": whole(LARGE),
    "file-gb18030": whole((CASE + "# 靖江试点招商失误的情况\n").encode("gb18030")),
    "file-utf-16": whole(CASE.encode("utf-16")),
    "file-latin-1": whole(JUNK),
    "file-archive": whole(ARCHIVE),
    # TOML
    "toml-quote-missing": case('summary = "没有写完\n'),
    "toml-quote-curly-end": case('summary = "没有写完”\n'),
    "toml-quote-inside": case('summary = "关于"试点"的说明"\n'),
    "toml-equals-missing": case("[facts]\nloss 3\n"),
    "toml-value-bare": case("[facts]\nsafety_accident = yes\n"),
    "toml-value-missing": case("[facts]\nloss =\n"),
    "toml-header-open": case("[facts\nloss = 3\n"),
    "toml-header-colon": case("[findings.jingjiang:R4]\nmet = true\n"),
    "toml-values-bare": case(
        "[facts]\ncollective_decision = 是\nloss = 未知\nlose = 3\nfield = [水利工程]\nassigned = 试点\n",
        mistakes=5,
    ),
    "toml-title-bare": whole('title = 试点\nwhere = "靖江"\n[facts]\nlose = 1\n', mistakes=2),
    "toml-heading-and-value": case(
        "[findings.靖江:R4]\nmet = false\n[facts]\nlose = 1\nloss = 是\n", mistakes=3
    ),
    "toml-list-open": case('absent = ["private_gain"\n'),
    "toml-braces-open": case('dates = { act = "2024"\n'),
    "toml-twice": case("[facts]\nloss = 3\n[facts]\nloss = 4\n"),
    "toml-key-chinese": case('案由 = "试点"\n', mistakes=2),
    "toml-number-commas": case("[facts]\nloss = 1,000\n"),
    "toml-date-impossible": case("[dates]\nact = 2024-02-30\n"),
    "toml-backslash": case('summary = "C:\\案件\\一"\n'),
    "toml-control": case('summary = "a\x01b"\n'),
    "toml-deep": case(f"[facts]\nfield = {'[' * 3000}{']' * 3000}\n"),
    "toml-digits": case(f"[facts]\nloss = {'9' * 5000}\n"),
    "toml-wide-equals": whole('title＝"试点"\nwhere = "靖江"\n'),
    "toml-wide-quotes": whole('title = “试点”\nwhere = "靖江"\n'),
    "toml-wide-comma": case('absent = ["private_gain"，"debt_default"]\n'),
    "toml-wide-brackets": case("［facts］\nloss = 3\n"),
    "toml-wide-colon": case('[facts]\nloss = { at_most："3" }\n'),
    "toml-wide-digits": case("[facts]\nloss = ３０００\n"),
    # what a case says
    "key-unknown": case('[fact]\nloss = 3\n[[evidence]]\nfact = "loss"\ndocumnt = "x"\n', mistakes=3),
    "key-missing": whole('where = "靖江"\n'),
    "where-empty": whole('title = "试点"\nwhere = " "\n'),
    "types-wrong": case(
        '[facts]\nsafety_accident = "有"\nfield = "trade"\nassigned = 3\nloss = true\n', mistakes=4
    ),
    "types-wrong-above": whole('title = 3\nwhere = ["靖江"]\nabsent = "private_gain"\n', mistakes=3),
    "fact-unknown": case("[facts]\nsaftey_accident = true\n"),
    "fact-unlike-any": case('[facts]\n"天气" = true\n'),
    "fact-of-a-plugin-unknown": case('[facts]\n"jingjiang:rainfall" = 3\n'),
    "choice-unknown": case('[facts]\nassigned = "pilots"\nfield = ["trade", "healt"]\n', mistakes=2),
    "choice-unlike-a-label": case('[facts]\nfield = ["水力工程"]\n'),
    "fact-unlike-a-label": case('[facts]\n"损失的金额" = 3\n'),
    "fact-under-two-names": case('[facts]\nloss = 3\n"损失金额" = 3\n'),
    "amount-float": case("[facts]\nloss = 3.5\n"),
    "amount-large": case("[facts]\nloss = 99999999999999999999999999\n"),
    "amount-negative": case("[facts]\nloss = -5\n"),
    "date-impossible": case('[dates]\nact = "2024-13-01"\nfiled = 2024\nruling = "２０２４"\n', mistakes=3),
    "value-partial-key-unknown": case('[facts]\nloss = { at_most = "3", abot = "4" }\n'),
    "value-partial-empty": case('[facts]\nloss = { by = "审计局" }\n'),
    "value-bounds-crossed": case('[facts]\nloss = { at_least = "5", at_most = "3" }\n'),
    "value-in-and-out": case('[facts]\nfield = { includes = ["trade"], excludes = ["trade"] }\n'),
    "value-deep": case(f"[facts]\nfield = {'[' * 40}{']' * 40}\n"),
    "absent-not-adverse": case('absent = ["trying_first"]\n'),
    "absent-and-found": case('absent = ["safety_accident"]\n[facts]\nsafety_accident = true\n'),
    "absent-without-facts": case('[absent]\nby = "纪委"\non = "2024-13"\n', mistakes=1),
    "absent-on-no-day": case(
        'absent = [{ facts = [], by = 3 }, { facts = ["debt_default"], on = "昨天" }, 3]\n', mistakes=3
    ),
    "absent-unknown": case('absent = ["debt_defalt"]\n'),
    "facts-exclude-each-other": case('[facts]\nfiling = "none"\nfiling_scope = "within"\n'),
    "facts-cannot-both-be": case(
        '[facts]\n"损失金额" = 3\n"损失程度" = "没有损失"\nremedy = "nothing_to_remedy"\n', mistakes=2
    ),
    "facts-exclude-each-other-in-two-files": Situation(
        {
            "case.toml": CASE + 'extends = "base.toml"\n[facts]\nfiling = "none"\n',
            "base.toml": CASE + '# 基础\n[facts]\n"是否超出备案内容" = "未超出"\n',
        },
        file="base.toml",
    ),
    "filing-after-its-date": case(
        'dates = { act = "2024-01-01", filed = "2024-05-01" }\n[facts]\nfiling = "before"\n'
    ),
    "finding-against-a-fact": case(
        '[facts]\nsafety_accident = false\n[findings."jingjiang:R4"]\nmet = true\n'
    ),
    "finding-on-a-list-against-a-fact": case(
        '[facts]\nintegrity_problem = true\n[findings."jingjiang:red_line"]\nmet = false\n'
    ),
    "finding-on-a-list-met": case('[findings."hongze:red_line"]\nmet = true\n'),
    "finding-clause-unknown": case('[findings."jingjiang:R44"]\nmet = true\n'),
    "finding-not-asked": case('[findings."jingjiang:R1"]\nmet = true\n'),
    "finding-no-table": case('[findings]\n"jingjiang:R4" = true\n'),
    "several": case(
        'titel = "x"\nabsent = ["nothing_found"]\n'
        '[facts]\nlose = 1\nfield = "trade"\nassigned = "pilt"\n'
        '[dates]\nact = "2024-13-01"\n[[evidence]]\nfact = "los"\ndocument = "x"\n',
        mistakes=7,
    ),
    "control-characters-in-a-name": case('[facts]\n"\\u001b[31mloss\\n" = 3\n'),
    # a case on top of another
    "extends-missing": case('extends = "base/none.toml"\n'),
    "extends-itself": case('extends = "case.toml"\n'),
    "extends-a-folder": case('extends = "."\n'),
    "extends-round": Situation(
        {"case.toml": CASE + 'extends = "b.toml"\n', "b.toml": CASE + 'extends = "case.toml"\n'},
        file="b.toml",
    ),
    "extends-one-with-mistakes": Situation(
        {
            "case.toml": CASE + 'extends = "base.toml"\n[facts]\nassigned = "pilot"\n',
            "base.toml": CASE + 'absent = ["trying_first"]\n[facts]\nlose = 3\n[dates]\nact = "1"\n',
        },
        mistakes=3,
        file="base.toml",
    ),
    "extends-one-beside-the-folder": Situation(
        {
            "cases/case.toml": CASE + 'extends = "../bases/base.toml"\n',
            "bases/base.toml": CASE + 'extends = "../deep.toml"\n[facts]\nlose = 3\n',
            "deep.toml": "[facts]\nlos = 3\n",
        },
        command=("case", "check", "cases/case.toml"),
        mistakes=2,
        file="",
    ),
}

CONDITIONS = {
    "condition-call": "__import__('os').system('x')",
    "condition-lambda": "lambda: safety_accident",
    "condition-attribute": "safety_accident.__class__",
    "condition-f-string": "f'{safety_accident}'",
    "condition-walrus": "(x := safety_accident)",
    "condition-comprehension": "[x for x in field]",
    "condition-subscript": "field[0] == 'trade'",
    "condition-arithmetic": "loss + 1 > 2",
    "condition-if-else": "safety_accident if debt_default else reform_work",
    "condition-text-alone": "'trade'",
    "condition-chained": "1 < loss < 3",
    "condition-one-equals-sign": "violation_found = 'crime'",
    "condition-open-bracket": "(safety_accident or debt_default",
    "condition-two-lines": "safety_accident\nor debt_default",
    "condition-empty": " ",
    "condition-name-unknown": "saftey_accident and debt_default",
    "condition-float": "loss > 3.5",
    "condition-choice-unknown": "violation_found >= 'violaton'",
    "condition-level-alone": "violation_found",
    "condition-yes-no-compared": "safety_accident == 'yes'",
    "condition-set-compared": "field == 'trade'",
    "condition-choice-ordered": "assigned > 'pilot'",
    "condition-in-the-wrong-fact": "'trade' in assigned",
    "condition-of-choices-in-a-set": "field in ('trade', 'health')",
    "condition-value-first": "'crime' == violation_found",
    "condition-two-facts": "violation_found == accident_role",
    "condition-not-known-yet": "report_outcome == 'pending'",
    "condition-wide-brackets": "（safety_accident）",
    "condition-wide-comma": "violation_found in ('minor'，'crime')",
    "condition-curly-quotes": "violation_found == ‘crime’",
    "condition-deep": "(" * 300 + "safety_accident" + ")" * 300,
    "condition-long": " or ".join(["safety_accident"] * 200),
}
OWN_DAY = """
[[fact]]
id = "own_day"
group = "procedure"
type = "date"
label = { zh = "日期", en = "day" }
ask = { zh = "哪一天？", en = "Which day?" }
"""

OWN_FACT = """
[[fact]]
id = "{name}"
group = "{group}"
type = "{type}"
label = {{ zh = "事项", en = "matter" }}
ask = {{ zh = "是什么？", en = "What is it?" }}
{keys}
"""


def own_fact(name: str, type: str, keys: str = "", group: str = "procedure") -> str:
    return OWN_FACT.format(name=name, type=type, keys=keys, group=group)


TWO = 'choices = [{ id = "low", zh = "低", en = "low" }, { id = "high", zh = "高", en = "high" }]\n'

POLICIES = {
    "policy-own-facts-wrong": policy(
        RED_LINE
        + 'when = "safety_accident"\n'
        + own_fact("F1", "yes_no", group="conditions")
        + own_fact("F2", "yes_no", "adverse = true")
        + own_fact("F3", "choice")
        + own_fact("F4", "yes_no", TWO)
        + own_fact("F5", "level", f'{TWO}absent = "none"\nadverse_from = "hihg"')
        + own_fact("F6", "amount", "absent = false")
        + own_fact("F7", "set", TWO.replace('"low", zh', '"high", zh') + 'absent = "low"')
        + own_fact("F8", "level", f'{TWO}adverse_from = "high"'),
        mistakes=10,
    ),
    "policy-key-unknown": policy(RED_LINE + 'when = "safety_accident"\nserios = true\n'),
    "policy-kind-unknown": policy(RED_LINE.replace("red_line", "redline") + 'when = "safety_accident"\n'),
    "policy-kind-not-here": policy(RED_LINE.replace("red_line", "situation") + 'when = "true"\n'),
    "policy-floor-elsewhere": policy(RED_LINE + 'when = "safety_accident"\nfloor = true\n'),
    "policy-one-table": policy(RED_LINE.replace("[[red_line]]", "[red_line]") + 'when = "true"\n'),
    "policy-text-in-one-language": policy(
        RED_LINE.replace('{ zh = "事故", en = "Accident" }', '"事故"') + 'when = "safety_accident"\n'
    ),
    "policy-source-unknown": policy(RED_LINE.replace('"S"', '"S2"') + 'when = "safety_accident"\n'),
    "policy-topic-unknown": policy(
        RED_LINE.replace('"safety_accident"', '"saftey_accident"') + 'when = "safety_accident"\n'
    ),
    "policy-topic-of-another-family": policy(
        RED_LINE.replace('"safety_accident"', '"filing_scope"') + 'when = "safety_accident"\n'
    ),
    "policy-when-missing": policy(RED_LINE),
    "policy-same-id-twice": policy(f'{RED_LINE}when = "true"\n{RED_LINE}when = "true"\n'),
    "policy-circular": policy(
        f'{RED_LINE}when = "R2"\n' + RED_LINE.replace('"R1"', '"R2"') + 'when = "R1"\n', mistakes=2
    ),
    "policy-count-contradicted": policy(
        f'[list.red_line]\nseen = "counted"\nannounced = 0\n{RED_LINE}when = "safety_accident"\n'
    ),
    "policy-list-value": policy(f'[list.red_line]\nseen = "all"\n{RED_LINE}when = "safety_accident"\n'),
    "policy-region-wrong": policy(
        RED_LINE + 'when = "safety_accident"\n',
        region=REGION.replace("999999", "99").replace('"demo"', '"Demo County"'),
        mistakes=2,
    ),
    "policy-figures-wrong": policy(
        f'{RED_LINE}when = "safety_accident"\n',
        mistakes=3,
        region=REGION
        + FIGURE.replace("DATE", "2022-13").replace('"S"', '"S9"')
        + FIGURE.replace("DATE", "2022").replace('"N1"', '"R1"'),
    ),
    "policy-measures-wrong": policy(
        f'{RED_LINE}when = "safety_accident"\n',
        mistakes=2,
        measures="""
[list.measure]
seen = "counted"
announced = 3
missing_at_least = 3
[[measure]]
id = "M1"
title = { zh = "挂职", en = "Secondment" }
statement = { zh = "选派挂职。", en = "Officials are seconded." }
topic = "training"
source = "S"
clauses = ["R2"]
""",
    ),
    "usage-region-of-measures-alone": usage("compare", str(ROOT / "examples/yiwu.toml"), "--region", "南京"),
    "policy-several": policy(
        RED_LINE.replace('"S"', '"X"')
        + "when = \"safety_acident or violation_found == 'bad'\"\n"
        + RED_LINE.replace('"R1"', '"R 2"').replace('"safety_accident"', '"weather"')
        + 'when = "loss > 2.5"\n',
        mistakes=5,
    ),
    "policy-file-gb18030": Situation(
        {
            "region.toml": REGION,
            "sources.toml": SOURCES,
            "red_lines.toml": (RED_LINE + 'when = "safety_accident"\n').encode("gb18030"),
        },
        ("show", "demo"),
        file="red_lines.toml",
        policy=True,
    ),
}

DEPLOYMENTS = {
    "deployment-key-unknown": deployment('[regions.hongze]\nplugins = ["hongze"]\n', mistakes=2),
    "deployment-no-plugins": deployment("[region.hongze]\nplugins = []\n"),
    "deployment-plugin-twice": deployment('[region.hongze]\nplugins = ["hongze", "hongze"]\n'),
    "deployment-plugins-no-list": deployment('[region.hongze]\nplugins = "hongze"\n'),
    "deployment-missing": Situation({}, ("regions", "--config", "rongcuo.toml"), file="rongcuo.toml"),
}

USAGES = {
    "usage-command-unknown": usage("comprae", "x.toml"),
    "usage-command-of-case-unknown": usage("case", "chek", "x.toml"),
    "usage-option-unknown": usage("compare", "x.toml", "--jsn"),
    "usage-argument-missing": usage("compare"),
    "usage-option-missing": usage("rule", "x.toml"),
    "usage-value-missing": usage("rule", "x.toml", "--region"),
    "usage-choice-unknown": usage("compare", "x.toml", "--question", "tolerence"),
    "usage-number-out-of-range": usage("doctor", "--timeout", "0"),
    "usage-number-of-letters": usage("config", "check", "--timeout", "ten"),
    "usage-argument-too-many": usage("compare", "a.toml", "b.toml"),
    "usage-region-unknown": usage("show", "jingjang"),
    "usage-region-unknown-chinese": usage("show", "靖工"),
    "usage-clause-unknown": usage("show", "jingjiang", "R9"),
    "usage-word-in-no-group": usage("facts", "化学", "--group", "procedure"),
    "usage-word-in-another-group": usage("facts", "招标", "--group", "motive"),
    "usage-group-unknown": usage("facts", "--group", "动机"),
}

SITUATIONS = (
    CASES
    | {name: condition(text) for name, text in CONDITIONS.items()}
    | {"condition-date-impossible": policy(f"{OWN_DAY}{RED_LINE}when = \"own_day > '2024-02-30'\"\n")}
    | POLICIES
    | DEPLOYMENTS
    | USAGES
)


def write(situation: Situation, folder: Path) -> None:
    for name, content in situation.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def met(situation: Situation, folder: Path, language: Language) -> Run:
    """What the command makes of a situation, in a folder of its own."""
    write(situation, folder)
    found = [*installed("national"), FakePoint("demo", DataPlugin(folder))] if situation.policy else None
    return run(*situation.command, language=language, folder=folder, found=found)


#: Names that mean nothing to somebody who doesn't program.
OF_PYTHON = re.compile(r"Traceback|Error\b|\b(str|int|float|bool|dict|tuple|None|True|False|NoneType)\b")


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_mistake_is_told_in_short_with_its_file_place_and_mend(name: str, tmp_path: Path) -> None:
    situation = SITUATIONS[name]
    runs = {language: met(situation, tmp_path, language) for language in LANGUAGES}
    for language, done in runs.items():
        start = "错误：" if language == "zh" else "error: "
        assert (done.status, done.out) == (2, "")
        assert len(done.mistakes) == situation.mistakes
        for line in done.mistakes:
            assert line.startswith(start)
            assert situation.file in line
            assert not OF_PYTHON.search(line)
            assert len(line) <= 320
            assert line.isprintable()
            assert chinese_in(line) == (language == "zh")
    assert_golden(f"errors/{name}", {language: done.err for language, done in runs.items()})


def test_every_golden_error_belongs_to_a_situation() -> None:
    assert {path.stem for path in (GOLDEN / "errors").glob("*.txt")} == set(SITUATIONS)


def chinese_in(text: str) -> bool:
    """Whether a message has Chinese in it, but for what it quotes of the file."""
    return bool(re.search("[\u4e00-\u9fff]", re.sub('`[^`]*`|"[^"]*"', "", text)))


# What is no mistake


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(("\ufeff" + CASE).encode("utf-8"), id="a byte-order mark"),
        pytest.param(CASE.replace("\n", "\r\n").encode("utf-8"), id="the line ends of Windows"),
        pytest.param(("\ufeff" + CASE + "[facts]\n").replace("\n", "\r\n").encode(), id="both"),
        pytest.param((CASE + '[facts]\nloss = "12345.60"\n').encode(), id="a decimal in quotes"),
        pytest.param(
            (CASE + '[facts]\n"elsewhere:rainfall" = 3\n').encode(), id="a fact of an absent plugin"
        ),
        pytest.param((CASE + "# “全角” ，＝［］\n").encode(), id="wide signs in a comment"),
    ],
)
def test_what_is_no_mistake_is_accepted(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_bytes(content)
    done = run("case", "check", "case.toml", folder=tmp_path)
    assert (done.status, done.err) == (0, "")


def test_what_no_plugin_reads_is_listed_as_unread(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(CASE + '[facts]\n"elsewhere:rainfall" = 3\n', "utf-8")
    assert "elsewhere:rainfall" in run("case", "check", "case.toml", folder=tmp_path).out


# The same mistake through every command that reads a case


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "case.toml"),
        ("rule", "case.toml", "--region", "hongze"),
        ("case", "check", "case.toml"),
        ("compare", "case.toml", "--json"),
    ],
)
def test_every_command_tells_a_mistake_alike(command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(CASE + "[facts]\nlose = 3\n", "utf-8")
    done = run(*command, folder=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert done.err == run("case", "check", "case.toml", folder=tmp_path).err


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["fact-unknown", "file-folder", "file-gb18030", "several"])
def test_a_process_of_its_own_ends_alike(name: str, language: Language, tmp_path: Path) -> None:
    write(SITUATIONS[name], tmp_path)
    environment = {**os.environ, "RONGCUO_LANG": language, "PYTHONUTF8": "1", "RONGCUO_CONFIG": ""}
    done = subprocess.run(
        [sys.executable, "-m", "rongcuo", *SITUATIONS[name].command],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == run(*SITUATIONS[name].command, language=language, folder=tmp_path).err


def test_verbose_adds_the_traceback_and_keeps_the_paragraph(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(CASE + "[facts]\nlose = 3\n", "utf-8")
    done = run("case", "check", "case.toml", "--verbose", folder=tmp_path)
    assert done.status == 2
    assert done.err.startswith("Traceback") and "错误：case.toml" in done.err
