"""Every pattern on the page "How do I say …" loads, fits its sentence, and rules as the sentence says."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rongcuo import DataPlugin
from rongcuo.plugins.deployment import Deployment, RegionSettings
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.cases import Expectation, case_from
from rongcuo.ruling import Ruling, prepare, rule
from rongcuo.ruling.clocks import at
from rongcuo_workshop.check import check
from rongcuo_workshop.testing.expectations import mismatches
from rongcuo_workshop.workspace import survey_plugin

from .made import matter
from .running import ROOT, FakePoint, everything, installed, run

pytestmark = [pytest.mark.once, pytest.mark.slow]

_spec = importlib.util.spec_from_file_location("check_pages", ROOT / "tools" / "check_pages.py")
assert _spec is not None and _spec.loader is not None
tool: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

ENTRY = re.compile(
    r"^## (\d+)\. (.+)\n\n> (.+)\n(?:\n.+\n)?\n```toml\n# (.+)\n([^`]+)```\n\n(.+)", re.MULTILINE
)
#: What the page leaves out of a clause.
KINDS = r"\[\[(?:condition|situation|tier|mitigation|red_line)\]\]\n"
#: Comparisons and numbers held against the words.
AGAINST_THE_WORDS = {"RC501", "RC502", "RC503"}


def entries(page: str) -> dict[str, tuple[str, str, str]]:
    """Of each pattern, by its number: the sentence, the file and what stands in it."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    assert len(ENTRY.findall(text)) == text.count("```toml")
    # the region of the page's cases is the one that these tests make
    return {
        number: (said, file, toml.replace("example", "mini"))
        for number, _, said, file, toml, _ in ENTRY.findall(text)
    }


PATTERNS = entries("how-to/say-it.md")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything("national")


def written(number: str, folder: Path, extra: Mapping[str, str] | None = None) -> Path:
    """A small plugin with this pattern in it, the sentence as each clause's statement."""
    said, file, toml = PATTERNS[number]
    files = {name: text.lstrip() for name, text in tool.written_rows()["base"].items()}
    rest = {**tool.REST, "statement": f'{{ zh = "{said}", en = "An example." }}'}
    left_out = "".join(f"{key} = {value}\n" for key, value in rest.items())
    files[file] = files.get(file, "") + re.sub(KINDS, lambda kind: kind[0] + left_out, toml)
    for beside in (extra or {}, BESIDE.get(number, {})):
        for name, text in beside.items():
            files[name] = text + files.get(name, "")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_patterns_are_numbered() -> None:
    assert list(PATTERNS) == [str(number) for number in range(1, 38)]


def test_both_languages_have_the_same_sentences_and_files() -> None:
    assert entries("zh/say-it.md") == PATTERNS


def tolerating(name: str, when: str) -> str:
    return f"""
[[situation]]
id = "{name}"
title = {{ zh = "各类工作", en = "any work" }}
statement = {{ zh = "各类工作的失误，可以容错。", en = "Mistakes in any work may be tolerated." }}
topic = "other_situation"
source = "text"
when = "{when}"
requires = "nothing stated"
tiers = ["exempt"]

"""


def line(id_: str, fact: str) -> str:
    """A red line at a fact of the same name as its topic."""
    words = "".join(f'{key} = {{ zh = "甲", en = "a" }}\n' for key in ("title", "statement"))
    return f'[[red_line]]\nid = "{id_}"\n{words}topic = "{fact}"\nwhen = "{fact}"\nsource = "text"\n'


#: What a pattern that has no situation applies to.
ANY_WORK = tolerating("T90", "true")
#: What stands in other files than the one that a pattern shows.
BESIDE = {
    "26": {
        "tolerance.toml": tolerating("T3", "trying_first") + tolerating("T5", "sudden_event"),
        "earlier/2019/tolerance.toml": tolerating("T3", "no_precedent") + tolerating("T9", "key_project"),
    },
    "37": {
        "tolerance.toml": tolerating("T1", "trying_first").replace('"exempt"', '"lighter"')
        + """
[[reading]]
id = "unasked"
question = { zh = "主动报告是否包括事后报告？", en = "Does a report afterwards count?" }
favoured = "before_only"
[reading.options]
before_only = { zh = "不包括", en = "no" }
after_too = { zh = "包括", en = "yes" }

[[tier]]
id = "L1"
title = { zh = "主动报告", en = "reported unasked" }
statement = { zh = "主动报告的，可以免予处理。", en = "Whoever reported unasked may be exempted." }
topic = "outcome_tier"
source = "text"
when = "reported_before or unasked == 'after_too' and reported_after"
tiers = ["exempt"]
"""
    },
    "32": {
        "tolerance.toml": tolerating("T1", "no_precedent"),
        "earlier/2019/tolerance.toml": tolerating("O1", "trying_first"),
    },
}


def ruling(
    number: str,
    facts: dict[str, Any],
    folder: Path,
    *,
    on: str = "newest",
    policy: str = "",
    dates: dict[str, str] | None = None,
    red_lines: str | None = None,
) -> Ruling:
    """What a text that consists of this pattern, read in full, says of a case with nothing adverse besides.

    `red_lines` are its red lines where the pattern has none, as far as they were seen.
    """
    _, _, toml = PATTERNS[number]
    lists = {
        "situation": "tolerance",
        "condition": "tolerance",
        "tier_gate": "tolerance",
        "red_line": "red_lines",
    }
    work = "" if "[[situation]]" in toml + BESIDE.get(number, {}).get("tolerance.toml", "") else ANY_WORK
    extra = {"tolerance.toml": work, "red_lines.toml": ""}
    for kind, file in lists.items():
        if f"[list.{kind}]" not in toml:
            there = toml + extra["tolerance.toml"] + BESIDE.get(number, {}).get("tolerance.toml", "")
            seen = "complete" if f"[[{kind}]]" in there else "none"
            extra[f"{file}.toml"] = (
                f'[list.{kind}]\nseen = "{seen}"\nsource = "text"\n\n' + extra[f"{file}.toml"]
            )
    if red_lines is not None:
        extra["red_lines.toml"] = red_lines
    written(number, folder, extra)
    region = folder / "region.toml"
    region.write_text(region.read_text("utf-8").replace("[policy]", f"[policy]\n{policy}"), "utf-8")
    deployment = Deployment(file=Path("rongcuo.toml"), regions={"mini": RegionSettings(plugins=("mini",))})
    registry = load(deployment, [FakePoint("mini", DataPlugin(folder)), *installed("national")])  # type: ignore[list-item]
    case = case_from(
        matter(facts, "mini") | {"dates": dates or {}},
        "case.toml",
        registry.vocabulary,
        registry.plugin_names,
    )
    known = prepare(case, registry.texts, registry.vocabulary, at(case, on, None))
    return rule(registry.jurisdictions["mini"], known, "tolerance")


@pytest.mark.parametrize("number", PATTERNS)
def test_each_pattern_loads_and_fits_its_sentence(number: str, tmp_path: Path, registry: Registry) -> None:
    found = check(survey_plugin(str(written(number, tmp_path)), registry))
    assert not [
        f.problem.message("en") for f in found if f.severity == "error" or f.code in AGAINST_THE_WORDS
    ]


def test_a_slip_in_a_pattern_is_seen(tmp_path: Path, registry: Registry) -> None:
    red_lines = written("3", tmp_path) / "red_lines.toml"
    red_lines.write_text(red_lines.read_text("utf-8").replace("loss >=", "loss >"), "utf-8")
    assert "RC501" in {found.code for found in check(survey_plugin(str(tmp_path), registry))}


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("loss * 10 >= 5000000", "fact_on_the_left"),
        ("loss >= invested", "literal_on_the_right"),
        ("count(field) >= 3", "fact_on_the_left"),
        ("other:R1", "bad_condition"),
    ],
)
def test_what_the_page_says_cannot_be_said_is_an_error(
    when: str, problem: str, tmp_path: Path, registry: Registry
) -> None:
    red_lines = written("3", tmp_path) / "red_lines.toml"
    invested = """
[[fact]]
id = "invested"
group = "scene"
type = "amount"
label = { zh = "投资额", en = "sum invested" }
ask = { zh = "投资额是多少？", en = "How much was invested?" }
"""
    text = red_lines.read_text("utf-8").replace("loss >= 1000000", when)
    red_lines.write_text(text + invested, "utf-8")
    found = check(survey_plugin(str(tmp_path), registry))
    assert [finding.problem.code for finding in found if finding.severity == "error"] == [problem]


HANDLED = {"mini:handled_on": "2024-03-01"}
BEGAN = {"mini:trial_began_on": "2024-01-01"}
HANDLED_MONDAY = {"mini:handled_on": "2026-03-02"}
#: The Friday before the Spring Festival; Saturday is worked, then Tuesday the 24th is the next working day.
ACTED = {"mini:acted_on": "2026-02-13", "reported_before": []}
EMERGENCY = {"sudden_event": True, "extraordinary_measure": True}


@pytest.mark.parametrize(
    ("number", "facts", "verdict"),
    [
        ("1", {**HANDLED, "mini:reported_on": "2024-03-31"}, "tolerated"),
        ("1", {**HANDLED, "mini:reported_on": "2024-04-01"}, "unmet"),
        ("1", {**HANDLED, "mini:reported_on": "2024-02-29"}, "unmet"),
        ("2", {**BEGAN, "mini:trial_ended_on": "2024-03-01"}, "tolerated"),
        ("2", {**BEGAN, "mini:trial_ended_on": "2024-02-29"}, "unmet"),
        ("3", {"loss": 1_000_000}, "refused"),
        ("3", {"loss": 999_999}, "tolerated"),
        ("6", {"negative_opinion": True, "corrected_on_time": False}, "refused"),
        ("6", {"negative_opinion": True, "corrected_on_time": True}, "tolerated"),
        ("6", {"negative_opinion": True}, "open"),
        ("7", {"remedy": "effective"}, "tolerated"),
        ("7", {"remedy": "nothing_to_remedy"}, "tolerated"),
        ("7", {"remedy": "attempted"}, "unmet"),
        ("8", {"trying_first": True, "no_precedent": True}, "tolerated"),
        ("8", {"trying_first": True, "no_precedent": False, "needs_departure": False}, "not_covered"),
        ("9", {"reported_before": ["leader"]}, "tolerated"),
        ("9", {"reported_before": ["township"]}, "unmet"),
        ("10", {"collective_decision": True, "risk_assessed": True}, "tolerated"),
        ("10", {"collective_decision": True, "risk_assessed": False}, "unmet"),
        ("11", {"policy_allows": True, "deployment_consistent": False}, "tolerated"),
        ("11", {"policy_allows": False, "deployment_consistent": False}, "unmet"),
        ("12", {"filing": "before"}, "tolerated"),
        ("12", {"filing": "none", "no_time_to_file": True, "reported_after": True}, "tolerated"),
        ("12", {"filing": "none", "no_time_to_file": False, "reported_after": True}, "unmet"),
        ("12", {"filing": "none", "no_time_to_file": True, "reported_after": False}, "unmet"),
        ("13", {**EMERGENCY, "measure_necessary": True}, "tolerated"),
        ("13", {**EMERGENCY, "measure_necessary": False}, "unmet"),
        ("13", {"sudden_event": False}, "not_covered"),
        ("14", {"filing": "before", "filing_scope": "within"}, "tolerated"),
        ("14", {"filing": "before", "filing_scope": "exceeded"}, "unmet"),
        ("14", {"filing": "none"}, "not_covered"),
        ("15", {"safety_accident": True}, "open"),
        ("15", {}, "tolerated"),
        ("16", {"falsified_material": True}, "refused"),
        ("16", {}, "tolerated_so_far"),
        ("20", {}, "tolerated_so_far"),
        ("21", {"falsified_material": True}, "refused"),
        ("21", {}, "tolerated_so_far"),
        ("23", {"violation_found": "violation"}, "refused"),
        ("23", {"violation_found": "minor"}, "tolerated"),
        ("24", {"sudden_event": False, "hard_urgent_task": True, "measure_necessary": True}, "tolerated"),
        ("24", {"sudden_event": False, "hard_urgent_task": False}, "not_covered"),
        ("25", {"mini:model_zone": True}, "tolerated"),
        ("25", {"mini:model_zone": False}, "not_covered"),
        ("29", {"reform_work": True, "filing": "before", "collective_decision": False}, "tolerated"),
        ("29", {"reform_work": False, "filing": "before", "collective_decision": False}, "unmet"),
        ("29", {"reform_work": True, "filing": "none", "collective_decision": False}, "unmet"),
        ("29", {"reform_work": False, "collective_decision": True}, "tolerated"),
        ("30", {"filing": "refused", "departure_knowing": True}, "refused"),
        ("30", {"filing": "not_accepted", "departure_knowing": True}, "tolerated"),
        ("33", {"negative_opinion": False}, "tolerated"),
        ("33", {"negative_opinion": True}, "open"),
        ("33", {"negative_opinion": True, "mini:major_effect": False}, "tolerated"),
        ("33", {"negative_opinion": True, "mini:major_effect": True}, "unmet"),
        ("34", {**HANDLED_MONDAY, "mini:reported_on": "2026-03-09"}, "tolerated"),
        ("34", {**HANDLED_MONDAY, "mini:reported_on": "2026-03-10"}, "unmet"),
        ("34", {**HANDLED_MONDAY, "mini:reported_on": "2026-03-01"}, "unmet"),
        ("34", HANDLED_MONDAY, "open"),
        ("35", {"reported_before": ["leader"]}, "tolerated"),
        ("35", {**ACTED, "sudden_event": True, "mini:made_up_on": "2026-02-25"}, "tolerated"),
        ("35", {**ACTED, "sudden_event": True, "mini:made_up_on": "2026-02-26"}, "unmet"),
        ("35", {**ACTED, "sudden_event": True, "mini:made_up_on": "2026-02-12"}, "unmet"),
        ("35", {**ACTED, "sudden_event": False, "mini:made_up_on": "2026-02-26"}, "unmet"),
        ("36", {"food_drug_accident": True}, "refused"),
        ("36", {"mini:other_accident": True}, "refused"),
        ("36", {"mini:other_accident": False}, "tolerated"),
        ("36", {}, "open"),
    ],
)
def test_each_pattern_rules_as_its_sentence_says(
    number: str, facts: dict[str, Any], verdict: str, tmp_path: Path
) -> None:
    assert ruling(number, facts, tmp_path).verdict == verdict


@pytest.mark.parametrize(
    ("effect", "verdict"),
    [({"mini:major_effect": False}, "tolerated"), ({"mini:major_effect": True}, "unmet"), ({}, "open")],
)
@pytest.mark.parametrize("seen", ['"counted"\nannounced = 1', '"report"'])
def test_a_finding_that_is_denied_speaks_of_what_it_is_about(
    seen: str, effect: dict[str, Any], verdict: str, tmp_path: Path
) -> None:
    lines = f'[list.red_line]\nseen = {seen}\nsource = "text"\n{line("R1", "safety_accident")}'
    found = ruling("33", {"negative_opinion": True, **effect}, tmp_path, red_lines=lines)
    assert found.verdict.removesuffix("_so_far") == verdict
    assert found.unaddressed == () and "unaddressed" not in {each.verdict for each in found.possible}


@pytest.mark.parametrize(
    ("number", "facts", "tiers"),
    [
        ("4", {"loss": 499_999}, ["exempt", "lighter"]),
        ("4", {"loss": 500_000}, ["exempt"]),
        ("5", {"loss": 500_000}, ["exempt", "mitigated"]),
        ("5", {"loss": 1_000_000}, ["exempt"]),
        ("17", {"trying_first": True}, ["exempt", "mitigated", "lighter"]),
        ("18", {"trying_first": True, "collective_decision": True}, ["exempt", "lighter"]),
        ("18", {"trying_first": True, "collective_decision": False}, ["lighter"]),
        ("19", {"cooperated": False}, ["exempt"]),
    ],
)
def test_each_pattern_gives_the_tiers_that_its_sentence_says(
    number: str, facts: dict[str, Any], tiers: list[str], tmp_path: Path
) -> None:
    (possible,) = ruling(number, facts, tmp_path).possible
    assert (possible.verdict, list(possible.tiers or ())) == ("tolerated", tiers)


def test_a_reading_tells_what_the_other_would_give(tmp_path: Path) -> None:
    (taken,) = ruling("23", {"violation_found": "minor"}, tmp_path).readings
    assert taken.results == {"not_minor": ("tolerated",), "minor_too": ("refused",)}


def test_a_case_may_expect_the_tiers_of_another_reading(tmp_path: Path) -> None:
    case = tomllib.loads(PATTERNS["37"][2])
    ruled = ruling("37", case["facts"], tmp_path)
    expected = case["expect"]["mini"]
    wanted = {key: expected[key] for key in ("verdict", "tiers", "reading_tiers")}
    assert mismatches(Expectation(**wanted), ruled) == ()
    for tiers in (["lighter"], ["exempt"], []):
        other = wanted | {"reading_tiers": {"mini:unasked": {"after_too": tiers}}}
        assert [wrong.key for wrong in mismatches(Expectation(**other), ruled)] == ["reading_tiers"]


def test_before_the_text_of_today_there_was_a_rule_that_is_not_public(tmp_path: Path) -> None:
    ruled = ruling("22", {}, tmp_path, on="2020", policy='from = "2022"')
    assert (ruled.verdict, [text.absence for text in ruled.texts]) == ("no_rule", ["unpublished"])


@pytest.mark.parametrize(
    ("fact", "then", "now"),
    [("no_precedent", True, False), ("trying_first", False, True), ("sudden_event", False, True),
     ("key_project", True, False)],
)  # fmt: skip
def test_an_amended_clause_rules_as_it_was_and_as_it_is(
    fact: str, then: bool, now: bool, tmp_path: Path
) -> None:
    work = ("no_precedent", "trying_first", "sudden_event", "key_project")
    facts = {name: name == fact for name in work}
    for day, tolerated in (("2020", then), ("2024", now)):
        folder = tmp_path / day
        folder.mkdir()
        ruled = ruling("26", facts, folder, on=day, policy='from = "2023"')
        assert (ruled.verdict == "tolerated") == tolerated


@pytest.mark.parametrize(
    ("managed_by", "deciders", "needs"),
    [
        ("county", ["mini:D1"], []),
        ("township", ["mini:D2"], []),
        (None, ["mini:D1", "mini:D2"], ["managed_by"]),
    ],
)
def test_one_body_decides_where_the_rank_is_known(
    managed_by: str | None, deciders: list[str], needs: list[str], tmp_path: Path
) -> None:
    ruled = ruling("27", {"managed_by": managed_by} if managed_by else {}, tmp_path)
    assert (list(ruled.deciders), list(ruled.decider_needs)) == (deciders, needs)


@pytest.mark.parametrize(
    ("facts", "worth"),
    [
        ({"reform_work": True, "sudden_event": False, "filing": "before"}, ["mini:E1"]),
        ({"reform_work": False, "sudden_event": True, "filing": "before"}, ["mini:E2"]),
        ({"reform_work": False, "sudden_event": True, "filing": "during"}, ["mini:E2"]),
        ({"reform_work": True, "sudden_event": False, "filing": "during"}, []),
    ],
)
def test_a_filing_is_worth_what_its_scope_makes_it(
    facts: dict[str, Any], worth: list[str], tmp_path: Path
) -> None:
    assert list(ruling("28", facts | {"filing_scope": "within"}, tmp_path).worth) == worth


def test_review_and_revocation_are_told_with_the_answer(tmp_path: Path) -> None:
    assert ruling("31", {}, tmp_path).procedure == ("mini:P1", "mini:P1a", "mini:P2")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "zh",
            (
                "复核",
                "申请复核",
                "限30日内",
                "要求：听取本人申辩",
                "限10个工作日内",
                "撤销",
                "仅在弄虚作假时进行",
            ),
        ),
        (
            "en",
            (
                "Review of a determination",
                "within 30 days",
                "within 10 working days",
                "Revocation of a determination",
            ),
        ),
    ],
)
def test_review_and_revocation_are_procedures(language: Any, lines: tuple[str, ...], tmp_path: Path) -> None:
    point = FakePoint("mini", DataPlugin(written("31", tmp_path)))
    done = run("procedure", "mini", found=[point], folder=tmp_path, language=language, columns=200)
    assert done.status == 0
    for line_ in lines:
        assert line_.casefold() in done.out.casefold()
    one = run("procedure", "mini", "review", "--json", found=[point], folder=tmp_path, language=language)
    (made,) = json.loads(one.out)["procedures"]
    assert [(step["id"], step["roles"], step["within"]) for step in made["steps"]] == [
        ("mini:P1", ["person"], {"days": 30, "working_days": None}),
        ("mini:P1a", ["discipline"], {"days": None, "working_days": 10}),
    ]


@pytest.mark.parametrize(
    ("continuing", "dates", "verdicts"),
    [
        ('continuing = "new"', {"act": "2021", "act_to": "2024"}, {"tolerated"}),
        ('continuing = "old"', {"act": "2021", "act_to": "2024"}, {"not_covered"}),
        ("", {"act": "2021", "act_to": "2024"}, {"tolerated", "not_covered"}),
        ('continuing = "new"', {"act": "2021", "act_to": "2022"}, {"not_covered"}),
        ('continuing = "old"', {"act": "2024"}, {"tolerated"}),
    ],
)
def test_an_act_that_went_on_falls_under_the_text_that_says_so(
    continuing: str, dates: dict[str, str], verdicts: set[str], tmp_path: Path
) -> None:
    facts = {"no_precedent": True, "trying_first": False}
    policy = f'from = "2023"\ntransition = "old"\n{continuing}\n'
    ruled = ruling("32", facts, tmp_path, on="ruling", policy=policy, dates=dates)
    assert {possible.verdict for possible in ruled.possible} == verdicts
