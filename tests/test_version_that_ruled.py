"""Which version of an amended text ruled, and which one the act was done under: every output says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rongcuo import DataPlugin

from .amended import EARLIER, NOW, amended, case, said
from .policytext import clause, files, region, source
from .running import FakePoint, installed, run

RULED = "按修改前（2019年）文本裁断"
RULED_EN = "uled by the earlier text: before (2019)"
OWN_RULE = "另有规定的，从其规定"


def told(folder: Path, command: tuple[str, ...], language: str = "zh") -> str:
    return "".join(said(folder, *command, language=language).out.split("\n"))


@pytest.mark.parametrize(
    "command",
    [("rule", "--region", "amended"), ("rule", "--region", "amended", "--explain"), ("compare",),
     ("compare", "--full"), ("rule", "--region", "amended", "--csv"), ("compare", "--csv")],
    ids=" ".join,
)  # fmt: skip
def test_an_earlier_version_that_ruled_is_named(command: tuple[str, ...], tmp_path: Path) -> None:
    folder = amended(tmp_path, policy='transition = "old"')
    asked = (*command, case(folder, "2020-05-01"))
    assert RULED in told(folder, asked)
    assert RULED_EN in told(folder, asked, "en")
    later = (*command, case(folder, "2023-08-01"))
    assert RULED not in told(folder, later)


@pytest.mark.parametrize("command", [("rule", "--region", "amended"), ("compare",), ("compare", "--full")])
def test_the_day_of_the_ruling_is_told_with_the_rule_that_leaves_an_act_to_the_earlier_text(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    folder = amended(tmp_path, policy='transition = "old"')
    own_rule = OWN_RULE if command != ("compare",) else "对施行前的行为另有规定的，从其规定"
    assert own_rule in told(folder, (*command, case(folder, "2020-05-01")))
    assert own_rule not in told(folder, (*command, case(folder, "2023-08-01")))


def test_a_ruling_of_the_earlier_texts_own_time_names_it(tmp_path: Path) -> None:
    folder = amended(tmp_path)
    page = told(folder, ("rule", "--region", "amended", case(folder, "2020-05-01", "2022-05-01")))
    assert RULED in page and OWN_RULE not in page


def test_where_either_version_may_rule_none_is_named_as_the_one_that_ruled(tmp_path: Path) -> None:
    folder = amended(tmp_path, policy='transition = "old"')
    page = told(folder, ("rule", "--region", "amended", case(folder, "2023")))
    assert RULED not in page and "若施行的是修改前（2019年）" in page


def test_of_the_milder_of_two_texts_the_one_that_ruled_is_named(tmp_path: Path) -> None:
    folder = amended(tmp_path, policy='transition = "milder"')
    page = told(folder, ("rule", "--region", "amended", case(folder, "2020-05-01")))
    assert "新规定较轻" in page or "按新规定较轻" in page
    assert RULED not in page


@pytest.mark.parametrize(
    ("act", "text"),
    [
        ("2018-05-01", "行为时该文件尚未出台。"),
        ("2022-05-01", "行为时施行的是修改前（2019年）文本。"),
        ("2023", "行为时施行的是否仍为修改前（2019年）文本，现有日期不足以判断。"),
        ("2019", "行为时该文件是否已出台，现有日期不足以判断。"),
        (
            '2022-05-01", act_to = "2023-09-01',
            "行为始于文本修改之前，当时施行的是修改前（2019年）文本，止于修改之后。",
        ),
        ("2023-08-01", None),
    ],
)
def test_an_act_from_before_an_amendment_was_done_under_the_text_that_was_amended(
    act: str, text: str | None, tmp_path: Path
) -> None:
    folder = amended(tmp_path)
    command = ("rule", "--region", "amended", case(folder, act), "--json")
    (answer,) = json.loads(said(folder, *command).out)["answers"]
    told = [note for note in answer["rulings"][0]["notes"] if note.startswith("行为")]
    assert told == ([] if text is None else [text])


def test_a_row_says_under_which_text_the_act_was_done_and_not_that_there_was_none(tmp_path: Path) -> None:
    folder = amended(tmp_path)
    page = told(folder, ("compare", case(folder, "2022-05-01")))
    assert "行为时施行的是修改前（2019年）" in page.replace(" ", "") and "†" not in page
    assert "†" in told(folder, ("compare", case(folder, "2018-05-01")))


def test_a_text_that_replaced_another_was_not_there_before_it(tmp_path: Path) -> None:
    """Nothing says that it is the same measures."""
    earlier = (
        '[[earlier]]\nid = "2019"\ntitle = { zh = "旧", en = "old" }\nfrom = "2019"\npublished = false\n'
    )
    folder = amended(tmp_path, then=(), earlier=earlier)
    assert "行为时该文件尚未出台" in told(folder, ("rule", "--region", "amended", case(folder, "2022-05-01")))


def test_an_act_from_after_the_end_of_the_earlier_text_came_before_the_later_one(tmp_path: Path) -> None:
    folder = amended(tmp_path, earlier=EARLIER + 'to = "2021-12-31"\n')
    page = told(folder, ("rule", "--region", "amended", case(folder, "2022-05-01")))
    assert "行为时该文件尚未出台" in page


def test_a_version_of_a_level_above_is_named_with_its_region(tmp_path: Path) -> None:
    above, below = tmp_path / "amended", tmp_path / "below"
    file = amended(above, policy='transition = "old"') / "region.toml"
    about = file.read_text("utf-8").replace('code = "999996"', 'code = "990000"')
    file.write_text(about.replace('level = "county"', 'level = "province"'), "utf-8")
    own = region("below", code="990101", parent="990000") + 'from = "2010"\n'
    clauses = files(*NOW[:2], clause("situation", "T1", when="reform_work"))
    for name, text in {"region": own, "sources": source(date="2010"), **clauses}.items():
        below.mkdir(exist_ok=True)
        (below / f"{name}.toml").write_text(text, "utf-8")
    asked = tmp_path / case(tmp_path, "2020-05-01")
    asked.write_text(asked.read_text("utf-8").replace('"amended"', '"below"'), "utf-8")
    texts = [FakePoint(name, DataPlugin(tmp_path / name)) for name in ("amended", "below")]
    config = tmp_path / "rongcuo.toml"
    config.write_text('[region.below]\nplugins = ["below", "amended"]\n', "utf-8")
    command = ("rule", "--region", "below", asked, "--config", config)
    out = run(*command, folder=tmp_path, found=[*installed("national"), *texts]).out
    assert "按某县的修改前（2019年）文本裁断" in out
