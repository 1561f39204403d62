"""`rongcuo check`: what it proves is so, what it leaves alone, and how it tells what it found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import case_from
from rongcuo.render.words import Words
from rongcuo.ruling import prepare, rule
from rongcuo_workshop.check import check
from rongcuo_workshop.finding import Finding
from rongcuo_workshop.workspace import Workspace, survey_plugin

from . import checking
from .checking import NEVER, add, change, checked, clause, codes
from .made import decided_text
from .running import LANGUAGES, ROOT, assert_golden, installed, run

pytestmark = [pytest.mark.once, pytest.mark.slow]

demo, registry = checking.demo, checking.registry

PLUGINS = sorted(folder.parent.name for folder in ROOT.glob("plugins/*/src"))


# The plugins of the repository


@pytest.mark.parametrize("name", PLUGINS)
def test_nothing_is_wrong_with_a_plugin_though_work_may_be_left(name: str, registry: Registry) -> None:
    workspace = survey_plugin(str(ROOT / "plugins" / name), registry)
    found = [finding for finding in check(workspace) if finding.severity != "work"]
    assert [finding.problem.message("en") for finding in found] == []


def test_nothing_is_wrong_with_the_model_plugin(demo: Path, registry: Registry) -> None:
    assert codes(demo, registry) == []


# Proofs come with a case that shows them


def ruled(workspace: Workspace, finding: Finding, question: Any = "tolerance") -> Any:
    registry = workspace.registry
    empty = case_from({"title": "x", "where": "demo"}, "", registry.vocabulary, registry.plugin_names)
    witness = {name: known for name, known in finding.witness.items() if name in registry.vocabulary}
    known = prepare(evolve(empty, facts=witness), registry.texts, registry.vocabulary)
    return rule(workspace.here, known, question)


def test_the_witness_of_a_shadowed_red_line_touches_the_one_that_shadows_it(
    demo: Path, registry: Registry
) -> None:
    add(demo / "red_lines.toml", clause("red_line", "R5", 'when = "falsified_material and negligent"'))
    workspace, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC203", "R1")
    ruling = ruled(workspace, finding)
    assert ruling.verdict == "refused"
    assert set(ruling.decided_by) == {"demo:R1", "demo:R5"}


def test_the_witness_of_a_situation_behind_a_red_line_is_refused(demo: Path, registry: Registry) -> None:
    keys = 'when = "prohibited_by_law"\nrequires = "nothing stated"'
    add(demo / "tolerance.toml", clause("situation", "S5", keys))
    workspace, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC205", "R4")
    assert ruled(workspace, finding).verdict == "refused"


def test_a_situation_within_another_that_brings_the_same_is_shadowed(demo: Path, registry: Registry) -> None:
    change(demo / "tolerance.toml", 'tiers = ["lighter"]\n', "")
    keys = 'when = "legacy_problem and no_precedent"\nrequires = "inquiries_made and before_office"'
    add(demo / "tolerance.toml", clause("situation", "S5", keys))
    _, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC203", "S3")


def test_a_situation_within_another_that_brings_a_tier_of_its_own_is_not(
    demo: Path, registry: Registry
) -> None:
    keys = 'when = "legacy_problem and no_precedent"\nrequires = "inquiries_made and before_office"'
    add(demo / "tolerance.toml", clause("situation", "S5", keys + '\ntiers = ["exempt"]'))
    assert codes(demo, registry) == []


def test_a_condition_that_another_carries_is_shadowed(demo: Path, registry: Registry) -> None:
    add(
        demo / "tolerance.toml", clause("condition", "C3", 'when = "not improper_motive and not walked_away"')
    )
    _, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clause"]) == ("RC203", "C1")


def test_a_condition_that_only_denies_a_red_line_is_shadowed_by_that_line(
    demo: Path, registry: Registry
) -> None:
    add(demo / "tolerance.toml", clause("condition", "C3", 'when = "not falsified_material"'))
    _, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC203", "R1")


def test_a_region_that_cannot_be_read_has_no_placeholders(demo: Path, registry: Registry) -> None:
    change(demo / "region.toml", "format = 1", "format = 1\nnonsense = 1")
    assert codes(demo, registry) == ["RC104"]


def test_a_condition_that_a_situation_can_never_satisfy_contradicts_it(
    demo: Path, registry: Registry
) -> None:
    add(demo / "tolerance.toml", clause("condition", "C3", "when = \"assigned != 'pilot'\""))
    workspace, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC207", "C3")
    assert finding.problem.values["clause"] == "S4"
    assert ruled(workspace, finding).answer != "tolerated"


def test_the_fewest_conditions_that_contradict_each_other_are_named(demo: Path, registry: Registry) -> None:
    add(demo / "tolerance.toml", clause("condition", "C3", "when = \"remedy == 'effective'\""))
    add(demo / "tolerance.toml", clause("condition", "C4", "when = \"remedy == 'none'\""))
    _, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC207", "C3, C4")


def test_a_part_of_a_condition_that_never_holds_is_named(demo: Path, registry: Registry) -> None:
    keys = f'when = "obstructed or walked_away and trying_first and {NEVER}"'
    add(demo / "red_lines.toml", clause("red_line", "R5", keys))
    _, (finding,) = checked(demo, registry)
    assert finding.code == "RC201"
    assert finding.problem.values["parts"] == "assigned == 'pilot'; assigned == 'own_initiative'"


@pytest.mark.parametrize(
    ("kind", "keys", "fact", "witness"),
    [
        (
            "situation", 'when = "legacy_problem and negative_opinion"\nrequires = "nothing stated"',
            "negative_opinion", {"legacy_problem": "yes", "negative_opinion": "yes"},
        ),
        (
            "red_line", 'when = "obstructed and loss < 90000"',
            "loss", {"obstructed": "yes", "loss": "90,000 yuan"},
        ),
        (
            "condition", 'when = "violation_found in (\'none\', \'crime\')"',
            "violation_found", {"violation_found": "crime"},
        ),
    ],
)  # fmt: skip
def test_where_a_worse_fact_helps_it_is_named_and_a_case_shows_it(
    kind: str, keys: str, fact: str, witness: dict[str, str], demo: Path, registry: Registry
) -> None:
    file = {"red_line": "red_lines.toml"}.get(kind, "tolerance.toml")
    add(demo / file, clause(kind, "X1", keys))
    workspace, found = checked(demo, registry)
    (finding,) = (f for f in found if f.code == "RC208")
    assert finding.problem.values == {"clause": "X1", "fact": fact}
    words = Words("en", workspace.registry)
    told = {name: words.value(workspace.here.fact(name), known) for name, known in finding.witness.items()}
    assert witness.items() <= told.items()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ('{ to = "2023" }', '{ from = "2024" }', ["RC408"]),  # one clause, amended
        ('{ to = "2024" }', '{ from = "2024" }', []),
        ('{ from = "2020" }', '{ from = "2020" }', ["RC203"]),
        ('{ from = "2020", to = "2024" }', '{ from = "2021", to = "2023" }', ["RC203"]),
    ],
)
def test_a_clause_is_shadowed_only_by_those_in_force_with_it(
    first: str, second: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    for name, dates in (("R5", first), ("R6", second)):
        text = clause("red_line", name, f'when = "obstructed"\nin_force = {dates}')
        add(demo / "red_lines.toml", text.replace('zh = "条文"', f'zh = "条文{name}"'))
    found = codes(demo, registry)
    # over its whole time the longer one is not shadowed; the shorter, or the later of two alike, is
    assert found == expected


# A plugin with mistakes


def test_mistakes_in_one_file_do_not_hide_those_in_another(demo: Path, registry: Registry) -> None:
    change(demo / "filing.toml", "[[scope]]", "[[scope]")
    change(demo / "red_lines.toml", "loss >= 500000", "loss > 500000")
    change(
        demo / "tolerance.toml",
        'when = "legacy_problem"',
        f'when = "{NEVER}"',
    )
    assert {"RC102", "RC501", "RC201"} <= set(codes(demo, registry))


def test_a_mistake_in_what_a_case_extends_names_that_file(demo: Path, registry: Registry) -> None:
    head = 'title = "t"\nwhere = "x"\n'
    (demo / "cases" / "z.toml").write_text('extends = "base.toml"\n', "utf-8")
    (demo / "cases" / "base.toml").write_text('extends = "../../below.toml"\n[facts]\nlose = 3\n', "utf-8")
    (demo.parent / "below.toml").write_text(head + "[facts]\nlos = 3\n", "utf-8")
    findings = [f for f in check(survey_plugin(str(demo), registry)) if f.problem.code == "unknown_fact"]
    assert {(f.problem.file, f.problem.place) for f in findings} == {
        ("cases/base.toml", "facts.lose"),
        ("cases/base.toml", "../../below.toml, facts.los"),
        ("cases/z.toml", "../../below.toml, facts.los"),
    }
    assert {finding.code for finding in findings} == {"RC126"}


def test_a_mistake_in_a_decided_matter_is_told_with_its_file_and_one_that_is_right_is_none(
    demo: Path, registry: Registry
) -> None:
    (demo / "decided").mkdir()
    (demo / "decided" / "right.toml").write_text(decided_text({"legacy_problem": True}), "utf-8")
    plain = codes(demo, registry)
    assert [each.published for each in survey_plugin(str(demo), registry).matters] == ["2018-01-12"]
    (demo / "decided" / "wrong.toml").write_text(
        decided_text({"lose": 3}, read="some", date="2999", outcome={"answer": "forgiven"}), "utf-8"
    )
    assert sorted(codes(demo, registry)) == sorted([*plain, *["RC126"] * 3])
    wrong = [f for f in check(survey_plugin(str(demo), registry)) if f.code == "RC126"]
    assert {f.problem.file for f in wrong} == {"decided/wrong.toml"}


@pytest.mark.parametrize(
    ("condition", "expected"), [("obstructed", []), ("walked_awy", ["RC119"]), (NEVER, ["RC201"])]
)
def test_the_files_of_an_earlier_version_are_checked_too(
    condition: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    title = '{ zh = "旧办法", en = "The old measures" }'
    told = f'\n[[earlier]]\nid = "2017"\ntitle = {title}\nto = "2019"\nsource = "text"\n'
    add(demo / "region.toml", told)
    change(demo / "region.toml", "[policy]", '[policy]\nfrom = "2020"')
    (demo / "earlier" / "2017").mkdir(parents=True)
    file = demo / "earlier" / "2017" / "red_lines.toml"
    listed = '[list.red_line]\nseen = "complete"\nsource = "text"\n'
    file.write_text(listed + clause("red_line", "OLD1", f'when = "{condition}"'), "utf-8")
    _, found = checked(demo, registry)
    assert [finding.code for finding in found] == expected
    assert {finding.problem.file for finding in found} <= {"earlier/2017/red_lines.toml"}


def amended(demo: Path, states: str, text: str, **kept: str) -> None:
    title = '{ zh = "旧办法", en = "The old measures" }'
    add(demo / "region.toml", f'\n[[earlier]]\nid = "2017"\ntitle = {title}\nto = "2019"\n{states}\n')
    change(demo / "region.toml", "[policy]", '[policy]\nfrom = "2020"')
    (demo / "earlier" / "2017").mkdir(parents=True)
    (demo / "earlier" / "2017" / "red_lines.toml").write_text(text, "utf-8")


def test_a_finding_names_the_version_in_whose_files_the_clause_stands(demo: Path, registry: Registry) -> None:
    amended(demo, 'states = "differences"', clause("red_line", "R1", f'when = "{NEVER}"'))
    _, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.file) == ("RC201", "earlier/2017/red_lines.toml")


def test_a_finding_on_what_an_earlier_version_took_over_says_of_which_it_is(
    demo: Path, registry: Registry
) -> None:
    add(demo / "red_lines.toml", clause("red_line", "R5", 'when = "obstructed and walked_away"'))
    amended(demo, 'states = "differences"', clause("red_line", "R1", 'when = "obstructed"'))
    _, found = checked(demo, registry)
    (shadowed,) = [finding.problem for finding in found if finding.code == "RC203"]
    assert (shadowed.file, shadowed.place.endswith("earlier 2017")) == ("red_lines.toml", True)


def test_a_clause_under_another_id_in_an_earlier_version_is_found(demo: Path, registry: Registry) -> None:
    amended(demo, "", clause("red_line", "OLD1", 'when = "obstructed"', statement="同一条。"))
    add(demo / "red_lines.toml", clause("red_line", "R5", 'when = "walked_away"', statement="同一条。"))
    assert codes(demo, registry).count("RC408") == 1


@pytest.mark.parametrize(("name", "expected"), [("R5", []), ("R6", ["RC403"])])
def test_a_number_left_out_of_a_list_read_in_full_is_found(
    name: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    add(demo / "red_lines.toml", clause("red_line", name, 'when = "walked_away"'))
    assert codes(demo, registry) == expected


def test_a_finding_gives_the_line_of_its_clause(demo: Path, registry: Registry) -> None:
    change(demo / "red_lines.toml", "loss >= 500000", "loss > 500000")
    _, (finding,) = checked(demo, registry)
    line = int(finding.problem.place.partition(",")[0].removeprefix("line "))
    assert (demo / "red_lines.toml").read_text("utf-8").splitlines()[line - 1] == 'id = "R2"'


# The command


def broken(folder: Path) -> None:
    change(folder / "red_lines.toml", "loss >= 500000", "loss > 500000")
    keys = 'when = "prohibited_by_law and trying_first"\nrequires = "nothing stated"'
    add(folder / "tolerance.toml", clause("situation", "S5", keys))
    change(folder / "tolerance.toml", 'when = "legacy_problem"', 'when = "legacy_problem and loss < 0"')


def test_a_term_that_names_what_there_is_not_is_a_finding_and_not_read_back(demo: Path) -> None:
    term = '[[term]]\nid = "odd"\ntitle = {{ zh = "某词", en = "a word" }}\n{}\n'
    add(demo / "tolerance.toml", term.format('when = "nowhere and collective_decision"'))
    result = run("check", demo, found=installed("national"), language="en")
    assert result.status == 1 and "RC119" in result.out
    assert "a word" not in result.out.partition("read back")[2]


def test_a_term_may_name_a_clause_that_has_a_mistake_of_its_own(demo: Path) -> None:
    add(demo / "red_lines.toml", clause("red_line", "R9", 'when = "loss > 1"').replace('"text"', '"none"'))
    add(demo / "tolerance.toml", '[[term]]\nid = "odd"\ntitle = { zh = "某", en = "odd" }\nwhen = "R9"\n')
    result = run("check", demo, found=installed("national"), language="en")
    assert result.status == 1 and "RC111" in result.out


@pytest.mark.parametrize(
    ("more", "code"),
    [('added = ["T1"]', "RC128"), ('states = "differences"\nadded = ["R1"]', "RC128")],
)
def test_what_does_not_fit_between_versions_is_a_finding(more: str, code: str, demo: Path) -> None:
    earlier = '[[earlier]]\nid = "2017"\ntitle = { zh = "旧", en = "old" }\nfrom = "2017"\n'
    add(demo / "region.toml", f"\n{earlier}{more}\n")
    change(demo / "red_lines.toml", "[list.red_line]", "[list.red_line]\nannounced = 1")
    change(demo / "red_lines.toml", 'seen = "complete"', 'seen = "counted"')
    result = run("check", demo, found=installed("national"))
    assert result.status == 1 and code in result.out


def test_the_page_of_a_checked_plugin(demo: Path) -> None:
    broken(demo)
    texts = {
        language: run("check", demo.name, language=language, folder=demo.parent) for language in LANGUAGES
    }
    assert {done.status for done in texts.values()} == {1}
    assert_golden("check", {language: done.out for language, done in texts.items()})


def test_json_gives_every_finding_with_its_witness(demo: Path) -> None:
    broken(demo)
    done = run("check", demo.name, "--json", language="en", folder=demo.parent)
    told = json.loads(done.out)
    by_code = {finding["code"]: finding for finding in told["findings"]}
    assert told["count"]["error"] == 1
    assert by_code["RC205"]["witness"].items() >= {"prohibited_by_law": "yes", "trying_first": "yes"}.items()
    assert by_code["RC501"]["file"] == "red_lines.toml"
    assert told["read_back"]["R2"]["when"]["en"] == "“loss” is more than 500,000 yuan"


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--strict",), 1)])
def test_warnings_fail_a_strict_check_alone(options: tuple[str, ...], status: int, demo: Path) -> None:
    change(demo / "red_lines.toml", "loss >= 500000", "loss > 500000")
    assert run("check", demo.name, *options, folder=demo.parent).status == status


def test_an_installed_region_is_checked_by_its_name() -> None:
    done = run("check", "靖江")
    assert done.status == 0 and "jingjiang" in done.out


def test_a_source_that_is_not_there_is_bad_input(demo: Path) -> None:
    done = run("check", demo.name, "--source", "no.txt", language="en", folder=demo.parent)
    assert (done.status, done.mistakes) == (2, ["error: no.txt: there is no such file; check the path"])


# What a case expects


EXPECTING = """
title = "预期"
where = "demo"
[facts]
falsified_material = true
[expect.demo]
verdict = "refused"
"""


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ('decided_by = ["demo:R1"]\nmet = ["demo:R2"]\nunaddressed = ["debt_default"]', []),
        ('decided_by = ["demo:R99"]', ["unknown_clause expect.demo, decided_by"]),
        ('decided_by = ["demo:situation", "demo:tier"]', ["unknown_clause expect.demo, decided_by"]),
        ('met = ["R1"]\nnot_met = ["demo:R1"]', ["unknown_clause expect.demo, met"]),
        ('not_met = ["demo:Z1", "demo:situation"]', ["unknown_clause expect.demo, not_met"] * 2),
        ('tiers = ["lightr"]', ["not_one_of expect.demo, tiers"]),
        ('unaddressed = ["debts"]', ["unknown_fact expect.demo, unaddressed"]),
        ('checks = ["debt", "debt_default"]', ["unknown_fact expect.demo, checks"]),
        ('open_facts = ["demo:R1", "demo:unaskd"]', ["unknown_fact expect.demo, open_facts"] * 2),
        ("[expect.demo.readings]\nunaskd = { yes = [] }", ["not_one_of expect.demo, readings"]),
        (
            '[expect.demo.readings]\n"demo:soon" = { early = ["refusd"], nevr = [] }',
            ['not_one_of expect.demo, readings."demo:soon"', 'not_one_of expect.demo, readings."demo:soon".early'],
        ),
        (
            '[expect.demo.reading_tiers]\n"demo:soon" = { early = ["exempt", "exempd"] }',
            ['not_one_of expect.demo, reading_tiers."demo:soon".early'],
        ),
        # of a region that isn't on, nobody can tell
        ('[expect.nowhere]\nverdict = "refused"\ndecided_by = ["nowhere:R99"]', []),
    ],
)  # fmt: skip
def test_what_a_case_expects_is_there(keys: str, expected: list[str], demo: Path, registry: Registry) -> None:
    reading = """
[[reading]]
id = "soon"
question = { zh = "及时包括次日吗？", en = "Is the next day soon?" }
options.early = { zh = "不包括", en = "no" }
options.late = { zh = "包括", en = "yes" }
"""
    condition = clause("red_line", "R5", "when = \"debt_default and soon == 'late'\"")
    add(demo / "red_lines.toml", reading + condition)
    (demo / "cases" / "expecting.toml").write_text(EXPECTING + keys, "utf-8")
    wrong = [f for f in check(survey_plugin(str(demo), registry)) if f.code == "RC126"]
    assert {f.problem.file for f in wrong} <= {"cases/expecting.toml"}
    assert [f"{f.problem.code} {f.problem.place}" for f in wrong] == expected
    assert all(f.problem.message("zh") and f.problem.message("en") for f in wrong)
