"""What each plugin holds that sets its text apart from the others'."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rongcuo.facts.conditions import atoms
from rongcuo.policy.clauses import LIST_KINDS, InForce, Measure
from rongcuo.policy.places import names
from rongcuo.policy.policy import Policy

from .running import everything


@pytest.fixture(scope="module")
def policies() -> Mapping[str, Policy]:
    return everything().policies


def test_each_code_is_the_one_that_the_table_of_places_gives(policies: Mapping[str, Policy]) -> None:
    for region in (policy.region for policy in policies.values() if policy.region.level != "nation"):
        assert region.full_name.zh.endswith(names()[region.code]), region.id
        assert region.parent is not None
        if region.parent.code != "100000":
            assert names()[region.parent.code] == region.parent.zh, region.id


@pytest.fixture
def hongze(policies: Mapping[str, Policy]) -> Policy:
    return policies["hongze"]


@pytest.fixture
def bincheng(policies: Mapping[str, Policy]) -> Policy:
    return policies["bincheng"]


@pytest.fixture
def jingjiang(policies: Mapping[str, Policy]) -> Policy:
    return policies["jingjiang"]


@pytest.fixture
def haian(policies: Mapping[str, Policy]) -> Policy:
    return policies["haian"]


@pytest.fixture
def national(policies: Mapping[str, Policy]) -> Policy:
    return policies["national"]


def ids(policy: Policy, *kinds: str) -> list[str]:
    return sorted(rule.clause.id for rule in policy.rules if rule.kind in kinds)


# Hongze


def test_hongze_files_matters_of_five_fields_all_of_them_seen(hongze: Policy) -> None:
    assert ids(hongze, "scope") == ["A1", "A2", "A3", "A4", "A5"]
    assert hongze.list_info("scope").announced == 5
    assert hongze.missing("scope") == 0


def test_hongzes_fields_end_in_and_the_like(hongze: Policy) -> None:
    assert all(rule.clause.open_ended for rule in hongze.of("scope"))  # type: ignore[attr-defined]


def test_a_filing_in_hongze_takes_five_steps_and_brings_two_duties(hongze: Policy) -> None:
    assert ids(hongze, "step") == ["F1", "F2", "F3", "F4", "F5"]
    assert ids(hongze, "duty") == ["F6", "F7"]
    assert ids(hongze, "filing_condition") == ["F0"]


def test_hongze_tolerates_what_was_filed_and_three_situations_more(hongze: Policy) -> None:
    assert ids(hongze, "situation") == ["F8", "P1", "P2", "P3"]


def test_a_filing_in_hongze_exempts(hongze: Policy) -> None:
    filed = hongze.by_id["hongze:F8"].clause
    assert (filed.worth, filed.tiers) == ("exempts", ("exempt",))  # type: ignore[attr-defined]


def test_hongze_clears_names_and_handles_false_accusation(hongze: Policy) -> None:
    assert ids(hongze, "trigger") == ["C1"]
    assert ids(hongze, "accusation") == ["W1"]


def test_hongzes_words_allow_two_readings_in_three_places(hongze: Policy) -> None:
    assert len(hongze.readings) >= 3
    assert all(reading.favoured for reading in hongze.readings.values())


def test_of_hongzes_negative_lists_deadlines_and_deciders_the_report_is_silent(hongze: Policy) -> None:
    assert ids(hongze, "not_reported") == ["X1", "X2", "X3"]
    assert ids(hongze, "red_line", "decider", "tier") == []


# Bincheng


def test_of_binchengs_eleven_situations_two_are_stated_and_nine_unpublished(bincheng: Policy) -> None:
    stated = [rule.clause.id for rule in bincheng.of("situation") if rule.clause.counted]
    assert bincheng.list_info("situation").announced == 11
    assert stated == ["T1", "T2"]
    assert bincheng.missing("situation") == 9


def test_a_filing_that_exempts_by_itself_is_none_of_binchengs_eleven(bincheng: Policy) -> None:
    assert not bincheng.by_id["bincheng:F9s"].clause.counted


def test_binchengs_four_tier_gates_and_five_exclusions_are_all_unpublished(bincheng: Policy) -> None:
    assert ids(bincheng, "tier_gate", "red_line") == []
    assert (bincheng.missing("tier_gate"), bincheng.missing("red_line")) == (4, 5)


def test_binchengs_tier_gates_open_nothing_but_the_mildest_tier(bincheng: Policy) -> None:
    assert bincheng.list_info("tier_gate").gates == ("not_pursued",)


def test_in_bincheng_the_body_that_holds_to_account_decides(bincheng: Policy) -> None:
    assert ids(bincheng, "decider") == ["R1"]


def test_bincheng_has_four_outcome_tiers(bincheng: Policy) -> None:
    assert ids(bincheng, "tier") == ["R4"]
    tiers = bincheng.by_id["bincheng:R4"].clause.tiers  # type: ignore[attr-defined]
    assert tiers == ("not_pursued", "exempt", "mitigated", "lighter")


def test_bincheng_names_mechanisms_and_conditions_without_telling_of_them(bincheng: Policy) -> None:
    named = [rule.clause.id for rule in bincheng.rules if rule.clause.status == "named"]
    assert set(named) == {"R3a", "R5", "F3a"}


def test_bincheng_pays_return_visits(bincheng: Policy) -> None:
    visits = bincheng.by_id["bincheng:R6"].clause
    assert visits.topic == "return_visit" and visits.local_practice


def test_binchengs_filing_path_has_seven_parts_and_conditions_that_are_only_named(bincheng: Policy) -> None:
    path = [name for name in ids(bincheng, "step", "duty") if name.startswith("F")]
    assert path == ["F1", "F2", "F3", "F4", "F5", "F6", "F7"]
    assert bincheng.by_id["bincheng:F3a"].clause.status == "named"
    assert ids(bincheng, "filing_condition") == ["F3a", "F8"]


def test_of_binchengs_conditions_deadlines_and_forms_the_report_is_silent(bincheng: Policy) -> None:
    assert ids(bincheng, "not_reported") == ["C", "R7"]


# Jingjiang


def test_of_jingjiangs_ten_situations_one_is_stated_and_nine_unpublished(jingjiang: Policy) -> None:
    assert jingjiang.list_info("situation").announced == 10
    assert ids(jingjiang, "situation") == ["T1"]
    assert jingjiang.missing("situation") == 9


def test_of_jingjiangs_thirteen_red_lines_six_are_named_and_seven_unpublished(jingjiang: Policy) -> None:
    assert jingjiang.list_info("red_line").announced == 13
    assert ids(jingjiang, "red_line") == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert {rule.clause.status for rule in jingjiang.all_of("red_line")} == {"named"}
    assert jingjiang.missing("red_line") == 7


def test_what_is_major_in_jingjiang_is_always_a_persons_finding(jingjiang: Policy) -> None:
    asked = [rule.clause.id for rule in jingjiang.of("red_line") if rule.finding]
    assert asked == ["R4", "R5", "R6"]


def test_of_jingjiangs_procedure_filing_and_clearing_the_report_is_silent(jingjiang: Policy) -> None:
    assert ids(jingjiang, "not_reported") == ["C", "F", "P"]


# Hai'an


def test_of_haians_sixteen_measures_at_least_thirteen_are_unpublished(haian: Policy) -> None:
    measures = haian.list_info("measure")
    assert (measures.announced, measures.missing_at_least) == (16, 13)
    assert haian.missing_at_most("measure") == 15


def test_haians_filing_has_a_scope_two_steps_and_serves_as_a_reference(haian: Policy) -> None:
    assert ids(haian, "scope") == ["F2"]
    assert ids(haian, "step") == ["F1", "F3", "T1a"]
    assert haian.by_id["haian:F4"].clause.worth == "reference"  # type: ignore[attr-defined]


def test_haian_tolerates_after_a_tracked_evaluation_that_a_person_gives(haian: Policy) -> None:
    assert ids(haian, "situation") == ["T1"]
    assert haian.by_id["haian:T1"].finding == "haian:T1"


def test_haian_takes_officials_back_after_the_impact_period(haian: Policy) -> None:
    assert "T2" in ids(haian, "measure")


def test_of_haians_measures_risk_filing_is_one_and_points_at_its_clauses(haian: Policy) -> None:
    filing = haian.by_id["haian:M1"].clause
    assert isinstance(filing, Measure)
    assert filing.counted and filing.clauses == ("F1", "F2", "F3", "F4")
    assert set(filing.clauses) | {"T1a"} == set(ids(haian, "step", "scope", "effect"))


def test_of_haians_filing_details_and_clearing_the_report_is_silent(haian: Policy) -> None:
    assert ids(haian, "not_reported") == ["C", "P"]


# Jiangsu


@pytest.fixture
def jiangsu(policies: Mapping[str, Policy]) -> Policy:
    return policies["jiangsu"]


def test_of_jiangsus_five_conditions_two_are_stated_and_three_unpublished(jiangsu: Policy) -> None:
    assert ids(jiangsu, "condition") == ["C1", "C2"]
    assert (jiangsu.list_info("condition").announced, jiangsu.missing("condition")) == (5, 3)


def test_that_all_of_jiangsus_conditions_are_needed_is_a_reading_that_is_favoured(jiangsu: Policy) -> None:
    reading = jiangsu.readings["jiangsu:condition_join"]
    assert (set(reading.options), reading.favoured) == ({"all", "any"}, "all")


def test_of_jiangsus_eight_situations_four_are_stated_and_four_unpublished(jiangsu: Policy) -> None:
    assert ids(jiangsu, "situation") == ["T1", "T2", "T3", "T4"]
    assert (jiangsu.list_info("situation").announced, jiangsu.missing("situation")) == (8, 4)


def test_jiangsus_breach_is_a_fact_and_its_grave_events_need_a_finding(jiangsu: Policy) -> None:
    assert ids(jiangsu, "red_line") == ["R1", "R2", "R3", "R4"]
    assert [rule.clause.id for rule in jiangsu.of("red_line") if rule.finding] == ["R2", "R3", "R4"]


def test_jiangsus_effects_say_what_they_are_about(jiangsu: Policy) -> None:
    about = {rule.clause.id: rule.clause.about for rule in jiangsu.all_of("effect")}  # type: ignore[attr-defined]
    assert about == {"E1": ("appraisal", "promotion", "honours"), "E2": ("promotion",)}


# Jiangxi


@pytest.fixture
def jiangxi(policies: Mapping[str, Policy]) -> Policy:
    return policies["jiangxi"]


def test_all_of_jiangxi_is_told_by_a_commentary(jiangxi: Policy) -> None:
    assert {source.kind for source in jiangxi.sources.values()} == {"commentary"}
    assert {jiangxi.list_info(kind).seen for kind in LIST_KINDS} == {"report"}


def test_jiangxi_exempts_in_one_situation_whose_objects_are_read_in_two_ways_none_favoured(
    jiangxi: Policy,
) -> None:
    assert ids(jiangxi, "situation") == ["T1"]
    assert jiangxi.by_id["jiangxi:T1"].clause.tiers == ("exempt",)  # type: ignore[attr-defined]
    reading = jiangxi.readings["jiangxi:three_objects"]
    assert (set(reading.options), reading.favoured) == ({"any_of", "all_of"}, None)


def test_what_earns_encouragement_in_jiangxi_is_an_effect_and_a_condition_in_the_other_reading_alone(
    jiangxi: Policy,
) -> None:
    assert jiangxi.by_id["jiangxi:E0"].kind == "effect"
    assert ids(jiangxi, "condition") == ["E0c"] and not jiangxi.by_id["jiangxi:E0c"].clause.counted
    assert jiangxi.readings["jiangxi:four_words"].favoured == "encouragement"


def test_jiangxi_names_what_tolerance_does_not_shield_and_only_cautions_against_the_rest(
    jiangxi: Policy,
) -> None:
    assert ids(jiangxi, "red_line") == ["X2"] and ids(jiangxi, "aggravation") == ["X1"]
    assert jiangxi.by_id["jiangxi:X2"].clause.status == "named"


def test_in_jiangxi_an_exemption_does_not_affect_three_things(jiangxi: Policy) -> None:
    effect = jiangxi.by_id["jiangxi:E1"].clause
    assert effect.about == ("appraisal", "honours", "promotion")  # type: ignore[attr-defined]


def test_jiangxi_clears_the_unproven_and_the_slight_too(jiangxi: Policy) -> None:
    assert ids(jiangxi, "trigger") == ["S1"]
    assert ids(jiangxi, "accusation") == ["W1"]


# Zhejiang


@pytest.fixture
def zhejiang(policies: Mapping[str, Policy]) -> Policy:
    return policies["zhejiang"]


def test_zhejiang_has_six_conditions_of_which_all_are_needed_as_the_words_are_favoured(
    zhejiang: Policy,
) -> None:
    assert ids(zhejiang, "condition") == ["C1", "C2", "C3", "C4", "C5", "C6"]
    conditions = zhejiang.list_info("condition")
    assert (conditions.join, conditions.favoured) == ("not stated", "all")
    assert zhejiang.readings["zhejiang:condition_join"].favoured == "all"


def test_zhejiang_excludes_five_events_and_favours_no_reading_of_the_accident(zhejiang: Policy) -> None:
    assert ids(zhejiang, "red_line") == ["X1", "X2", "X3", "X4", "X5"]
    assert not any(rule.finding for rule in zhejiang.of("red_line"))
    reading = zhejiang.readings["zhejiang:accident_answered_for"]
    assert (set(reading.options), reading.favoured) == ({"any_accident", "responsible"}, None)


def test_zhejiangs_stated_scope_is_its_one_situation_and_open_ended(zhejiang: Policy) -> None:
    assert ids(zhejiang, "situation") == ["S1"]
    scope = zhejiang.by_id["zhejiang:S1"].clause
    assert scope.open_ended and scope.requires == "nothing stated" and scope.inferred  # type: ignore[attr-defined]


def test_what_a_report_tells_of_zhejiangs_practice_is_no_rule(zhejiang: Policy) -> None:
    practice = [rule for rule in zhejiang.rules if rule.clause.local_practice]
    assert {(rule.clause.id, rule.kind) for rule in practice} == {("E0", "effect"), ("B1", "effect")}
    assert ids(zhejiang, "tier") == []


def test_zhejiang_has_duties_and_a_procedure_that_no_report_tells(zhejiang: Policy) -> None:
    assert ids(zhejiang, "duty") == ["D1", "L1"]
    assert ids(zhejiang, "not_reported") == ["P"]
    assert ids(zhejiang, "scope", "trigger", "accusation", "decider", "step") == []


def test_how_far_zhejiangs_policy_spread_is_a_figure_and_no_clause(zhejiang: Policy) -> None:
    told = {figure.id: (figure.date, figure.source) for figure in zhejiang.region.figures}
    assert told == {
        "county_texts": ("2017", "S3"), "one_visit_shares": ("2018-01", "S3"),
        "provincial_bodies": ("2018-05", "dangyuan"),
    }  # fmt: skip


# Measures alone


MEASURES_ALONE = ("chongchuan", "lianyungang", "nanjing", "suqian", "zhangjiagang")
#: The quantified targets of the source, typed by hand.
TARGETS = {
    "zhangjiagang:M1": "1至2项",
    "zhangjiagang:M4": "至少1次",
    "zhangjiagang:M5": "10名",
    "zhangjiagang:M6": "20名",
    "chongchuan:M1": "每年",
    "nanjing:M1": "100名",
    "suqian:M2": "8条",
    "lianyungang:M1": "10名",
}


@pytest.mark.parametrize("plugin", MEASURES_ALONE)
def test_a_plugin_of_measures_alone_has_nothing_to_rule_by(
    plugin: str, policies: Mapping[str, Policy]
) -> None:
    policy = policies[plugin]
    assert policy.measures_alone and not policy.rules_cases
    assert {rule.kind for rule in policy.rules} == {"measure", "not_reported"}


@pytest.mark.parametrize("plugin", MEASURES_ALONE)
def test_a_measure_has_a_category_and_the_target_that_the_source_gives(
    plugin: str, policies: Mapping[str, Policy]
) -> None:
    for rule in policies[plugin].all_of("measure"):
        clause = rule.clause
        assert isinstance(clause, Measure) and clause.category is not None
        assert (clause.target is not None) == (rule.id in TARGETS), rule.id
        assert clause.target is None or TARGETS[rule.id] in clause.target.zh


def test_of_zhangjiagangs_twenty_measures_fourteen_to_sixteen_are_unpublished(
    policies: Mapping[str, Policy],
) -> None:
    policy = policies["zhangjiagang"]
    assert policy.list_info("measure").announced == 20
    assert (policy.missing("measure"), policy.missing_at_most("measure")) == (14, 16)


def test_of_lianyungangs_ten_measures_seven_are_unpublished(policies: Mapping[str, Policy]) -> None:
    policy = policies["lianyungang"]
    assert policy.list_info("measure").announced == 10
    assert (policy.missing("measure"), policy.missing_at_most("measure")) == (7, 7)


@pytest.mark.parametrize("plugin", ["chongchuan", "nanjing", "suqian"])
def test_where_no_number_is_announced_none_is_made_up(plugin: str, policies: Mapping[str, Policy]) -> None:
    policy = policies[plugin]
    assert policy.list_info("measure").seen == "report"
    assert policy.missing("measure") is None and policy.missing_at_most("measure") is None


# Shandong


@pytest.fixture
def shandong(policies: Mapping[str, Policy]) -> Policy:
    return policies["shandong"]


def test_shandongs_ten_situations_are_named_and_each_needs_a_finding(shandong: Policy) -> None:
    ten = [f"T{number}" for number in range(1, 11)]
    rules = [shandong.by_id[f"shandong:{name}"] for name in ten]
    assert [rule.clause.id for rule in shandong.of("situation") if rule.clause.counted] == ten
    assert {rule.clause.status for rule in rules} == {"named"} and all(rule.finding for rule in rules)
    assert (shandong.list_info("situation").announced, shandong.missing("situation")) == (10, 0)


def test_shandongs_tenth_situation_is_any_work_that_a_person_finds_to_be_one(shandong: Policy) -> None:
    tenth = shandong.by_id["shandong:T10"].clause
    assert (tenth.condition, tenth.requires) == ("true", "nothing stated")  # type: ignore[attr-defined]


def test_the_six_conditions_of_2017_gate_nothing_and_no_reading_of_them_is_favoured(
    shandong: Policy,
) -> None:
    assert ids(shandong, "condition") == []
    reading = shandong.readings["shandong:six"]
    assert (set(reading.options), reading.favoured) == ({"all", "any", "weighed"}, None)
    uses = {
        rule.clause.id for rule in shandong.rules for atom in atoms(rule.condition) if ":six" in atom.name
    }
    assert uses == {"O1"}
    assert not shandong.by_id["shandong:O1"].clause.counted


#: What each of the six reads.
SIX = {
    "prohibited_by_law", "prohibited_by_superior",
    "trying_first", "assigned", "knowing_violation",
    "force_majeure", "unforeseeable_cause",
    "remedy",
    "collective_decision", "objection_recorded",
    "private_gain",
}  # fmt: skip


def test_the_situation_of_2017_reads_all_six_of_its_conditions_and_what_weighing_them_found(
    shandong: Policy,
) -> None:
    assert shandong.by_id["shandong:O1"].reads == SIX | {"shandong:found_on_balance"}


def test_shandongs_test_of_four_parts_opens_full_exemption_alone(shandong: Policy) -> None:
    assert ids(shandong, "tier_gate") == ["N1"]
    assert shandong.list_info("tier_gate").gates == ("exempt",)
    tiers = {rule.clause.id: rule.clause.tiers for rule in shandong.of("tier")}  # type: ignore[attr-defined]
    assert tiers == {"L1": ("exempt",), "L2": ("mitigated", "lighter")}


def test_each_clause_of_shandong_is_of_one_of_two_texts_and_says_since_when(shandong: Policy) -> None:
    since = {"opinion_2017": "2017-12", "method_2018": "2018-09"}
    for rule in shandong.rules:
        assert rule.clause.in_force is not None and rule.clause.in_force.from_ == since[rule.source.id]
    assert not shandong.region.earlier


# The nation


def test_the_floor_has_three_red_lines(national: Policy) -> None:
    assert ids(national, "red_line") == ["R1", "R2", "R3"]


def test_the_floor_is_what_the_three_distinctions_and_the_clearing_duty_say(national: Policy) -> None:
    floor = {rule.clause.id for rule in national.only_floor().rules}
    assert floor == {"R1", "R2", "R3", "C1", "C2", "W1"}


def test_the_floor_takes_no_reading_but_its_own(national: Policy) -> None:
    assert set(national.only_floor().readings) == {"national:unproven_counts"}


def test_the_regulation_has_three_situations_and_each_stands_on_its_own(national: Policy) -> None:
    assert ids(national, "situation") == ["T17a", "T17b", "T17c"]
    assert not ids(national, "condition", "tier_gate")
    for rule in national.of("situation"):
        assert (rule.tiers, rule.about) == (("not_pursued", "exempt"), ("accountability",))


def test_what_weighs_is_listed_with_a_mistake_or_with_a_false_accusation(national: Policy) -> None:
    assert ids(national, "mitigation") == ["T18a", "T18b"]
    assert national.list_info("mitigation").open_ended
    assert ids(national, "aggravation") == ["T19a", "T19b", "W2a", "W2b", "W2c", "W2d", "W2e"]


def test_the_opinion_of_2018_asks_five_contrasts(national: Policy) -> None:
    assert [name for name in ids(national, "duty") if name.startswith("O3")] == [
        "O3a",
        "O3b",
        "O3c",
        "O3d",
        "O3e",
    ]


def test_what_some_places_do_is_marked_and_is_no_floor(national: Policy) -> None:
    marked = {rule.clause.id for rule in national.rules if rule.clause.local_practice}
    assert marked == {"K1", "K2", "K3", "K4", "K5", "K6"}
    assert not marked & {rule.clause.id for rule in national.only_floor().rules}


def test_the_dates_in_force_are_those_of_the_documents(national: Policy) -> None:
    since: dict[str, set[str | None]] = {}
    for rule in national.rules:
        told = rule.clause.in_force or InForce()
        since.setdefault(rule.source.id, set()).add(told.from_ or (f"by {told.by}" if told.by else None))
    assert since == {
        "three_distinctions": {None}, "clarification_opinion": {"2020-05"}, "accusation_rules": {"2020-01"},
        "norms": {"2016-10"}, "incentive_opinion": {"2018-05"}, "accountability": {"2019-09"},
        "discipline_law": {"by 2023-09"}, "own_officials_answers": {"by 2024-05"}, "rules_plan": {"2023"},
        "soe_liability": {"2026-01-01"}, "places": {None},
    }  # fmt: skip
