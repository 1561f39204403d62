"""The deployment file: checked as a whole, shown as it is in force, and written from what is installed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from rongcuo.facts.text import Language

from . import deploying
from .deploying import CASE, READING, SETTLED
from .made import text
from .policytext import clause, listing
from .running import LANGUAGES, REGIONS, ROOT, FakePoint, Run, installed, run

deployed = deploying.deployed

# Layers: a county and its province, made up

SITUATION = (listing("situation", seen="complete"), clause("situation", "T1", when="trying_first"))
CONDITION = (listing("condition", seen="complete"), clause("condition", "C1", when="collective_decision"))


@pytest.fixture
def layered(tmp_path: Path) -> list[Any]:
    """A county, its city and its province; a second plugin of the county; one that is its own parent."""
    return [
        text(tmp_path, "below", *SITUATION, parent="999900"),
        text(tmp_path, "other", *SITUATION, id="below"),
        text(tmp_path, "middle", *CONDITION, level="city", code="999900"),
        text(tmp_path, "above", *CONDITION, level="province", code="990000"),
        text(tmp_path, "loop", *SITUATION, code="999902", parent="999902"),
        *installed("national"),
    ]


PILOT = 'title = "t"\nwhere = "below"\n[facts]\ntrying_first = true\ncollective_decision = false\n'


def ruled(folder: Path, found: list[Any]) -> dict[str, Any]:
    (folder / "case.toml").write_text(PILOT, "utf-8")
    done = run("rule", "case.toml", "--region", "below", "--json", folder=folder, found=found)
    told: dict[str, Any] = json.loads(done.out)["answers"][0]["rulings"][0]
    return told


def test_a_layer_counts_where_it_is_listed_and_nowhere_else(
    deployed: Callable[[str], Path], layered: list[Any]
) -> None:
    alone = ruled(deployed('[region.below]\nplugins = ["below"]\n'), layered)
    whole = ruled(deployed('[region.below]\nplugins = ["below", "above"]\n'), layered)
    assert "unmet" not in {p["verdict"] for p in alone["possible"]}
    assert {p["verdict"] for p in whole["possible"]} == {"refused", "unmet"}
    assert "above:C1" in whole["decided_by"]


@pytest.mark.slow
@pytest.mark.parametrize("command", [("regions",), ("config", "show")], ids=" ".join)
def test_the_layers_are_shown_from_low_to_high_with_what_each_is(
    command: tuple[str, ...], deployed: Callable[[str], Path], layered: list[Any]
) -> None:
    folder = deployed('[region.below]\nplugins = ["below", "middle", "above"]\n')
    out = run(*command, folder=folder, found=layered, columns=200).out
    assert "middle（市）" in out and "above（省）" in out and "national" in out
    assert out.index("middle（市）") < out.index("above（省）") < out.index("全国统一适用）")


def test_json_gives_the_layers_in_order_with_the_role_of_each(
    deployed: Callable[[str], Path], layered: list[Any]
) -> None:
    folder = deployed('[region.below]\nplugins = ["below", "middle", "above"]\n')
    (region,) = json.loads(run("regions", "--json", folder=folder, found=layered).out)["regions"]
    roles = [(plugin["name"], plugin["role"]) for plugin in region["plugins"]]
    assert roles == [("below", "own"), ("middle", "layer"), ("above", "layer"), ("national", "floor")]


# Check: everything at once

MISTAKES = {
    "unknown key": ("flor = false\n", "`flor`", "floor"),
    "unknown key of a region": (
        '[region.below]\nplugins = ["below"]\nplugin = []\n',
        "region.below",
        "`plugins`",
    ),
    "plugins left out": ("[region.x]\n", "region.x", "`plugins`"),
    "not a list": ('[region.x]\nplugins = "below"\n', "region.x.plugins", "["),
    "no plugin": ("[region.x]\nplugins = []\n", "region.x", "至少"),
    "not installed": ('[region.x]\nplugins = ["bellow"]\n', "region.x", "是否应为 `below`"),
    "twice": ('[region.below]\nplugins = ["below", "below"]\n', "region.below", "删去其一"),
    "two claim it": ('[region.below]\nplugins = ["below", "other"]\n', "below, other", "选定"),
    "own parent": ('[region.loop]\nplugins = ["loop"]\n', "region.toml", "parent"),
    "out of order": ('[region.below]\nplugins = ["below", "above", "middle"]\n', "`middle`", "由低到高"),
    "not its own": ('[region.above]\nplugins = ["below", "above"]\n', "region.above", "`below`"),
    "broken": ('[region.broken]\nplugins = ["broken"]\n', "broken", "ValueError"),
    "unknown reading": (
        SETTLED.replace("haian:examples", "haian:example"),
        'region.haian.readings."haian:example"',
        "是否应为 `haian:examples`",
    ),
    "unknown option": (
        SETTLED.replace("explore_too", "explore_to"),
        'region.haian.readings."haian:examples"',
        "是否应为 `explore_too`",
    ),
    "settled by nobody": (SETTLED.replace("市纪委监委", "…"), "readings", "`by`"),
    "settled on no basis": (SETTLED.replace("2026年第3次会议纪要", " "), "readings", "`basis`"),
    "basis left out": (SETTLED.rpartition("basis")[0], "readings", "`basis`"),
}


@pytest.fixture
def everything(layered: list[Any]) -> list[Any]:
    return [*layered, FakePoint("broken", ValueError("no")), *installed("haian")]


def check(folder: Path, found: list[Any], language: Language = "zh") -> Run:
    return run("config", "check", folder=folder, found=found, language=language)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_once_with_the_file_the_place_and_the_mend(
    name: str, deployed: Callable[[str], Path], everything: list[Any]
) -> None:
    written, place, mend = MISTAKES[name]
    rest = '[region.below]\nplugins = ["below"]\n' if "[region.below]" not in written else ""
    done = check(deployed(written + rest), everything)
    assert (done.status, done.out) == (2, "")
    (told,) = done.mistakes
    assert place in told and mend in told
    assert "rongcuo.toml" in told or "插件" in told


def test_a_file_that_lists_no_region_is_a_mistake(
    deployed: Callable[[str], Path], everything: list[Any]
) -> None:
    (told,) = check(deployed("[region]\n"), everything).mistakes
    assert "至少列出一个地区" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mistake_of_a_file_is_told_in_one_run(
    language: Language, deployed: Callable[[str], Path], everything: list[Any]
) -> None:
    text = """
