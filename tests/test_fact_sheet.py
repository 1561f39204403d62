"""Every plugin against the rows of the fact sheet that it was written from: status, numbers, both languages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rongcuo.policy.policy import Policy

from .running import everything

#: Every clause of the fact sheet, typed by hand: plugin, status, ids.
ROWS = {
    "hongze": {
        "stated": "S0 A1 A2 A3 A4 A5 F0 F1 F2 F3 F4 F5 F6 F7 F8 P1 P2 P3 C1 W1",
        "not_reported": "X1 X2 X3",
    },
    "bincheng": {
        "stated": "T1 T2 F0 F1 F2 F3 F4 F5 F6 F7 F8 F9 R1 R2 R3 R4 R6",
        "named": "F3a R5",
        "not_reported": "C R7",
    },
    "jingjiang": {
        "stated": "T1",
        "named": "R1 R2 R3 R4 R5 R6",
        "not_reported": "P",
    },
    "haian": {
        "stated": "F1 F2 F3 F4 T1 T2",
        "not_reported": "P",
    },
    "jiangsu": {
        "stated": "C1 C2 T1 T2 T3 T4 R1 R2 R3 R4 E1 E2",
    },
    "jiangxi": {
        "stated": "E0 T1 B1 X1 D1 E1 S1 W1",
        "named": "X2",
    },
    "zhejiang": {
        "stated": "C1 C2 C3 C4 C5 C6 X1 X2 X3 X4 X5 E0 B1 D1 S1 L1",
        "not_reported": "P",
    },
    "zhangjiagang": {"stated": "M1 M2 M3 M4 M5 M6", "not_reported": "X1 X2"},
    "chongchuan": {"stated": "M1 M2", "not_reported": "X1"},
    "nanjing": {"stated": "M1 M2 M3 M4", "not_reported": "X1"},
    "suqian": {"stated": "M1 M2", "not_reported": "X1"},
    "lianyungang": {"stated": "M1 M2 M3", "not_reported": "X1"},
    "shandong": {
        "stated": "O1 O2 N1 L1 L2 E1 E2",
        "named": "T1 T2 T3 T4 T5 T6 T7 T8 T9 T10",
    },
    "national": {
        "stated": "R1 R2 R3 C1 C2 C3 C4 C5 W1 W2a W2b W2c W2d W2e T17a T17b T17c T18a T18b T19a T19b "
        "O1 O2 O3a O3b O3c O3d O3e O4 O5 N1 N2 N3 L53 Q1 Q2 S36 K1 K2 K3 K5",
        "named": "K4",
    },
}
#: Clauses that have no row of their own there, and the sentence that they come from.
BESIDE = {
    "bincheng": {
        "F9s": "other reading of F9: a filing that exempts",
        "R3a": "the second of the three mechanisms, named beside R5",
    },
    "jingjiang": {"F": "filing: not in the report", "C": "clearing of names: not in the report"},
    "jiangxi": {
        "E0c": "other reading of E0: conditions of tolerance",
        "D1a": "the support that D1 asks for beside what it forbids",
        "D1b": "the assessment system of D1",
        "W1a": "smearing, disruption and groundless petitioning, which W1 sets beside false accusation",
    },
    "haian": {
        "C": "clearing of names: not in the report",
        "M1": "of the sixteen, risk filing is one",
        "T1a": "the tracked evaluation of T1, as a step that is taken",
    },
    "national": {
        "C4a": "the approval of C1 and C4, as a step that is taken",
        "W1a": "the approval of W1, as a step that is taken",
        "K6": "need, scope and consent: the workflow of clarification",
    },
}
#: The rows that stand for clauses nobody has seen: Bincheng's T3 to T11, N1 to N4, X1 to X5;
#: Jingjiang's T2 to T10, R7 to R13; Hai'an's M.
UNPUBLISHED = {
    "bincheng": {"situation": 9, "tier_gate": 4, "red_line": 5},
    "jingjiang": {"situation": 9, "red_line": 7},
    "haian": {"measure": 13},
    "jiangsu": {"condition": 3, "situation": 4},
    "zhangjiagang": {"measure": 14},
    "lianyungang": {"measure": 7},
}


#: What is told of practice beside the text: plugin, id, the number in it, source.
FIGURES = {
    "bincheng": {"cases_tolerated": "7", "names_cleared": "6", "persons_revisited": "55"},
    "hongze": {"output_target": "一千亿元"},
    "jingjiang": {"suggestions_gathered": "46"},
    "zhejiang": {"county_texts": "71", "one_visit_shares": "81.2%", "provincial_bodies": "十余"},
}


@pytest.fixture(scope="module")
def policies() -> Mapping[str, Policy]:
    return everything().policies


def with_status(policy: Policy, status: str) -> set[str]:
    return {rule.clause.id for rule in policy.rules if rule.clause.status == status}


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


# Every plugin


@pytest.mark.parametrize("plugin", ROWS)
def test_a_plugin_has_every_row_of_the_fact_sheet_and_nothing_else(
    plugin: str, policies: Mapping[str, Policy]
) -> None:
    rows = {name for names in ROWS[plugin].values() for name in names.split()}
    there = {rule.clause.id for rule in policies[plugin].rules}
    assert there == rows | set(BESIDE.get(plugin, {}))


@pytest.mark.parametrize("plugin", ROWS)
@pytest.mark.parametrize("status", ["stated", "named", "not_reported"])
def test_a_clause_has_the_status_of_its_row(plugin: str, status: str, policies: Mapping[str, Policy]) -> None:
    rows = set(ROWS[plugin].get(status, "").split())
    assert with_status(policies[plugin], status) - set(BESIDE.get(plugin, {})) == rows


@pytest.mark.parametrize("plugin", ROWS)
def test_the_unpublished_rows_are_counted_and_never_filled_in(
    plugin: str, policies: Mapping[str, Policy]
) -> None:
    policy = policies[plugin]
    missing = {kind: policy.missing(kind) for kind in policy.lists if policy.missing(kind)}
    assert missing == UNPUBLISHED.get(plugin, {})


@pytest.mark.parametrize("plugin", ROWS)
def test_a_press_report_never_makes_a_list_complete(plugin: str, policies: Mapping[str, Policy]) -> None:
    policy = policies[plugin]
    assert {source.kind for source in policy.sources.values()} <= {"press_report", "commentary"}
    assert not [kind for kind, info in policy.lists.items() if info.seen == "complete"]


@pytest.mark.parametrize("plugin", ROWS)
def test_every_clause_is_told_in_chinese_and_in_english(plugin: str, policies: Mapping[str, Policy]) -> None:
    for rule in policies[plugin].rules:
        for text in (rule.clause.title, rule.clause.statement):
            assert has_chinese(text.zh), rule.id
            assert text.en.strip() and not has_chinese(text.en), rule.id


@pytest.mark.parametrize("plugin", ROWS)
def test_only_the_national_plugin_has_a_floor(plugin: str, policies: Mapping[str, Policy]) -> None:
    assert any(rule.clause.floor for rule in policies[plugin].rules) == (plugin == "national")


@pytest.mark.parametrize("plugin", ROWS)
def test_the_figures_of_practice_are_those_told_with_their_source_and_time(
    plugin: str, policies: Mapping[str, Policy]
) -> None:
    policy, told = policies[plugin], FIGURES.get(plugin, {})
    figures = {figure.id: figure for figure in policy.region.figures}
    assert set(figures) == set(told)
    for name, number in told.items():
        assert number in figures[name].statement.zh
        assert figures[name].source in policy.sources and figures[name].date
