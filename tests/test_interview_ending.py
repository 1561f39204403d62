"""The end of an interview: what rows still wait for and who settles it, and what the texts above leave open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from rongcuo import api
from rongcuo.comparing.comparison import Comparison
from rongcuo.plugins.registry import Registry
from rongcuo.render.words import Words
from rongcuo.ruling.result import Needs
from rongcuo_interview.asked import Asked
from rongcuo_interview.catalogue import MESSAGES
from rongcuo_interview.draft import Draft
from rongcuo_interview.ending import ending
from rongcuo_interview.interview import Interview
from rongcuo_interview.screens import Screen
from rongcuo_interview.settling import Settling

from .made import ADVERSE
from .running import everything, run

#: Nothing of what these rows' own texts tolerate, whatever else is found.
BASE: dict[str, Any] = {
    "title": "甲",
    "where": "靖江",
    "facts": {"field": ["health"]},
    "absent": list(ADVERSE),
}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything()


def settling(registry: Registry, *regions: str) -> Settling:
    return Settling(Asked(Words("zh", registry), regions))


# The texts above


def test_a_row_that_its_own_text_settles_is_told_to_be_open_above(registry: Registry) -> None:
    interview = Interview(settling(registry, "jingjiang"), lambda *_: None, lambda _: None)
    told = interview._progress(Draft(base=BASE))
    assert told.endswith("靖江 未列入容错情形；靖江本地条文可定，上级规定仍待查明")
    alone = Interview(settling(registry, "jiangsu"), lambda *_: None, lambda _: None)
    assert "上级规定" not in alone._progress(Draft(base=BASE)), "nothing that rules stands above it unseen"


def test_what_the_texts_above_hang_on_is_asked_where_that_is_wanted(registry: Registry) -> None:
    here = settling(registry, "jingjiang")
    draft = Draft(base=BASE)
    offered = here.screen(draft)
    assert offered is not None and offered.label == MESSAGES["ask.label_above"][0]
    assert "靖江" in offered.title and offered.options[offered.at].value is False
    declined = here.screen(offered.then(False))
    assert declined is None or declined.label == MESSAGES["ask.label_tiers"][0]
    screens: list[Screen] = []
    draft = offered.then(True)
    while (screen := here.screen(draft)) is not None and screen.label != MESSAGES["ask.label_tiers"][0]:
        screens.append(screen)
        assert screen.why() and len(screens) < 30
        replies = [option.value for option in screen.options]
        draft = screen.then((replies[0],) if screen.kind == "several" else replies[-1] if replies else "")
        while draft.queue:
            step, draft = draft.queue[0], draft.without_first()
            follow = step(draft)
            assert follow is not None
            draft = follow.then("" if follow.kind == "text" else tuple(follow.ticked))
    assert screens and here.above(draft, here.standing(draft))[0].next is None


def test_answers_that_only_the_texts_above_read_are_weighed(tmp_path: Path) -> None:
    text = 'title = "甲"\nwhere = "靖江"\nfield = ["health"]\ntrying_first = true\nkey_project = true\n'
    absent = ", ".join(f'"{name}"' for name in ADVERSE)
    (tmp_path / "a.toml").write_text(f"{text}absent = [{absent}]\n", "utf-8")
    done = run("ask", "--answers", "a.toml", "--region", "靖江", "--json", folder=tmp_path)
    told = json.loads(done.out)["interview"]
    assert "trying_first" in told["asked"] and told["unread"] == ["key_project"]


# What is left


@pytest.fixture(scope="module")
def comparison(registry: Registry) -> Comparison:
    found = {"haian:T1": {"met": True, "by": "乙", "basis": "丙"}}
    return api.compare(
        registry, {**BASE, "where": "海安", "findings": found}, regions=["jiangxi", "shandong", "haian"]
    )


def said(comparison: Comparison, **changes: Any) -> list[str]:
    """The end of an interview about these rows, each ruling with these changes."""
    answers = tuple(
        evolve(answer, rulings=tuple(evolve(ruling, **changes) for ruling in answer.rulings))
        for answer in comparison.answers
    )
    return ending(evolve(comparison, answers=answers), Words("zh", comparison.registry))


def test_a_reading_and_a_finding_are_told_with_who_settles_them(
    comparison: Comparison, registry: Registry
) -> None:
    told = said(comparison)
    assert [line for line in told if line.startswith("江西：条文有不同理解（") and "由制定机关解释" in line]
    (shandong,) = [line for line in told if line.startswith("山东：尚待")]
    assert "（T3）" in shandong and "（T2）" not in shandong, "nobody knows yet whether that applies"
    base = {**BASE, "where": "海安", "facts": {**BASE["facts"], "trying_first": True}}
    (line,) = ending(api.compare(registry, base, regions=["haian"]), Words("zh", registry))
    assert line.startswith("海安：尚待认定“跟踪评估结论”（T1），由") and line.endswith("作出后写入案件文件")


def test_what_one_finding_ties_together_is_told_to_be_taken_apart(comparison: Comparison) -> None:
    told = said(comparison, verdict="open", needs=Needs(), open_readings=(), open_because=())
    (line,) = [line for line in told if line.startswith("海安：")]
    assert "已认定T1" in line and "先行先试" in line and "分别写明" in line


def test_an_open_row_is_never_left_without_a_next_step(comparison: Comparison) -> None:
    told = said(comparison, verdict="open", needs=Needs(), open_readings=(), open_because=())
    assert {name for line in told for name in line.partition("：")[0].split("、")} == {"江西", "山东", "海安"}
    assert "日期不够确切" in " ".join(said(comparison, verdict="open", open_because=("dates",)))
    assert said(comparison, verdict="not_covered") == []
