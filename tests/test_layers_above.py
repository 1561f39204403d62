"""A layer is a parent of its region, or the nation: no region is ruled by the text of another's province."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rongcuo.facts.text import Language

from .made import text
from .policytext import clause
from .running import LANGUAGES, ROOT, Point, installed, run

pytestmark = pytest.mark.once

#: The texts above change all of the first, of the others some or none.
ABOVE = ("investment_inquired", "split_purchase", "kickback", "report_untrue_no_harm")
CASE = ROOT / "examples" / "constructed" / "jingjiang_r4_accident_major.toml"


def deployment(folder: Path, region: str, *plugins: str) -> Path:
    file = folder / "rongcuo.toml"
    file.write_text(f"[region.{region}]\nplugins = {json.dumps(plugins)}\n", "utf-8")
    return file


def made(folder: Path) -> list[Point]:
    """A county, its own city and province, and a county, a city and a province that are elsewhere."""
    line = clause("red_line", "R1", when="safety_accident")
    return [
        text(folder, "below", line, zh="本县", code="371601", level="county"),
        text(folder, "beside", line, zh="邻县", code="371602", level="county"),
        text(folder, "city", line, zh="本市", code="371600", level="city"),
        text(folder, "othercity", line, zh="外市", code="371500", level="city"),
        text(folder, "province", line, zh="本省", code="370000", level="province"),
        text(folder, "otherprovince", line, zh="外省", code="320000", level="province"),
        *installed("national"),
    ]


def test_a_county_of_one_province_is_never_ruled_by_the_text_of_another(tmp_path: Path) -> None:
    config = deployment(tmp_path, "bincheng", "bincheng", "jiangsu")
    done = run("compare", CASE, "--config", config, "--json")
    (row,) = json.loads(done.out)["answers"][0]["rulings"]
    assert done.status == 1 and row["verdict"] == "error"
    for language in LANGUAGES:
        checked = run("config", "check", "--config", config, language=language)
        assert checked.status == 2
        (mistake,) = checked.mistakes
        assert "region.bincheng" in mistake and "`jiangsu`" in mistake
        above = {
            "zh": ("江苏", "滨州", "370000", "region.toml"),
            "en": ("Jiangsu", "Binzhou", "370000", "region.toml"),
        }
        assert all(word in mistake for word in above[language])


def test_where_nothing_is_above_a_region_that_is_said(tmp_path: Path) -> None:
    config = deployment(tmp_path, "national", "national", "jiangsu")
    for language, said in zip(LANGUAGES, ("（其上级：无）", "(above it: none)"), strict=True):
        (mistake,) = run("config", "check", "--config", config, language=language).mistakes
        assert "`jiangsu`" in mistake and said in mistake


@pytest.mark.parametrize(
    ("layers", "wrong"),
    [
        (("below", "city", "province", "national"), ()),
        (("below", "province"), ()),
        (("below", "national"), ()),
        (("below", "beside"), ("beside",)),
        (("below", "othercity", "province"), ("othercity",)),
        (("below", "city", "otherprovince"), ("otherprovince",)),
        (("below", "city", "othercity"), ("othercity",)),
        (("below", "beside", "otherprovince", "national"), ("beside", "otherprovince")),
    ],
)
def test_what_is_above_a_region_is_told_by_its_code(
    layers: tuple[str, ...], wrong: tuple[str, ...], tmp_path: Path
) -> None:
    done = run("config", "check", "--config", deployment(tmp_path, "below", *layers), found=made(tmp_path))
    assert done.status == (2 if wrong else 0)
    assert len(done.mistakes) == len(wrong)
    for name, mistake in zip(wrong, done.mistakes, strict=True):
        assert f"`{name}`" in mistake and ("370000" in mistake or "本省" in mistake)


def test_a_region_may_name_a_parent_that_its_code_does_not_tell(tmp_path: Path) -> None:
    line = clause("red_line", "R1", when="safety_accident")
    county = text(tmp_path, "county", line, zh="直管县", code="371699", level="county", parent="370000")
    found = [county, *made(tmp_path)]
    for layers, status in ((("county", "province"), 0), (("county", "city"), 2)):
        done = run("config", "check", "--config", deployment(tmp_path, "county", *layers), found=found)
        assert done.status == status


def test_two_texts_of_one_level_are_no_layers_of_each_other(tmp_path: Path) -> None:
    done = run(
        "compare",
        CASE,
        "--json",
        "--config",
        deployment(tmp_path, "below", "below", "beside"),
        found=made(tmp_path),
    )
    (row,) = json.loads(done.out)["answers"][0]["rulings"]
    assert done.status == 1 and row["verdict"] == "error"


# What the texts above would make of an answer


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    ["examples/yiwu.toml", *(f"examples/constructed/{name}.toml" for name in ABOVE)],
)
def test_a_row_tells_the_other_answer_that_the_texts_above_would_give(case: str) -> None:
    own = json.loads(run("compare", case, "--json").out)["answers"][0]["rulings"]
    whole = json.loads(run("compare", case, "--json", "--layers", "all").out)["answers"][0]["rulings"]
    for ruling, other in zip(own, whole, strict=True):
        assert other["above"] is None
        if ruling["above"] is None:
            assert other["verdict"].removesuffix("_so_far") == ruling["verdict"].removesuffix("_so_far")
        else:
            assert ruling["above"]["verdict"] == other["verdict"]
            cited = ruling["above"]["decided_by"]
            assert cited and set(cited) <= set(other["decided_by"])
            assert set(ruling["above"]["still_needed"]) <= set(cited)
            assert not any(name.startswith(f"{ruling['region']}:") for name in cited)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "上级规定：可予容错*，national:T17c"), ("en", "By the texts above: tolerated*, national:T17c")],
)
def test_the_screen_tells_it_once_for_all_rows(language: Language, said: str) -> None:
    out = run("compare", f"examples/constructed/{ABOVE[0]}.toml", language=language, columns=200).out
    assert out.count(said) == 1
    full = run("compare", f"examples/constructed/{ABOVE[0]}.toml", "--full", language=language).out
    assert "national:T17c" in full


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh",
            "上级规定：待查明，jiangsu:T1待查：改革创新工作等2项（海安、洪泽本地可定）",
        ),
        ("en", "reform and innovation work and 1 more (Hai'an, Hongze: settled by the local text)"),
    ],
)
def test_a_row_that_its_own_text_settles_tells_what_the_texts_above_still_lack(
    language: Language, said: str
) -> None:
    case = "examples/constructed/jingjiang_r4_accident_major.toml"
    assert said in run("compare", case, language=language, columns=200).out


def test_what_the_texts_above_come_to_once_the_checks_find_nothing_is_told() -> None:
    out = run("compare", "examples/yiwu.toml", columns=200).out
    assert "上级规定：待查明，如查无不利情节：可予容错*（靖江）" in out
    (row,) = json.loads(run("compare", "examples/yiwu.toml", "--region", "靖江", "--json").out)["answers"][0][
        "rulings"
    ]
    assert (row["above"]["once_checked"], row["above"]["still_needed"]) == ("tolerated_so_far", {})


def test_a_question_that_settles_the_local_text_alone_says_so() -> None:
    out = run("compare", "examples/yiwu.toml", columns=200).out
    assert "如均无，义乌市可定，靖江就本地条文可定；" in out


@pytest.mark.parametrize("name", ["national:T17c", "jiangsu:T1"])
def test_a_clause_of_a_text_above_is_shown_by_itself_and_of_the_region(name: str) -> None:
    shown = [
        run("show", *more, name).out.splitlines()[0].split()[0] for more in ([], ["靖江"], ["jingjiang"])
    ]
    assert shown == [name] * 3


def test_an_unknown_clause_of_a_text_above_gets_what_may_be_meant() -> None:
    done = run("show", "靖江", "nationl:T17c")
    assert done.status == 2 and "靖江没有条文 `nationl:T17c`" in done.err and "`national:T17c`？" in done.err


def test_an_explanation_has_the_clauses_of_the_texts_above_with_their_state() -> None:
    case = f"examples/constructed/{ABOVE[0]}.toml"
    out = run("rule", case, "--region", "海安", "--explain", columns=120).out
    head, _, table = out.partition("上级规定逐条说明")
    assert table.partition("六要素对照")[0].count("national:T17c ") == 1 and "national:T17c" in head
    own = run("rule", case, "--region", "靖江", "--explain", columns=120).out
    assert "上级规定逐条说明" not in own


@pytest.mark.parametrize(
    ("more", "cited"),
    [
        ("", "T1 招商引资、招才引智（所附条件待查）；national:T17c"),
        ("collective_decision = true\n", "T1 招商引资、招才引智；national:T17c"),
    ],
)
def test_a_local_clause_that_holds_is_cited_before_those_above(more: str, cited: str, tmp_path: Path) -> None:
    """Also where a text above adds a condition that isn't known, and tolerates without it."""
    base = (CASE.parent / "investment_inquired.toml").as_posix()
    (tmp_path / "case.toml").write_text(f'extends = "{base}"\n[facts]\n{more}', "utf-8")
    done = run("rule", "case.toml", "--region", "靖江", "--layers", "all", folder=tmp_path, columns=200)
    assert f"依据条文：jingjiang:{cited}" in done.out
    done = run("compare", "case.toml", "--region", "靖江", "--layers", "all", folder=tmp_path, columns=200)
    assert cited in done.out
