"""The nation's own rules: what weighs is listed and decides nothing, and local practice waits for a deployment."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from rongcuo.facts.text import Language
from rongcuo.plugins.deployment import Deployment, RegionSettings, SettledReading
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.cases import read_case
from rongcuo.ruling import Ruling, prepare, rule

from .running import ROOT, everything, installed, run

CASES = ROOT / "plugins" / "national" / "src" / "rongcuo_national" / "cases"
FOUND = installed("national", "hongze")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything("national", "hongze")


def ruled(registry: Registry, path: Path, region: str = "national") -> Ruling:
    case = read_case(path, registry.vocabulary, registry.plugin_names)
    known = prepare(case, registry.texts, registry.vocabulary)
    (question,) = case.questions()
    return rule(registry.jurisdictions[region], known, question)


def changed(tmp_path: Path, base: str, facts: str) -> Path:
    """A case with these facts on top of one of the plugin's own."""
    file = tmp_path / "case.toml"
    file.write_text(f'title = "t"\nextends = "{(CASES / base).as_posix()}"\n[facts]\n{facts}', "utf-8")
    return file


def states(ruling: Ruling) -> dict[str, str]:
    return {clause.id.partition(":")[2]: clause.state for clause in ruling.clauses}


ANSWERS = {
    "tolerance": {"open", "refused", "tolerated_so_far", "unmet", "unmet_so_far", "unaddressed"},
    "filing": {"no_rule"},
    "clarification": {"open", "clear", "not_due", "not_due_so_far"},
}


def test_the_cases_reach_every_answer_that_the_texts_allow_and_no_other(registry: Registry) -> None:
    """Never `not_covered`: any execution of a duty is a scene; never plainly `tolerated`: see the examples."""
    reached: dict[str, set[str]] = {}
    for path in sorted(CASES.glob("*.toml")):
        ruling = ruled(registry, path)
        reached.setdefault(ruling.question, set()).add(ruling.verdict)
    assert reached == ANSWERS


def test_what_mitigates_and_aggravates_is_listed_with_every_verdict(registry: Registry) -> None:
    for path in sorted(CASES.glob("*.toml")):
        ruling = ruled(registry, path)
        if ruling.question == "tolerance":
            assert {"T18a", "T18b", "T19a", "T19b"} <= set(states(ruling)), path.name


@pytest.mark.parametrize(
    ("facts", "clause"),
    [
        ("remedy = 'effective'", "T18a"),
        ("cooperated = true", "T18b"),
        ("'national:orders_ignored' = true", "T19a"),
        ("obstructed = true", "T19b"),
    ],
)
@pytest.mark.parametrize("base", ["objected_on_record", "seed_pilot_kickback", "cold_snap_negligent"])
def test_it_never_changes_the_verdict(
    base: str, facts: str, clause: str, registry: Registry, tmp_path: Path
) -> None:
    before, after = (
        ruled(registry, CASES / f"{base}.toml"),
        ruled(registry, changed(tmp_path, f"{base}.toml", facts)),
    )
    assert states(after)[clause] == "met"
    assert after.verdict == before.verdict


def test_the_tiers_of_the_accountability_regulation_are_about_accountability_alone(
    registry: Registry,
) -> None:
    for name in ("objected_on_record", "cold_snap", "seed_pilot"):
        (possible,) = ruled(registry, CASES / f"{name}.toml").possible
        assert possible.about == dict.fromkeys(("not_pursued", "exempt"), ("accountability",))


SIGNS = {
    "W2a": "'national:vile_means' = true",
    "W2b": "report_harm = ['election']",
    "W2c": "repeat_after_conclusion = true",
    "W2d": "'national:others_drawn_in' = true",
    "W2e": "severe_effect = true",
}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_that_makes_a_false_accusation_worse_is_listed_and_makes_none(
    sign: str, registry: Registry, tmp_path: Path
) -> None:
    ruling = ruled(registry, changed(tmp_path, "report_travel_not_excluded.toml", SIGNS[sign]))
    told = states(ruling)
    assert told[sign] == "met"
    assert {name for name in SIGNS if told[name] == "met"} == {sign}
    assert ruling.accusation is not None and ruling.accusation.state == "open"
    assert not {"T18a", "T19a"} & set(told)