flor = false
[region.below]
plugins = ["below", "below", "other", "nowhere", "above", "middle"]
[region.loop]
plugins = ["loop"]
[region.broken]
plugins = ["broken"]
[region.haian]
plugins = ["haian"]
"""
    wrong = READING.format(by="", basis="b").replace("explore_too", "neither")
    done = check(deployed(text + wrong), everything, language)
    assert done.status == 2
    assert len(done.mistakes) == 9
    for said in ("flor", "below, other", "nowhere", "middle", "parent", "ValueError", "neither", "by"):
        assert len([told for told in done.mistakes if f"{said}" in told]) >= 1, said


def test_a_national_plugin_that_is_missing_is_one_mistake_however_many_regions_need_it(
    deployed: Callable[[str], Path], layered: list[Any]
) -> None:
    found = [point for point in layered if point.name != "national"]
    folder = deployed('[region.below]\nplugins = ["below"]\n[region.above]\nplugins = ["above"]\n')
    done = check(folder, found)
    assert len(done.mistakes) == 1 and "floor = false" in done.mistakes[0]


def test_a_reading_of_a_plugin_that_is_missing_is_no_mistake_of_its_own(
    deployed: Callable[[str], Path], everything: list[Any]
) -> None:
    found = [point for point in everything if point.name != "haian"]
    assert len(check(deployed(SETTLED), found).mistakes) == 1


@pytest.mark.parametrize(("language", "said"), [("zh", "无误"), ("en", "No mistakes")])
def test_a_file_without_a_mistake_is_said_to_be_fine(
    language: Language, said: str, deployed: Callable[[str], Path]
) -> None:
    done = run("config", "check", folder=deployed(SETTLED), language=language)
    assert (done.status, done.err) == (0, "")
    assert said in done.out and "rongcuo.toml" in done.out and "hongze" in done.out


def test_without_a_file_what_is_installed_is_checked(tmp_path: Path, everything: list[Any]) -> None:
    assert check(tmp_path, [*installed()]).status == 0
    done = check(tmp_path, everything)
    assert done.status == 2 and "ValueError" in done.err


def test_a_file_that_isnt_there_is_told() -> None:
    done = run("config", "check", "--config", "nowhere.toml")
    assert done.status == 2 and "nowhere.toml" in done.err


def test_with_nothing_installed_the_check_says_how_to_get_a_region(tmp_path: Path) -> None:
    done = check(tmp_path, [])
    assert done.status == 2 and "pip install" in done.err


# Show


def but(*names: str) -> list[str]:
    """Every installed plugin but these and the floor."""
    return sorted({point.name for point in installed()} - {"national", *names})


def test_show_prints_what_is_in_force(deployed: Callable[[str], Path]) -> None:
    done = run("config", "show", folder=deployed(SETTLED), columns=200)
    assert done.status == 0
    for said in ("rongcuo.toml", "、".join(but("haian")), "haian 0.1.0", "national 0.1.0", "均适用"):
        assert said in done.out
    for said in ("haian:examples", "市纪委监委", "2026年第3次会议纪要"):
        assert said in done.out


def test_show_prints_the_region_that_cant_be_on_with_what_is_wrong(deployed: Callable[[str], Path]) -> None:
    folder = deployed(SETTLED + '[region.hongze]\nplugins = ["hongzee"]\n')
    done = run("config", "show", folder=folder, columns=200)
    assert done.status == 1
    assert "失败" in done.out and "`hongzee` 未安装" in done.out


def test_show_says_that_the_floor_is_off(deployed: Callable[[str], Path]) -> None:
    out = run("config", "show", folder=deployed("floor = false\n" + SETTLED)).out
    assert "已关闭" in out and "national 0.1.0" not in out


def test_show_tells_the_same_in_json(deployed: Callable[[str], Path]) -> None:
    told = json.loads(run("config", "show", "--json", folder=deployed(SETTLED)).out)
    assert told["floor"] is True and told["off"] == but("haian")
    haian = told["regions"]["haian"]
    assert [(p["name"], p["role"]) for p in haian["plugins"]] == [("haian", "own"), ("national", "floor")]
    assert haian["readings"] == [
        {"id": "haian:examples", "take": "explore_too", "by": "市纪委监委", "basis": "2026年第3次会议纪要"}
    ]


# Regions


def test_regions_names_the_documents_with_their_dates(deployed: Callable[[str], Path]) -> None:
    out = run("regions", folder=deployed(SETTLED), columns=80).out
    assert "2023-03-16" in out and "新华日报" in out and "新闻报道" in out
    told = json.loads(run("regions", "--json", folder=deployed(SETTLED)).out)["regions"][0]
    (source,) = told["plugins"][0]["sources"]
    assert (source["date"], source["kind"]) == ("2023-03-16", "press_report")


def test_regions_names_the_readings_that_were_settled_by_whom_and_on_what_basis(
    deployed: Callable[[str], Path],
) -> None:
    out = run("regions", folder=deployed(SETTLED), columns=200).out
    assert "由市纪委监委确定，依据：2026年第3次会议纪要" in out
    assert "由部署确定的条文理解" not in run("regions").out


def test_a_settled_reading_is_the_one_that_rules(deployed: Callable[[str], Path]) -> None:
    plan = ROOT / "examples" / "constructed" / "plan_haian_key_reform.toml"
    ruled = {
        name: json.loads(run("rule", plan, "--region", "haian", "--json", folder=folder).out)["answers"][0]
        for name, folder in (("as favoured", ROOT), ("settled", deployed(SETTLED)))
    }
    answers = {name: answer["rulings"][0]["verdict"] for name, answer in ruled.items()}
    assert answers["as favoured"].startswith("fileable")
    assert answers["settled"].startswith("not_fileable")
    assert "haian:examples" in str(ruled["settled"]["rulings"][0]["notes"])


# Init


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_file_passes_its_own_check_and_turns_on_all_that_is_installed(
    language: Language, tmp_path: Path
) -> None:
    done = run("config", "init", "-o", "rongcuo.toml", folder=tmp_path, language=language)
    assert (done.status, done.err) == (0, "")
    checked = run("config", "check", "--json", folder=tmp_path)
    assert checked.status == 0
    assert json.loads(checked.out)["regions"] == REGIONS
    written = (tmp_path / "rongcuo.toml").read_text("utf-8")
    assert bool(re.search("[\u4e00-\u9fff]", re.sub("“[^”]*”", "", written))) == (language == "zh")


@pytest.mark.slow
def test_a_new_file_changes_no_answer(tmp_path: Path) -> None:
    before = json.loads(run("compare", CASE, "--json", folder=tmp_path).out)
    run("config", "init", folder=tmp_path)
    after = json.loads(run("compare", CASE, "--json", folder=tmp_path).out)
    assert before.pop("config") == "none" and after.pop("config").endswith("rongcuo.toml")
    assert before.pop("layers") == "floor" and after.pop("layers") == "deployment"
    assert before == after


def test_a_reading_of_a_new_file_is_settled_by_taking_the_marks_away(tmp_path: Path) -> None:
    run("config", "init", folder=tmp_path)
    file = tmp_path / "rongcuo.toml"
    written = file.read_text("utf-8")
    file.write_text(
        re.sub(r"^# (?=\[|take|by|basis|.*\[\"national\"\])", "", written, flags=re.MULTILINE), "utf-8"
    )
    readings = sum(
        len(r.get("readings", ())) for r in tomllib.loads(file.read_text("utf-8"))["region"].values()
    )
    assert readings >= 7
    # nobody has said yet by whom and on what basis
    assert len(run("config", "check", folder=tmp_path).mistakes) == 2 * readings
    file.write_text(file.read_text("utf-8").replace('"…"', '"某"'), "utf-8")
    assert run("config", "check", folder=tmp_path).status == 0


def test_a_new_file_is_never_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "rongcuo.toml").write_text("kept", "utf-8")
    done = run("config", "init", folder=tmp_path)
    assert done.status == 2 and "已存在" in done.err
    assert (tmp_path / "rongcuo.toml").read_text("utf-8") == "kept"


def test_a_new_file_names_the_layers_above_a_region(tmp_path: Path, layered: list[Any]) -> None:
    found = [point for point in layered if point.name not in ("other", "loop")]
    run("config", "init", folder=tmp_path, found=found)
    written = (tmp_path / "rongcuo.toml").read_text("utf-8")
    assert '# plugins = ["below", "middle", "above", "national"]' in written


def test_what_cant_serve_stands_in_comments_of_a_new_file_with_the_reason(
    tmp_path: Path, everything: list[Any]
) -> None:
    done = run("config", "init", folder=tmp_path, found=everything)
    written = (tmp_path / "rongcuo.toml").read_text("utf-8")
    assert done.status == 0 and "broken" in done.out
    assert "ValueError" in written and '# plugins = ["broken"]' in written
    assert '# plugins = ["below", "other"]' in written
    assert check(tmp_path, everything).status == 0


def test_without_the_national_plugin_a_new_file_turns_the_floor_off_and_says_so(
    tmp_path: Path, layered: list[Any]
) -> None:
    found = [point for point in layered if point.name in ("below", "above")]
    run("config", "init", folder=tmp_path, found=found)
    written = (tmp_path / "rongcuo.toml").read_text("utf-8")
    assert tomllib.loads(written)["floor"] is False and "rongcuo-national" in written
    assert check(tmp_path, found).status == 0


def test_with_nothing_installed_no_file_is_written(tmp_path: Path) -> None:
    done = run("config", "init", folder=tmp_path, found=[])
    assert done.status == 2 and "pip install" in done.err
    assert not list(tmp_path.iterdir())


# Widths

PAGES = [("regions",), ("config", "show"), ("config", "check"), ("plugins",), ("doctor",)]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(
    page: tuple[str, ...], columns: int, language: Language, deployed: Callable[[str], Path]
) -> None:
    folder = deployed(SETTLED + '[region.hongze]\nplugins = ["hongze"]\n')
    done = run(*page, "--config", "rongcuo.toml", folder=folder, columns=columns, language=language)
    assert done.status == 0
    assert max(cell_len(line) for line in done.out.splitlines()) <= columns
