"""Rulings of cases in the registry: their filing comes from it, and what a body decided stands beside them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import rongcuo
from rongcuo import api
from rongcuo.plugins import registry as plugins
from rongcuo.ruling import prepare
from rongcuo_registry.entries import Decided
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.render import opposite_ruling
from rongcuo_registry.storage import check

from ..made import text
from ..policytext import clause
from ..running import installed
from .offices import OFFICER, added, matter, office, walk

STEPS = ("F1 unit", "F2 unit", "F3 unit document", "F4 leader_in_charge", "F5 discipline")
#: The day on which the filings of these tests take effect.
FILED = datetime.date(2026, 6, 1)


def filed(registry: CaseRegistry, raw: dict[str, Any], *steps: str, region: str = "hongze") -> int:
    case = added(registry, raw)
    number = registry.open_proceeding(case, "filing", region, OFFICER, on=FILED).id
    walk(registry, number, *steps)
    return case


def acted(on: str) -> dict[str, Any]:
    return {**matter(), "dates": {"act": on}}


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("2026-06-20", {"before"}),
        ("2026-05-20", {"during", "after"}),
        ("2026", {"before", "during", "after"}),
    ],
)
def test_whether_it_was_filed_before_the_act_comes_from_the_registry(
    act: str, expected: set[str], tmp_path: Path
) -> None:
    with office(tmp_path) as registry:
        case = filed(registry, acted(act), *STEPS)
        ruled = registry.rule(case, OFFICER)
        assert ruled.filing is not None and ruled.filing.effective == FILED
        raw, _ = registry.for_ruling(registry.case(case))
        policies = registry.policies
        known = prepare(api.read(policies, raw), policies.texts, policies.vocabulary).known
        assert known["filing"].values == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [(STEPS[:3], "none"), ((*STEPS[:4], "F5 discipline no"), "refused")],
    ids=["under way", "refused"],
)
def test_a_filing_without_effect_is_none(steps: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    raw = {**acted("2026-06-20"), "facts": {"filing": "before", "filing_scope": "within"}}
    with office(tmp_path) as registry:
        case = filed(registry, raw, *steps)
        ruling, filing = registry.for_ruling(registry.case(case))
        assert filing is not None and ruling["facts"]["filing"] == expected
        assert "filing_scope" not in ruling["facts"] and "filed" not in ruling["dates"]


def test_a_withdrawn_filing_is_none_and_a_later_one_counts(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = filed(registry, acted("2026-06-20"), *STEPS[:2])
        registry.withdraw(1, OFFICER, "unit")
        assert registry.for_ruling(registry.case(case))[0]["facts"]["filing"] == "none"
        number = registry.open_proceeding(case, "filing", "hongze", OFFICER, on=FILED).id
        walk(registry, number, *STEPS)
        raw, filing = registry.for_ruling(registry.case(case))
        assert filing is not None and (filing.id, raw["dates"]["filed"]) == (number, "2026-06-01")


def test_a_filing_that_was_given_up_after_its_effect_is_none(tmp_path: Path) -> None:
    raw = {**matter("滨城", major_or_complex=True), "dates": {"act": "2026-06-20"}}
    steps = ("F2 person document", "F3 unit", "F4 principal_leader", "F5 discipline", "F5 organization")
    with office(tmp_path) as registry:
        case = filed(registry, raw, *steps, region="bincheng")
        assert "filed" in registry.for_ruling(registry.case(case))[0]["dates"]
        registry.withdraw(1, OFFICER, "unit")
        ruling, filing = registry.for_ruling(registry.case(case))
        assert filing is not None and filing.effective == FILED
        assert ruling["facts"]["filing"] == "none" and "filed" not in ruling["dates"]


def test_a_filing_in_effect_counts_before_a_later_one_that_was_refused(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = filed(registry, acted("2026-06-20"), *STEPS)
        number = registry.open_proceeding(case, "filing", "hongze", OFFICER, on=FILED).id
        walk(registry, number, *STEPS[:4], "F5 discipline no")
        raw, filing = registry.for_ruling(registry.case(case))
        assert filing is not None and (filing.id, raw["dates"]["filed"]) == (1, "2026-06-01")


def test_a_filing_elsewhere_says_nothing_of_the_place(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = filed(registry, {**acted("2026-06-20"), "where": "靖江"}, *STEPS)
        raw, filing = registry.for_ruling(registry.case(case))
        assert filing is None and "filing" not in raw["facts"]


def test_a_ruling_is_kept_whole_with_the_versions_of_its_texts(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry)
        registry.rule(case, OFFICER)
        (event,) = [event for event in registry.store.events(case=case) if event.kind == "ruled"]
        kept = json.loads(registry.attachment(event.body["ruling"]["attachment"][:10]))
        assert {"hongze", "national"} <= {*event.body["texts"]}
        assert {row["region"] for row in event.body["verdicts"]} == {
            ruling["region"] for answer in kept["answers"] for ruling in answer["rulings"]
        }


#: A deployment with a step of its own for changes; no text says what such a change is worth.
OWN_CHANGE = """
[region.hongze]
plugins = ["hongze"]
[[region.hongze.step]]
id = "change"
procedure = "filing"
title = "变更"
after = "F5"
document = "filing_change"
by = "区纪委"
basis = "纪要"
"""


@pytest.mark.parametrize("deployment", ["", OWN_CHANGE], ids=["public", "a step of its own"])
def test_a_change_of_a_filing_is_a_record_alone_where_no_text_provides_for_one(
    deployment: str, tmp_path: Path
) -> None:
    with office(tmp_path, deployment) as registry:
        case = filed(registry, acted("2026-06-20"), *STEPS)
        assert registry.amend(1, OFFICER, "unit", "换人", on=FILED) is False
        assert registry.proceeding(1).amended == (FILED,)
        assert "change_filed" not in registry.for_ruling(registry.case(case))[0]["facts"]


def test_a_change_of_a_filing_counts_where_the_text_provides_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [
        clause("step", "F1", procedure="filing", roles=["unit"], concludes=True),
        clause("step", "F2", procedure="filing", roles=["unit"], document="filing_change", after=["F1"]),
    ]
    points = [text(tmp_path, "below", *steps), *installed("national")]
    monkeypatch.setattr(plugins, "entry_points", lambda group: points)
    with CaseRegistry.open(tmp_path / "rongcuo.db", rongcuo.load(), create=True) as registry:
        case = filed(registry, {**matter("below"), "dates": {"act": "2026-06-20"}}, "F1 unit", region="below")
        assert registry.amend(1, OFFICER, "unit", "换人", on=FILED) is True
        assert registry.for_ruling(registry.case(case))[0]["facts"]["change_filed"] is True


#: A matter that Hongze doesn't tolerate: a person's gain, found by a body.
GAIN = {"private_gain": {"value": ["self"], "by": "区监委", "basis": "报告"}}


@pytest.mark.parametrize("tolerated", [True, False])
def test_what_was_decided_stands_beside_the_ruling_and_says_where_it_differs(
    tolerated: bool, tmp_path: Path
) -> None:
    with office(tmp_path) as registry:
        case = added(registry, {**matter(**GAIN), "dates": {"act": "2026-05"}})
        decided = Decided(tolerated=tolerated, outcomes={"discipline": "lighter"}, dissent="一人不同意")
        registry.decide(case, decided, OFFICER, "discipline")
        (before,) = registry.case(case).decisions
        assert before.ruled is None and opposite_ruling(registry, registry.case(case), before) is None
        registry.rule(case, OFFICER)
        registry.decide(case, evolve(decided, replaces=(before.event,)), OFFICER, "discipline")
        state = registry.case(case)
        assert opposite_ruling(registry, state, state.decisions[1]) == ("refused" if tolerated else None)
        assert state.decisions[1].ruled == state.rulings[-1]


def test_persons_of_one_matter_are_cases_that_share_it_and_are_ruled_alone(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        first, second = registry.add([matter(role="decided"), matter(role="executed")], OFFICER)
        third = registry.add([matter()], OFFICER, matter=second)[0]
        assert {registry.case(number).matter for number in (first, second, third)} == {first}
        registry.rule(second, OFFICER)
        assert not registry.case(first).rulings and not registry.case(third).rulings
        assert check(registry.store).problems == ()