def test_what_weighs_in_a_false_accusation_stands_in_no_ruling_on_a_mistake(registry: Registry) -> None:
    assert not set(SIGNS) & set(states(ruled(registry, CASES / "seed_pilot.toml")))


# Local practice

REPEATED = CASES / "report_travel_repeated.toml"


@pytest.fixture(scope="module")
def followed() -> Registry:
    settled = {"national:local_list": SettledReading(take="followed", by="某市纪委监委", basis="会议纪要")}
    settings = RegionSettings(plugins=("national",), readings=settled)
    return load(Deployment(file=Path("rongcuo.toml"), regions={"national": settings}), FOUND)


def test_local_practice_rules_only_where_a_deployment_follows_it(
    registry: Registry, followed: Registry
) -> None:
    assert ruled(registry, REPEATED).verdict == "not_due_so_far"
    assert (ruled(followed, REPEATED).verdict, ruled(followed, REPEATED).decided_by) == (
        "clear",
        ("national:K1",),
    )


def test_the_ruling_says_that_it_would_change_the_answer_once(registry: Registry) -> None:
    (noted,) = [r for r in ruled(registry, REPEATED).readings if r.id == "national:local_list"]
    assert noted.results == {"national_only": ("not_due",), "followed": ("clear",)}


def test_local_practice_is_marked_wherever_it_is_named() -> None:
    rows = csv.reader(io.StringIO(run("show", "national", "--csv", found=FOUND).out))
    marked = [row[0] for row in rows if any("地方做法" in cell for cell in row)]
    assert marked == ["K1", "K2", "K3", "K6", "K4", "K5"]
    data = json.loads(run("show", "national", "--json", found=FOUND).out)
    assert [c["id"] for c in data["clauses"] if c["local_practice"]] == [
        f"national:K{n}" for n in (1, 2, 3, 6, 4, 5)
    ]


UNTRUE = CASES / "report_travel_untrue.toml"


def goes_with(ruling: Ruling) -> set[str]:
    return {name.partition(":")[2] for name in ruling.procedure}


def test_duties_of_local_practice_go_with_a_ruling_only_where_it_is_followed(
    registry: Registry, followed: Registry
) -> None:
    local = {"K2", "K3", "K6"}
    assert not local & goes_with(ruled(registry, UNTRUE))
    assert local <= goes_with(ruled(followed, UNTRUE))
    assert {"C3", "C5"} <= goes_with(ruled(registry, UNTRUE)) & goes_with(ruled(followed, UNTRUE))


@pytest.mark.parametrize(
    ("facts", "goes"),
    [
        ("", False),
        ("fabricated = true", True),
        ("fabricated = true\nharm_intended = true", True),
        ("fabricated = false", False),
    ],
)
def test_steps_of_a_false_accusation_go_with_a_ruling_only_where_one_is_in_question(
    facts: str, goes: bool, registry: Registry, tmp_path: Path
) -> None:
    ruling = ruled(registry, changed(tmp_path, UNTRUE.name, facts))
    assert ("W1a" in goes_with(ruling)) is goes
    assert "C4" in goes_with(ruling)


def test_a_clearing_begins_with_who_proposes_it(registry: Registry) -> None:
    """What is proposed comes before its approval, in the procedure and in a ruling."""
    steps = registry.procedures("national")["clarification"].steps
    assert [step.id for step in steps] == ["national:Q1", "national:C4a", "national:C4"]
    ruling = ruled(registry, UNTRUE)
    clauses = registry.shown("national").by_id
    told = [name.partition(":")[2] for name in ruling.procedure if clauses[name].kind == "step"]
    assert told == ["Q1", "Q2", "C4a", "C4"]


# The floor is part of it


def test_the_nation_is_shown_whole(registry: Registry) -> None:
    data = json.loads(run("show", "national", "--json", found=FOUND).out)
    assert len(data["clauses"]) == len(registry.policies["national"].rules)
    assert run("show", "national", "R1", found=FOUND).status == 0


