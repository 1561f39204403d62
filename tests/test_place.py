"""The place of a case: what it may be called, and the row that it has where no text of its own is on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import rongcuo
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language
from rongcuo.policy.places import alike, called, forms, names

from .running import LANGUAGES, ROOT, Run, everything, installed, run

pytestmark = pytest.mark.once

#: The texts of two provinces and two counties, and two plugins of measures alone: rows to stand among.
FEW = installed("chongchuan", "hongze", "jiangsu", "jingjiang", "nanjing", "national", "zhejiang")
REGION_FILES = sorted(ROOT.glob("plugins/*/src/*/region.toml"))


# Names and codes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("崇川区", "320613"),
        ("崇川", "320613"),
        ("320613", "320613"),
        ("江苏省南通市崇川区", "320613"),
        ("南通市崇川区", "320613"),
        ("江苏省崇川区", "320613"),
        ("江苏南通崇川", "320613"),
        ("江苏 · 南通 · 崇川", "320613"),
        ("中国江苏省南通市", "320600"),
        ("义乌", "330782"),
        ("浙江", "330000"),
        ("北京市朝阳区", "110105"),
        ("仙桃", "429004"),
        ("景宁", "331127"),
        ("景宁县", "331127"),
        ("景宁畲族自治县", "331127"),
        ("黔南州", "522700"),
        ("内蒙古", "150000"),
        ("神农架", "429021"),
        ("浦东", "310115"),
        # what is told in full, the province, or what is around the rest
        ("长沙", "430100"),
        ("长沙县", "430121"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("海南", "460000"),
        # changes of the last years
        ("临平区", "330113"),
        ("钱塘区", "330114"),
        ("两江新区", "500157"),
        ("海门区", "320614"),
        ("和康县", "653228"),
    ],
)
def test_a_place_is_known_by_its_code_name_and_path_in_full_or_short(name: str, code: str) -> None:
    assert [place.code for place in called(name)] == [code]


def test_every_path_of_the_table_tells_its_own_place() -> None:
    for code in names():
        (place,) = called(code)
        assert [found.code for found in called(place.path)] == [code]
        assert place.name in forms(place.name) and len(min(forms(place.name), key=len)) > 1


@pytest.mark.parametrize(
    ("name", "now", "former"),
    [
        ("320602", "320613", "崇川区"),
        ("港闸区", "320613", "港闸区"),
        ("320611", "320613", "港闸区"),
        ("江苏省南通市海门市", "320614", "海门市"),
        ("海安县", "320685", "海安县"),
        ("220381", "220184", "公主岭市"),
        ("莱芜市", "370116", "莱芜市"),
        ("无为县", "340281", "无为县"),
    ],
)
def test_a_place_that_is_gone_is_what_it_is_in_now(name: str, now: str, former: str) -> None:
    (place,) = called(name)
    assert place.code == now and place.former is not None and place.former.name == former


def test_what_is_gone_never_stands_in_the_way_of_what_there_is() -> None:
    lines = (ROOT / "core/src/rongcuo/data/places.tsv").read_text("utf-8").splitlines()
    told = [line.split("\t") for line in lines if not line.startswith("#")]
    assert {len(line) for line in told} == {2, 4}
    gone = [line for line in told if len(line) == 4]
    assert len(gone) > 300 and len(told) - len(gone) > 3200
    assert all(at in names() and names().get(code) != name for code, name, _, at in gone)
    assert [place.path for place in called("桥东区")] == ["河北省张家口市桥东区"]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("江苏省鼓楼区", ["320106", "320302"]),
        ("通州", ["110112", "320612"]),
        ("朝阳", ["110105", "211300", "211321", "220104"]),
    ],
)
def test_a_name_of_several_places_is_all_of_them(name: str, codes: list[str]) -> None:
    assert sorted(place.code for place in called(name)) == codes


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("江苏省南通市崇川县", ["江苏省南通市崇川区"]),
        ("江苏省南通市崇穿区", ["江苏省南通市崇川区"]),
        ("江苏崇穿区", ["江苏省南通市崇川区"]),
        ("江苏省南通市靖江市", ["江苏省泰州市靖江市"]),
        ("泰洲市靖江市", ["江苏省泰州市靖江市"]),
        ("义乌县", ["浙江省金华市义乌市"]),
        ("浙江省义鸟市", ["浙江省金华市义乌市"]),
        # in that province nothing is called so
        ("江苏省义乌市", []),
        # without a province a wrong sign could make any name of any other
        ("红泽", []),
        ("崇穿区", []),
        ("张家岗市", []),
        ("开发区", []),
        ("hongzhe", []),
    ],
)
def test_a_wrong_name_is_near_those_of_its_own_province_alone(name: str, near: list[str]) -> None:
    assert called(name) == ()
    assert [place.path for place in alike(name)] == near


@pytest.mark.parametrize(
    ("name", "code", "inside"),
    [
        ("浙江省温岭市大溪镇", "331081", "大溪镇"),
        ("江苏省南通市经济技术开发区", "320600", "经济技术开发区"),
        ("靖江市新桥镇", "321282", "新桥镇"),
    ],
)
def test_a_town_or_zone_is_the_county_or_city_before_it(name: str, code: str, inside: str) -> None:
    (place,) = called(name)
    assert (place.code, place.inside) == (code, inside)


# The codes of the plugins


@pytest.mark.parametrize("file", REGION_FILES, ids=lambda file: file.parent.name)
def test_the_code_and_names_of_every_region_are_those_of_the_table(file: Path) -> None:
    region = tomllib.loads(file.read_text("utf-8"))
    if region["level"] == "nation":
        assert region["code"] == "100000"
        return
    (place,) = called(region["code"])
    assert place.former is None, f"the code of {place.name} is {place.code}"
    assert place.path == region["full_name"]["zh"] and region["name"]["zh"] in forms(place.name)
    assert region["parent"]["code"] == place.parent
    if place.above:
        assert region["parent"]["zh"] == place.above[-1].name


# The row


def written(folder: Path, where: str, **facts: str) -> Path:
    told = "".join(f'{name} = "{value}"\n' for name, value in facts.items())
    path = folder / "case.toml"
    path.write_text(f'title = "试点"\nwhere = "{where}"\n[facts]\ntrying_first = true\n{told}', "utf-8")
    return path


def compared(folder: Path, where: str, *more: str | Path, **facts: str) -> dict[str, Any]:
    done = run("compare", written(folder, where, **facts), "--json", *more, found=FEW)
    assert done.err == ""
    return json.loads(done.out)  # type: ignore[no-any-return]


def told(
    folder: Path, where: str, *more: str, language: Language = "zh", columns: int = 400, **facts: str
) -> Run:
    path = written(folder, where, **facts)
    return run("compare", path, *more, columns=columns, language=language, found=FEW)


def row(data: dict[str, Any], region: str) -> dict[str, Any]:
    (found,) = [ruling for ruling in data["answers"][0]["rulings"] if ruling["region"] == region]
    return found  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("where", "region", "name", "plugins"),
    [
        ("义乌", "330782", "义乌市", ["zhejiang", "national"]),
        pytest.param(
            "浙江省台州市温岭市", "331081", "温岭市", ["zhejiang", "national"], marks=pytest.mark.slow
        ),
        pytest.param("320623", "320623", "如东县", ["jiangsu", "national"], marks=pytest.mark.slow),
        pytest.param("崇川", "chongchuan", "崇川", ["jiangsu", "national"], marks=pytest.mark.slow),
        pytest.param("320602", "chongchuan", "崇川", ["jiangsu", "national"], marks=pytest.mark.slow),
        pytest.param("南京", "nanjing", "南京", ["jiangsu", "national"], marks=pytest.mark.slow),
        pytest.param("东海县", "320722", "东海县", ["jiangsu", "national"], marks=pytest.mark.slow),
        pytest.param("广东省深圳市", "440300", "深圳市", ["national"], marks=pytest.mark.slow),
    ],
)
def test_a_place_without_a_text_is_the_first_row_and_ruled_by_those_above(
    tmp_path: Path, where: str, region: str, name: str, plugins: list[str]
) -> None:
    data = compared(tmp_path, where)
    ruling = row(data, region)
    assert ruling["own_text"] is False and [text["plugin"] for text in ruling["texts"]] == plugins
    assert all(other["own_text"] for other in data["answers"][0]["rulings"] if other is not ruling)
    assert data["case"]["place"]["region"] == region and ruling["above"] is None
    said = {"zh": "无本地条文，依", "en": "no local text: by "}
    for language in LANGUAGES:
        out = told(tmp_path, where, columns=200, language=language).out
        first = next(line for line in out.splitlines() if line.startswith(" "))
        assert said[language] in first
        assert language == "en" or first.split()[0] == name
        full = told(tmp_path, where, "--full", language=language).out
        assert {"zh": "没有可供裁断的本地条文", "en": "No local text to rule by"}[language] in full


@pytest.mark.slow
def test_a_place_with_a_text_of_its_own_has_no_other_row(tmp_path: Path) -> None:
    for where in ("靖江", "江苏泰州靖江", "泰州靖江", "靖江市新桥镇", "321282"):
        data = compared(tmp_path, where)
        assert data["case"]["place"]["region"] == "jingjiang"
        assert all(ruling["own_text"] for ruling in data["answers"][0]["rulings"])
        out = told(tmp_path, where).out
        assert next(line for line in out.splitlines() if line.startswith(" ")).split()[0] == "靖江"


@pytest.mark.slow
def test_a_province_has_its_own_row_beside_that_of_a_place_in_it(tmp_path: Path) -> None:
    data = compared(tmp_path, "义乌", filing="before", filing_scope="within")
    own, province = row(data, "330782"), row(data, "zhejiang")
    assert [text["plugin"] for text in province["texts"]] == ["zhejiang"]
    # a filing made in the place holds there; in the province's own row there was none
    comparison = rongcuo.compare(everything(), tmp_path / "case.toml", regions=["义乌", "zhejiang"])
    filings = {
        region: comparison.ruling(region).filing.values  # type: ignore[union-attr]
        for region in ("330782", "zhejiang")
    }
    assert filings == {"330782": {"before"}, "zhejiang": {"not_available"}}
    assert own["if_filed"] is None


@pytest.mark.slow
def test_its_clauses_are_told_with_the_text_that_they_are_of(tmp_path: Path) -> None:
    path = written(tmp_path, "如东")
    out = run("rule", path, "--region", "如东县", "--explain", columns=200)
    assert out.status == 0 and "jiangsu:T1" in out.out and "地区：如东县" in out.out
    cell = told(tmp_path, "如东", "--csv").out.splitlines()[1]
    assert cell.startswith("如东县,") and "jiangsu:T1" in cell


def test_regions_that_are_asked_for_are_the_rows_and_the_place_may_be_one(tmp_path: Path) -> None:
    data = compared(tmp_path, "义乌", "--region", "hongze")
    assert [ruling["region"] for ruling in data["answers"][0]["rulings"]] == ["hongze"]
    data = compared(tmp_path, "义乌", "--region", "hongze,义乌市")
    assert [ruling["region"] for ruling in data["answers"][0]["rulings"]] == ["330782", "hongze"]
    data = compared(tmp_path, "崇川", "--region", "崇川")
    assert [ruling["region"] for ruling in data["answers"][0]["rulings"]] == ["chongchuan"]
    for where, region, said in [("义乌", "如东", "没有地区"), ("义乌", "崇川", "只有配套措施")]:
        done = run("compare", written(tmp_path, where), "--region", region)
        assert (done.status, len(done.mistakes)) == (2, 1) and said in done.err


def test_of_many_cases_each_has_the_row_of_its_own_place() -> None:
    registry = everything()
    cases = [{"title": "x", "where": where} for where in ("义乌", "洪泽", "如东", "义乌市", "鼓楼区", "-")]
    told = list(rongcuo.compare_many(registry, cases, differences=False))
    places = [
        None
        if isinstance(each, InputError)
        else [r.region for r in each.answers[0].rulings if r.region.isdigit()]
        for each in told
    ]
    assert places == [["330782"], [], ["320623"], ["330782"], None, []]


@pytest.mark.slow
def test_another_layer_than_the_usual_leaves_the_row_as_it_is(tmp_path: Path) -> None:
    for layers in ("floor", "all"):
        ruling = row(compared(tmp_path, "义乌", "--layers", layers), "330782")
        assert [text["plugin"] for text in ruling["texts"]] == ["zhejiang", "national"]


# With a deployment file


def deployed(folder: Path, **regions: list[str]) -> Path:
    path = folder / "rongcuo.toml"
    told = (f"[region.{name}]\nplugins = {json.dumps(plugins)}\n" for name, plugins in regions.items())
    path.write_text("".join(told), "utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("regions", "plugins"),
    [
        ({"hongze": ["hongze", "jiangsu", "national"]}, ["jiangsu", "national"]),
        ({"hongze": ["hongze"], "jiangsu": ["jiangsu"]}, ["jiangsu"]),
        ({"jiangsu": ["jiangsu", "national"]}, ["jiangsu", "national"]),
        ({"hongze": ["hongze"]}, None),
        ({"hongze": ["hongze"], "national": ["national"]}, None),
        ({"hongze": ["hongze", "jiangsu"], "zhejiang": ["zhejiang"]}, ["jiangsu"]),
    ],
)
def test_with_a_deployment_the_row_stands_on_what_is_listed_its_provinces_text_among_it(
    tmp_path: Path, regions: dict[str, list[str]], plugins: list[str] | None
) -> None:
    data = compared(tmp_path, "如东", "--config", deployed(tmp_path, **regions))
    rows = {ruling["region"]: ruling for ruling in data["answers"][0]["rulings"]}
    if plugins is None:
        assert "320623" not in rows and data["case"]["place"]["region"] is None
        out = told(tmp_path, "如东", "--config", str(tmp_path / "rongcuo.toml")).out
        assert "没有启用名为“如东”的地区，表中没有该地一行" in out.replace("\n", "")
    else:
        assert [text["plugin"] for text in rows["320623"]["texts"]] == plugins


def test_a_reading_that_is_settled_for_the_province_is_settled_there(tmp_path: Path) -> None:
    path = deployed(tmp_path, zhejiang=["zhejiang"])
    reading = next(
        name for text in everything().policies.values() if text.plugin == "zhejiang" for name in text.readings
    )
    registry = everything()
    option = next(iter(registry.policies["zhejiang"].readings[reading].options))
    settled = f'[region.zhejiang.readings."{reading}"]\ntake = "{option}"\nby = "某机关"\nbasis = "某复函"\n'
    path.write_text(path.read_text("utf-8") + settled, "utf-8")
    compared(tmp_path, "义乌", "--config", path)
    comparison = rongcuo.compare(rongcuo.load(path), tmp_path / "case.toml")
    assert comparison.registry.jurisdictions["330782"].settled == {reading: option}


# What can't be placed


def test_a_name_of_several_places_is_an_input_error_that_lists_them(tmp_path: Path) -> None:
    for command in (["compare"], ["case", "check"]):
        for language in LANGUAGES:
            done = run(*command, written(tmp_path, "江苏省鼓楼区"), language=language)
            assert (done.status, done.out, len(done.mistakes)) == (2, "", 1)
            assert "where" in done.err and "case.toml" in done.err
            assert "江苏省南京市鼓楼区 320106" in done.err and "江苏省徐州市鼓楼区 320302" in done.err
            assert "福建省" not in done.err
    assert "写明省、市或代码" in told(tmp_path, "鼓楼区").err
    assert "write the province and city before it" in told(tmp_path, "鼓楼区", language="en").err


@pytest.mark.slow
def test_a_place_outside_the_table_is_usable_and_told(tmp_path: Path) -> None:
    done = told(tmp_path, "某开发区")
    assert done.status == 0 and "没有启用名为“某开发区”的地区，表中没有该地一行" in done.out
    done = told(tmp_path, "某开发区", filing="before")
    assert done.status == 0 and "案件所述备案情况对已启用的地区均不适用" in done.out
    assert "没有启用名为" not in told(tmp_path, "-").out


@pytest.mark.slow
def test_a_wrong_name_is_told_with_what_may_be_meant(tmp_path: Path) -> None:
    for language in LANGUAGES:
        out = told(tmp_path, "江苏省南通市崇川县", language=language).out
        assert "`江苏省南通市崇川区`" in out
        assert not re.search("海安|靖江|`[^`]*浙江", out.split("\n\n")[0])


@pytest.mark.slow
def test_a_place_that_is_gone_or_is_in_another_is_told(tmp_path: Path) -> None:
    assert "代码自2020年起由320602改为320613" in told(tmp_path, "320602").out
    out = told(tmp_path, "港闸区").out
    assert "港闸区（320611）自2020年起已无此建制，按江苏省南通市崇川区（320613）处理" in out
    assert "“大溪镇”按所在的浙江省台州市温岭市处理" in told(tmp_path, "浙江省温岭市大溪镇").out
    assert "is gone since 2020" in told(tmp_path, "港闸区", language="en").out
    plain = told(tmp_path, "江苏南通崇川").out
    assert "处理" not in plain.split("\n\n")[0]


def test_the_end_of_a_name_is_no_name(tmp_path: Path) -> None:
    """城区 ends the full name of 滨城区 and is another place."""
    assert run("show", "江市").status == run("show", "城区").status == 2
    assert run("show", "滨州市滨城区").status == run("show", "滨城区").status == 0


def test_another_place_is_near_no_region(tmp_path: Path) -> None:
    done = run("show", "江阴")
    assert done.status == 2 and "是否应为" not in done.err
    assert "`hongze`" in run("show", "hongzee").err


def test_what_failed_takes_no_text_away_unseen(tmp_path: Path) -> None:
    """Where the province's text may be what failed, no row is ruled without it."""
    from .running import FakePoint

    found = [point for point in FEW if point.name != "jiangsu"]
    broken = FakePoint("jiangsu", RuntimeError("broken"))
    done = run("compare", written(tmp_path, "如东"), "--json", found=[*found, broken])
    data = json.loads(done.out)
    regions = {ruling["region"]: ruling["verdict"] for ruling in data["answers"][0]["rulings"]}
    assert regions["jiangsu"] == "error" and "320623" not in regions


# What a start doesn't pay for


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "read"), [("江苏省泰州市靖江市", False), ("321282", False), ("义乌", True)]
)
def test_the_table_is_read_only_where_no_region_is_called_so(tmp_path: Path, where: str, read: bool) -> None:
    path = written(tmp_path, where)
    telling = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('rongcuo.policy.places' in sys.modules, file=sys.stderr))\n"
        "from rongcuo.__main__ import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", telling, "compare", path],
        cwd=ROOT, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stderr.split() == [str(read)]
