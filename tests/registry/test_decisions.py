"""Decisions: of those on one case one stands, the body is named where it may be erased, and the log has all of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.entries import Decided
from rongcuo_registry.storage import check

from ..running import Run, run
from .offices import OFFICER, added, codes, matter, office, whole

BODY, DISSENT = "某区纪委监委张三专案组", "一人反对"


def ran(folder: Path, line: str) -> Run:
    return run(*line.split(), folder=folder, columns=200)


@pytest.fixture
def decided(tmp_path: Path) -> Path:
    """A case of Hongze that was decided, event 2."""
    with office(tmp_path) as registry:
        added(registry)
        first = Decided(tolerated=True, outcomes={"accountability": "exempt"}, body=BODY, dissent=DISSENT)
        assert registry.decide(1, first, OFFICER, "discipline").id == 2
    return tmp_path


def test_another_decision_is_refused_with_the_way_out_and_nothing_is_written(decided: Path) -> None:
    with office(decided) as registry:
        before = whole(registry)
        with pytest.raises(InputError) as error:
            registry.decide(1, Decided(tolerated=False), OFFICER, "accountability")
        assert codes(error) == ["decision_stands"]
        assert whole(registry) == before
    done = ran(decided, "decide 1 --not-tolerated --by accountability")
    assert (done.status, "请加 --replaces 2" in done.err) == (2, True)


def test_one_that_replaces_it_stands_in_its_place_and_both_are_shown(decided: Path) -> None:
    done = ran(decided, "decide 1 --not-tolerated --by accountability --replaces 2 --on 2026-07-01")
    assert done.status == 0
    assert "记录 2：2026-07-01决定予以容错（纪检监察机关）；已由记录 3 的决定取代" in done.out
    assert "记录 3：2026-07-01决定不予容错（责任追究机关）；现行有效" in done.out
    told = json.loads(ran(decided, "case show 1 --json").out)["decisions"]
    assert [(each["event"], each["replaces"], each["replaced_by"]) for each in told] == [
        (2, [], 3),
        (3, [2], None),
    ]
    assert "取代记录 2 的决定" in ran(decided, "log 1").out.replace("\n", "")
    again = ran(decided, "decide 1 --tolerated --by accountability --replaces 2")
    assert (again.status, "记录 2 不是现行有效的决定" in again.err) == (2, True)


def test_two_that_stood_side_by_side_are_replaced_together(tmp_path: Path) -> None:
    """Before, a second decision was kept beside the first."""
    with office(tmp_path) as registry:
        added(registry)
        body = {
            "on": "2026-06-01",
            "role": "discipline",
            "tolerated": True,
            "outcomes": {},
            "beside": [],
            "texts": {},
        }
        with registry.store.writing(OFFICER) as writer:
            for _ in range(2):
                writer.append("decided", body, case=1)
        assert [each.event for each in registry.case(1).standing] == [2, 3]
        with pytest.raises(InputError) as error:
            registry.decide(1, Decided(tolerated=False, replaces=(2,)), OFFICER, "discipline")
        assert "--replaces 2 --replaces 3" in error.value.problems[0].message("zh")
        registry.decide(1, Decided(tolerated=False, replaces=(2, 3)), OFFICER, "discipline")
        assert [each.event for each in registry.case(1).standing] == [4]


def test_another_person_of_the_matter_is_decided_about_alone(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        first, second = registry.add([matter(role="decided"), matter(role="executed")], OFFICER)
        for case in (first, second):
            registry.decide(case, Decided(tolerated=True), OFFICER, "discipline")


def test_the_body_and_the_other_texts_are_shown_where_that_is_asked_for_and_can_be_erased(
    decided: Path,
) -> None:
    for line in ("case show 1", "log 1"):
        plain, whole_ = ran(decided, line), ran(decided, f"{line} --personal")
        for text in (BODY, DISSENT):
            assert text not in plain.out and text in whole_.out, line
        assert "决定机关" in plain.out and "问责：免予处理" in plain.out
    with office(decided) as registry:
        registry.erase(OFFICER, case=1)
        assert check(registry.store).problems == ()
    assert BODY.encode() not in (decided / "rongcuo.db").read_bytes()


def test_a_form_has_the_decision_that_stands_and_its_body(decided: Path) -> None:
    from rongcuo.cli.output import Setting
    from rongcuo_registry.forms import values_of

    words = Setting(language="zh", config=None).words
    with office(decided) as registry:
        filled, _ = values_of(registry, registry.case(1), "determination_opinion", words)
        assert f"决定予以容错（{BODY}）" in str(filled["conclusion"])
        registry.decide(1, Decided(tolerated=False, replaces=(2,)), OFFICER, "accountability")
        filled, _ = values_of(registry, registry.case(1), "determination_opinion", words)
        assert "决定不予容错（责任追究机关）" in str(filled["conclusion"])


@pytest.mark.parametrize(
    "said",
    [
        "--by discipline --outcome accountability=exempt --beside talk",
        "--by 纪检监察机关 --outcome 问责=免予处理 --beside 提醒谈话",
        "--by 区纪委监委 --outcome 问责＝免予处理 --beside talk",
        "--by Discipline --outcome Accountability=exempt --beside 提醒谈话",
    ],
)
def test_what_is_decided_may_be_said_in_the_words_of_the_screens(said: str, tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        added(registry)
    assert ran(tmp_path, f"decide 1 --tolerated {said}").err == ""
    with office(tmp_path) as registry:
        (decision,) = registry.case(1).decisions
    assert (decision.role, dict(decision.outcomes), decision.beside) == (
        "discipline",
        {"accountability": "exempt"},
        ("talk",),
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("--outcome 问责", "方面=结果"),
        ("--outcome 问责=甚好", "不予追究、免予处理、减轻、从轻、依规处理"),
        ("--beside 掌声", "批评教育、提醒谈话、诫勉、通报批评"),
    ],
)
def test_what_there_isnt_is_told_with_all_that_there_is(said: str, words: str, tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        added(registry)
    done = ran(tmp_path, f"decide 1 --tolerated --by discipline {said}")
    assert (done.status, words in done.err) == (2, True), done.err