def test_what_is_to_be_checked_is_marked_in_show() -> None:
    data = json.loads(run("show", "national", "--json", found=FOUND).out)
    to_check = {c["id"].partition(":")[2] for c in data["clauses"] if c["verify"]}
    assert to_check == {"W1", "W1a", "T17a", "T17b", "T17c", "T18a", "T18b", "T19a", "T19b"}


def test_a_finding_on_a_clause_of_the_floor_is_known_where_the_nation_is_a_row(
    registry: Registry, tmp_path: Path
) -> None:
    file = changed(tmp_path, "report_travel_untrue.toml", "fabricated = true\nharm_intended = true\n")
    file.write_text(
        file.read_text("utf-8") + '[findings."national:W1"]\nmet = true\nby = "b"\nbasis = "c"\n', "utf-8"
    )
    for region in ("national", "hongze"):
        accusation = ruled(registry, file, region).accusation
        assert accusation is not None and accusation.state == "met"


def test_nothing_but_the_floor_reaches_a_region_that_stands_on_the_floor_alone(registry: Registry) -> None:
    here = registry.jurisdictions["hongze"]
    floor = {rule.clause.id for rule in here.by_id.values() if rule.id.startswith("national:")}
    assert floor == {"R1", "R2", "R3", "C1", "C2", "W1"}


def test_the_nation_is_a_row_where_it_is_asked_for_or_listed(tmp_path: Path) -> None:
    """Its text stands above every region; by itself it is no row of a comparison."""
    found = installed("national", "hongze")
    case = CASES / "objected_on_record.toml"

    def rows(*arguments: str, **how: Any) -> list[str]:
        told = json.loads(run("compare", case, "--json", *arguments, found=found, **how).out)
        return [ruling["region"] for ruling in told["answers"][0]["rulings"]]

    assert rows() == ["hongze"]
    assert rows("--region", "national") == ["national"]
    (tmp_path / "rongcuo.toml").write_text(
        '[region.hongze]\nplugins = ["hongze"]\n[region.national]\nplugins = ["national"]\n', "utf-8"
    )
    assert rows(folder=tmp_path) == ["hongze", "national"]


def test_the_nation_alone_is_no_region_to_compare() -> None:
    found = installed("national")
    done = run("compare", CASES / "objected_on_record.toml", found=found, language="en")
    assert done.status == 2 and "no region is installed" in done.err
    assert run("show", "national", found=found).status == 0


# What a person reads


def printed(tmp_path: Path, case: str, language: Language, *options: str) -> str:
    """What `rongcuo rule` prints of a case for a district that stands on the nation."""
    file, config = tmp_path / "case.toml", tmp_path / "rongcuo.toml"
    file.write_text(case, "utf-8")
    config.write_text('[region.hongze]\nplugins = ["hongze", "national"]\n', "utf-8")
    shown = ("rule", str(file), "--region", "hongze", "--config", str(config), *options)
    return run(*shown, found=FOUND, language=language, columns=1000).out


OBJECTED = 'title = "t"\nwhere = "hongze"\n[facts]\nobjection_recorded = true\n'
FALSE = """title = "t"
where = "hongze"
[facts]
report_outcome = "untrue"
report_harm = ["appointment"]
repeat_after_conclusion = true
"""
RAISED = (
    FALSE
    + 'fabricated = true\nharm_intended = true\n[findings."national:W1"]\nmet = {}\nby = "b"\nbasis = "c"\n'
)


@pytest.mark.parametrize(
    ("language", "mitigating", "aggravating"),
    [
        ("zh", "从轻情节（不改变结论）：national:T18b", "从重情节（不改变结论）：national:T19b"),
        (
            "en",
            "mitigation (changes no answer): national:T18b",
            "aggravation (changes no answer): national:T19b",
        ),
    ],
)
def test_what_weighs_is_told_with_the_answer(
    language: Language, mitigating: str, aggravating: str, tmp_path: Path
) -> None:
    bare = printed(tmp_path, OBJECTED, language)
    assert "T18" not in bare and "T19" not in bare
    out = printed(tmp_path, OBJECTED + "cooperated = true\nobstructed = true\n", language)
    assert mitigating in out
    assert aggravating in out
    assert "T18a" not in out


