"""The one screen that `compare` answers with: short, whole, and nothing said that a row can't carry."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rich.cells import cell_len

from rongcuo.catalogue import MESSAGES

from .running import ROOT, run

pytestmark = pytest.mark.once

EXAMPLES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "examples").glob("*.toml")) + sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "examples" / "constructed").glob("*.toml")
)
#: Cases of each kind, for the daily run: partly known, a region settled, all settled, filing, clarification.
FEW = [
    "examples/yiwu.toml",
    "examples/constructed/jingjiang_r4_accident.toml",
    "examples/constructed/went_on_after_prohibition.toml",
    "examples/constructed/plan_haian.toml",
    "examples/constructed/report_untrue_no_harm.toml",
]
SWEEP = [pytest.param(case, marks=() if case in FEW else pytest.mark.slow) for case in EXAMPLES]
#: What a Chinese text may have of the Latin alphabet: clauses, the option that it names, and the deployment file.
LATIN = re.compile(r"[a-z]+:[A-Z]\w*|\b[A-Z]\d+\w*|--full|C1、")


@cache
def screen(case: str, *more: str, columns: int = 80) -> list[str]:
    done = run("compare", case, *more, columns=columns)
    assert (done.status, done.err) == (0, "")
    return done.out.splitlines()


def answers(case: str) -> Iterator[dict[str, object]]:
    yield from json.loads(run("compare", case, "--json").out)["answers"]


@pytest.mark.slow
@pytest.mark.parametrize("case", SWEEP)
def test_eight_regions_fit_one_screen_where_nothing_is_said_twice_or_in_another_language(case: str) -> None:
    lines = screen(case)
    assert max(map(cell_len, lines)) <= 80
    (conclusion,) = [line for line in lines if "个地区）：" in line]
    place = int(conclusion.partition("（")[2][0]) - 8  # the case's own, where it has no text
    assert len(lines) <= (30 if "待查明" in "".join(lines[:6]) else 25) + place
    starts = [line for line in lines if line and not line.startswith("  ")]
    assert len({*starts}) == len(starts)
    text = "\n".join(lines[1:])
    assert re.findall("[A-Za-z_]{2,}", LATIN.sub("", text)) == []
    assert "可能：" not in text and "尚未查明的事实" not in text


@pytest.mark.slow
@pytest.mark.parametrize("case", FEW)
def test_every_region_has_a_row_with_its_answer_and_the_place_of_the_case_comes_first(case: str) -> None:
    lines = screen(case, columns=200)
    data = json.loads(run("compare", case, "--json").out)
    names = {"bincheng": "滨城", "haian": "海安", "hongze": "洪泽", "jingjiang": "靖江"}
    rows = [line.split() for line in lines if re.match(r" \S", line)]
    for ruling in data["answers"][0]["rulings"]:
        if ruling["region"] in names:
            (row,) = [row for row in rows if row[0] == names[ruling["region"]]]
            said = MESSAGES[f"verdict.{ruling['verdict'].removesuffix('_so_far')}"][0]
            assert row[1].rstrip("*†") == said
            assert ("*" in row[1]) == ruling["verdict"].endswith("_so_far")
    if data["case"]["where"] in names.values():
        assert rows[0][0] == data["case"]["where"]


@pytest.mark.slow
@pytest.mark.parametrize("case", FEW)
def test_what_is_stated_and_not_read_is_told_or_counted(case: str) -> None:
    """An officer who wrote what was done wrong sees where nothing is said of it."""
    text = "".join(screen(case, "--full", columns=1000))
    for answer in answers(case):
        for ruling in answer["rulings"]:  # type: ignore[attr-defined]
            assert not ruling["unread"] or "本地条文未涉及" in text


def test_a_purchase_that_was_split_is_named_where_no_clause_is_about_it() -> None:
    text = "\n".join(screen("examples/constructed/split_purchase.toml"))
    assert "各地条文均未涉及所述：" in text and "程序" in text


def test_full_names_every_need_and_the_finding_that_settles() -> None:
    out = run("compare", "examples/constructed/jingjiang_r4_accident.toml", "--full", columns=1000).out
    assert '[findings."bincheng:red_line"] 中写明 met = false' in out
    assert "尚需查明：认定“重大”（jingjiang:R4）" in out
    assert "what parts them" not in out and "的差异取决于尚未查明的事实" not in out


@pytest.mark.slow
@pytest.mark.parametrize("more", [[], ["--full"]], ids=["short", "full"])
@pytest.mark.parametrize("form", ["--markdown", "--csv"])
def test_no_cell_has_a_line_break(form: str, more: list[str]) -> None:
    out = run("compare", "examples/yiwu.toml", form, *more).out
    assert "<br>" not in out
    if form == "--csv":
        assert out.count("\n") == out.count("\r\n") == 10


@pytest.mark.parametrize("columns", [20, 40, 60, 120])
def test_a_row_has_room_on_every_terminal(columns: int) -> None:
    lines = screen(FEW[1], columns=columns)
    assert max(map(cell_len, lines)) <= columns
    assert not any(line.endswith(" ") for line in lines)
    text = "".join(lines).replace(" ", "")
    for name in ("滨城", "海安", "洪泽", "靖江", "山东"):
        assert name in text


def test_a_region_that_failed_tells_its_whole_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "rongcuo.toml"
    config.write_text(
        '[region.hongze]\nplugins = ["hongze"]\n[region.nowhere]\nplugins = ["nowhere"]\n', "utf-8"
    )
    done = run("compare", "examples/yiwu.toml", "--config", config, columns=80)
    assert done.status == 1
    (row,) = [line for line in done.out.splitlines() if "nowhere" in line and "无法裁断" in line]
    assert cell_len(row) <= 80


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no terminal of this kind")
@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_verdicts_have_their_colour_on_a_terminal_that_has_it(no_color: str, coloured: bool) -> None:
    import pty
    import subprocess

    master, slave = pty.openpty()
    environment = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm", "RONGCUO_LANG": "zh", "COLUMNS": "80"}
    command = [
        sys.executable,
        "-m",
        "rongcuo",
        "compare",
        "examples/constructed/went_on_after_prohibition.toml",
    ]
    with subprocess.Popen(command, stdout=slave, stderr=slave, env=environment, cwd=ROOT) as process:
        os.close(slave)
        out = b""
        try:
            while part := os.read(master, 65536):
                out += part
        except OSError:
            pass  # the terminal was closed from the other side
    os.close(master)
    assert process.returncode == 0
    assert (b"\x1b[31m" in out) == coloured
    assert "不予容错".encode() in out


FINE = """title = "甲"
where = "洪泽"
[facts]
hard_urgent_task = true
extraordinary_measure = true
result_short = false
loss = 0
negative_effect = "none"
"""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", True),
        ('procedure_flaw = ["no_tender"]', False),
        ('mandatory_procedure = "not_done"', False),
        ('rule_departed = "department_rule"', False),
        ('mandatory_procedure = "done"', True),
        ('rule_departed = "none"', True),
    ],
)
def test_what_was_left_undone_went_wrong_and_is_named_in_its_row(
    more: str, told: bool, tmp_path: Path
) -> None:
    (tmp_path / "case.toml").write_text(FINE + more, "utf-8")
    out = run("compare", "case.toml", "--region", "洪泽,海安", folder=tmp_path, columns=80).out
    assert ("通常无须容错" in out) == told
    if not told:
        assert any(name in out for name in ("程序瑕疵", "法定程序履行情况", "所突破规定的层级"))


@pytest.mark.parametrize(
    ("fact", "word"), [("举报核查结论", "不属实"), ("举报核查结论", "部分属实"), ("备案情况", "已备案")]
)
def test_no_hint_says_the_opposite(fact: str, word: str, tmp_path: Path) -> None:
    text = f'title = "甲"\nwhere = "洪泽"\n[facts]\n"{fact}" = "{word}"\n'
    (tmp_path / "case.toml").write_text(text, "utf-8")
    done = run("compare", "case.toml", folder=tmp_path)
    assert (
        done.status == 2 and "属实`" not in done.err.partition("是否应为")[2] and "`未备案`" not in done.err
    )


@pytest.mark.parametrize(
    ("more", "clause"), [("", "P3 急难险重任务中的补救"), ("filing_scope = 'within'", "F8 事前备案免责")]
)
def test_a_filing_is_thought_of_last_where_nothing_is_said_of_one(
    more: str, clause: str, tmp_path: Path
) -> None:
    text = f'title = "甲"\nwhere = "洪泽"\n[facts]\nfield = ["水利工程"]\n{more}\n'
    (tmp_path / "case.toml").write_text(text, "utf-8")
    out = run("compare", "case.toml", "--region", "洪泽", folder=tmp_path, columns=200).out
    assert f"待查明   {clause}待查：" in out


def test_a_name_that_would_read_as_several_stands_in_quotation_marks_in_a_list() -> None:
    out = run("compare", "examples/constructed/emergency_measure.toml", columns=200).out
    assert "待查：历史遗留问题、“开拓进取、主动履职”；" in out


def test_a_note_that_every_row_has_is_told_once(tmp_path: Path) -> None:
    text = 'title = "甲"\nwhere = "洪泽"\n[facts]\n"举报核查结论" = "失实"\n"失实举报的影响" = ["影响选拔任用"]\n'
    (tmp_path / "case.toml").write_text(text, "utf-8")
    lines = run("compare", "case.toml", folder=tmp_path, columns=80).out.splitlines()
    assert [line for line in lines if "有认定未附依据" in line] == ["各地：有认定未附依据"]


GRAVE = """title = "甲"
where = "洪泽"
[facts]
trying_first = true
legacy_problem = true
proactive_duty = true
objection_recorded = true
loss = 3_000_000
loss_grade = "large"
negative_effect = "serious"
debt_default = true
negative_opinion = true
decision_procedure = false
"""


@pytest.mark.slow
@pytest.mark.parametrize("columns", [60, 80])
def test_what_weighs_against_the_person_is_never_a_mere_number(columns: int, tmp_path: Path) -> None:
    """Harm and breaches stand first where no clause reads them, and what speaks for the person is counted."""
    (tmp_path / "case.toml").write_text(GRAVE, "utf-8")
    done = run("compare", "case.toml", folder=tmp_path, columns=columns)
    text = re.sub(r"\s", "", done.out)
    assert "除靖江外：引发债务违约" in text
    row = text[text.index("洪泽待查明") : text.index("滨城待查明")]
    assert "未涉及所述：履行相应决策程序（否）、损失金额（300万元）、损失程度（损失巨大）" in row
    assert "各地条文均未涉及所述：有严重负面影响" in text


@pytest.mark.parametrize(
    ("case", "region"),
    [("texts_held_unmet", "海安"), ("texts_held_unmet", "洪泽"), ("gain_for_unit", "靖江")],
)
def test_a_mark_stands_on_the_screen_together_with_what_it_means(case: str, region: str) -> None:
    """Also where only the texts above have it; and no mark is explained that stands nowhere."""
    text = "\n".join(screen(f"examples/constructed/{case}.toml", "--region", region, columns=200))
    assert ("* 仅据已公开条文" in text) == ("*" in text.replace("* 仅据已公开条文", ""))


@pytest.mark.parametrize("more", ["trying_first = true", 'field = ["water_works"]\nhard_urgent_task = true'])
def test_what_to_ask_is_what_the_row_names_and_nothing_that_hangs_on_another_question(
    more: str, tmp_path: Path
) -> None:
    base = (ROOT / "examples" / "constructed" / "base" / "checked.toml").as_posix()
    (tmp_path / "case.toml").write_text(
        f'extends = "{base}"\ntitle = "甲"\nwhere = "洪泽"\n[facts]\n{more}\n', "utf-8"
    )
    data = json.loads(run("compare", "case.toml", "--region", "洪泽", "--json", folder=tmp_path).out)
    (answer,) = data["answers"]
    (row,) = answer["rulings"]
    named = min(
        (facts for facts in row["if_absent"]["still_needed"].values() if "filing" not in facts), key=len
    )
    first, *others = [step["ask"] for step in answer["asks"]]
    assert "filing_scope" not in [name for ask in (first, *others) for name in ask]
    assert {name for ask in others for name in ask} <= {*named}


def test_a_row_that_follows_one_reading_tells_what_another_comes_to() -> None:
    text = "\n".join(
        screen("examples/constructed/filed_cause_not_objective.toml", "--region", "洪泽", columns=200)
    )
    assert "条文有不同理解，本结论取其一，另一种为可予容错" in text
