"""Who decides is told: where nobody is named for a matter, what it hangs on, and whoever decides the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rongcuo import DataPlugin
from rongcuo.plugins.loading import load_plugin
from rongcuo.render.readback import read_back

from .amended import NOW, amended, case, named, said
from .policytext import clause

COUNTY = {"zh": "县纪委", "en": "the county's commission"}
TOWN = {"zh": "乡镇党委", "en": "the township's committee"}
SITUATION = named("situation", "T1", "先行先试", "trials", when="trying_first", tiers=["exempt"])
RED = clause("red_line", "R1", when="loss >= 1000000")
NOBODY = "已公开条文未规定本案由谁认定。"


def plugin(folder: Path, *deciders: tuple[str, str]) -> Path:
    return amended(folder, now=(*NOW[:3], SITUATION, RED, *deciders), then=(), earlier="")


def ranked(name: str, body: dict[str, str], when: str) -> tuple[str, str]:
    return named("decider", name, "认定", "deciding", body=body, when=when)


def rest(name: str, body: dict[str, str]) -> tuple[str, str]:
    return named("decider", name, "认定", "deciding", body=body)


@pytest.mark.parametrize(
    ("rank", "told"),
    [("city", NOBODY), ("county", "认定主体：县纪委"), ("township", "认定主体：乡镇党委")],
)
def test_where_no_body_is_named_for_a_matter_the_row_says_so(rank: str, told: str, tmp_path: Path) -> None:
    by_rank = [
        ranked("D1", COUNTY, "managed_by == 'county'"),
        ranked("D2", TOWN, "managed_by == 'township'"),
    ]
    asked = case(plugin(tmp_path, *by_rank), "2024-05-01", more=f'managed_by = "{rank}"\n')
    page = said(tmp_path, "rule", "--region", "amended", asked).out
    assert told in page and (told == NOBODY) == (NOBODY in page)
    notes = json.loads(said(tmp_path, "rule", "--region", "amended", asked, "--json").out)
    assert (NOBODY in notes["answers"][0]["rulings"][0]["notes"]) == (told == NOBODY)


def test_a_text_that_names_no_decider_at_all_is_not_blamed_for_it(tmp_path: Path) -> None:
    asked = case(plugin(tmp_path), "2024-05-01")
    assert NOBODY not in said(tmp_path, "rule", "--region", "amended", asked).out


@pytest.mark.parametrize(
    ("when", "depends"),
    [("reform_work", "要看是否属于“改革创新工作”"), ("managed_by == 'county'", "要看干部管理权限")],
)
def test_what_a_decider_hangs_on_is_told_as_a_question(when: str, depends: str, tmp_path: Path) -> None:
    folder = plugin(tmp_path, ranked("D1", COUNTY, when), rest("D2", TOWN))
    page = "".join(said(folder, "rule", "--region", "amended", case(folder, "2024-05-01")).out.split())
    assert depends in page


def test_whoever_decides_the_rest_is_read_back(tmp_path: Path) -> None:
    folder = plugin(tmp_path, ranked("D1", COUNTY, "managed_by == 'county'"), rest("D2", TOWN))
    page = said(folder, "check", folder).out
    assert "D2 认定" in page and "没有其他主体认定的，由其认定" in page
    assert "认定主体：乡镇党委" in page and "认定主体：县纪委" in page
    alone = plugin(tmp_path / "alone", rest("D1", COUNTY))
    page = said(alone, "check", alone).out
    assert "认定主体：县纪委" in page and "没有其他主体" not in page


def test_a_clause_that_is_denied_is_denied_in_plain_words(tmp_path: Path) -> None:
    folder = plugin(tmp_path, ranked("D1", COUNTY, "reform_work"), ranked("D2", TOWN, "not D1"))
    policy = load_plugin(DataPlugin(folder), "amended").policy
    assert policy is not None
    text = read_back("not D1", policy)
    assert (text.zh, text.en) == ("不属于D1“认定”", "D1 “deciding” does not apply")