def test_the_signs_of_a_false_accusation_are_told_where_there_is_one(tmp_path: Path) -> None:
    assert "W2" not in printed(tmp_path, FALSE, "en")
    assert "W2" not in printed(tmp_path, RAISED.format("false"), "en")
    out = printed(tmp_path, RAISED.format("true"), "en")
    met, _, open_ = out.partition("aggravation, open:")
    assert "national:W2b" in met and "national:W2c" in met
    assert "national:W2a" in open_ and "national:W2a" not in met


@pytest.mark.parametrize(
    ("language", "level"), [("zh", "设区的市级以上，待核原文"), ("en", "city level or above")]
)
def test_who_has_to_approve_that_an_accusation_is_false_is_told(
    language: Language, level: str, tmp_path: Path
) -> None:
    assert level in printed(tmp_path, RAISED.format("true"), language)
    assert level in run("show", "national:W1", found=FOUND, language=language, columns=300).out
    assert level not in printed(tmp_path, RAISED.format("false"), language)


@pytest.mark.parametrize(
    ("language", "mark"), [("zh", "（待核对原文）"), ("en", " (to be checked against the published text)")]
)
def test_what_is_to_be_checked_is_marked_in_a_ruling(language: Language, mark: str, tmp_path: Path) -> None:
    title = {"zh": "national:T17b 决策中明确反对或者保留意见", "en": "national:T17b Objected on record"}[
        language
    ]
    assert f"{title}{mark}" in printed(tmp_path, OBJECTED, language)
    line = {"zh": "national:R3 谋取私利", "en": "national:R3 Private gain"}[language]
    assert f"{line}{mark}" not in printed(tmp_path, OBJECTED, language)


@pytest.mark.parametrize(("language", "since"), [("zh", "施行：2020-01"), ("en", "in force from: 2020-01")])
def test_a_clause_is_shown_with_its_dates(language: Language, since: str) -> None:
    assert since in run("show", "national:W1", found=FOUND, language=language).out
    data = json.loads(run("show", "national:W1", "--json", found=FOUND).out)
    assert data["in_force"] == {"from": "2020-01", "by": None, "to": None}


def test_the_nations_rules_are_told_since_when_and_where_that_is_unknown_by_when() -> None:
    out = run("show", "national", found=FOUND, language="en", columns=300).out
    assert "others; 2016-01" in out and "in force from: 2016-01" not in out
    out = run("show", "national:L53", found=FOUND, language="en").out
    assert "in force by then at the latest: 2023-09" in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_failed_and_what_was_searched_name_their_layer(language: Language, tmp_path: Path) -> None:
    """Both texts have a C1 and a list of triggers."""
    case = FALSE.replace('"untrue"', '"not_excluded"')
    file, config = tmp_path / "case.toml", tmp_path / "rongcuo.toml"
    file.write_text(case, "utf-8")
    config.write_text('[region.hongze]\nplugins = ["hongze", "national"]\n', "utf-8")
    out = run(
        "compare", str(file), "--full", "--config", str(config), found=FOUND, language=language, columns=400
    ).out
    names = {
        "zh": ("C1、national:C1", "澄清情形清单（全国）"),
        "en": ("C1, national:C1", "list: clearing trigger (National)"),
    }
    for name in names[language]:
        assert name in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_three_distinctions_were_public_from_the_day_they_were_set_out(
    language: Language, tmp_path: Path
) -> None:
    """The documents without a date leave ways open; in none of them do the three lines fall away."""
    kept = printed(tmp_path, OBJECTED, language, "--as-known", "2018-01", "--json")
    (told,) = json.loads(kept)["answers"][0]["rulings"]
    assert {"national:R1", "national:R2", "national:R3"} <= {clause["id"] for clause in told["clauses"]}
    assert all("R1" not in way["if"] and "T17a" in way["if"] for way in told["by_text"])


def test_clauses_are_listed_in_each_language_as_it_lists(tmp_path: Path) -> None:
    for language, names in (("zh", "C1、C2"), ("en", "C1, C2")):
        assert names in printed(tmp_path, OBJECTED, language, "--as-known", "2020")  # type: ignore[arg-type]
