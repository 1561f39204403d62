"""The laws of the framework: each is broken once in a small policy and found there, with a case ruled for real."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from rongcuo.facts.known import Known, exactly
from rongcuo.facts.problems import Problem
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import case_from
from rongcuo.ruling import Ruling, prepare, rule, tables
from rongcuo.ruling.reasoner import Reasoner
from rongcuo.ruling.result import Possible
from rongcuo.ruling.tables import Allowed, Outcome
from rongcuo_workshop.check import laws
from rongcuo_workshop.check.lawful import Lawful, lawful
from rongcuo_workshop.finding import Finding
from rongcuo_workshop.workspace import Workspace

from . import checking
from .checking import add, checked, clause
from .running import LANGUAGES, ROOT, run

pytestmark = [pytest.mark.once, pytest.mark.slow]

demo, registry = checking.demo, checking.registry

PLUGINS = sorted(folder.parent.name for folder in ROOT.glob("plugins/*/src"))
ORDER = ("tolerated", "unmet", "not_covered", "refused")


#: A fact of a plugin's own, which may declare that it is a harm.
DAMAGE = """
[[fact]]
id = "damage"
group = "consequences"
type = "level"
# harm
label = { zh = "损害", en = "damage" }
ask = { zh = "损害多大？", en = "How much damage?" }
choices = [{ id = "low", zh = "低", en = "low" }, { id = "high", zh = "高", en = "high" }]

"""


def states(folder: Path, registry: Registry) -> tuple[Workspace, dict[str, Lawful]]:
    workspace, findings = checked(folder, registry)
    return workspace, {each.law.name: each for each in lawful(workspace, findings)}


def broken(folder: Path, registry: Registry, law: str) -> tuple[Workspace, Finding]:
    """The one finding that breaks this law, and no other is broken."""
    workspace, stands = states(folder, registry)
    assert {name for name, each in stands.items() if each.state == "violated"} == {law}
    (finding,) = stands[law].findings
    return workspace, finding


def ruled(workspace: Workspace, facts: Mapping[str, Known], **otherwise: Any) -> Ruling:
    """The ruling of a witness, with some of its facts otherwise."""
    registry = workspace.registry
    empty = case_from({"title": "x", "where": "demo"}, "", registry.vocabulary, registry.plugin_names)
    known = {name: what for name, what in facts.items() if name in registry.vocabulary}
    known |= {name: exactly(registry.vocabulary[name], value) for name, value in otherwise.items()}
    known = {name: what for name, what in known.items() if otherwise.get(name, "") is not None}
    return rule(
        workspace.here, prepare(evolve(empty, facts=known), registry.texts, registry.vocabulary), "tolerance"
    )


def state_of(ruling: Ruling, name: str) -> str:
    (state,) = (state.state for state in ruling.clauses if state.id == name)
    return state


@pytest.mark.parametrize("name", PLUGINS)
def test_every_law_holds_of_every_plugin_or_its_text_is_accepted_by_name(
    name: str, registry: Registry
) -> None:
    _, stands = states(ROOT / "plugins" / name, registry)
    for each in stands.values():
        assert each.state in ("holds", "nothing") or all(f.severity == "accepted" for f in each.findings)


def test_every_law_holds_of_the_model_plugin(demo: Path, registry: Registry) -> None:
    assert {each.state for each in states(demo, registry)[1].values()} == {"holds"}


@pytest.mark.parametrize(
    ("when", "fact", "better"),
    [
        ("trying_first and not mass_incident", "mass_incident", False),
        ("trying_first and loss < 300000", "loss", 0),
        ("trying_first and loss_grade == 'small'", "loss_grade", "small"),
        # of an adverse level the worse of two adverse values
        ("trying_first and violation_found == 'violation'", "violation_found", "violation"),
    ],
)
def test_a_red_line_that_a_worse_fact_takes_away(
    when: str, fact: str, better: object, demo: Path, registry: Registry
) -> None:
    add(demo / "red_lines.toml", clause("red_line", "R5", f'when = "{when}"'))
    workspace, finding = broken(demo, registry, "worse_red_line")
    assert (finding.code, finding.clause, finding.problem.values["fact"]) == ("RC208", "R5", fact)
    assert state_of(ruled(workspace, finding.witness), "demo:R5") == "not_met"
    assert state_of(ruled(workspace, finding.witness, **{fact: better}), "demo:R5") == "met"


def test_a_condition_that_only_a_worse_fact_meets(demo: Path, registry: Registry) -> None:
    add(demo / "tolerance.toml", clause("condition", "C5", 'when = "negative_opinion or inquiries_made"'))
    workspace, finding = broken(demo, registry, "worse_condition")
    assert (finding.clause, finding.problem.values["fact"]) == ("C5", "negative_opinion")
    assert state_of(ruled(workspace, finding.witness), "demo:C5") == "met"
    assert state_of(ruled(workspace, finding.witness, negative_opinion=False), "demo:C5") == "not_met"


def test_what_a_situation_requires_and_only_a_worse_fact_meets(demo: Path, registry: Registry) -> None:
    keys = 'when = "no_precedent"\nrequires = "loss >= 100000 and inquiries_made"'
    add(demo / "tolerance.toml", clause("situation", "S5", keys))
    workspace, finding = broken(demo, registry, "worse_requires")
    assert (finding.clause, finding.problem.values["fact"]) == ("S5", "loss")
    assert finding.problem.place.endswith("situation S5, requires")
    assert state_of(ruled(workspace, finding.witness), "demo:S5") == "met"
    assert state_of(ruled(workspace, finding.witness, loss=0), "demo:S5") == "not_met"


def test_a_scene_may_need_an_adverse_effect(demo: Path, registry: Registry) -> None:
    keys = 'when = "trying_first and negative_opinion"\nrequires = "inquiries_made"'
    add(demo / "tolerance.toml", clause("situation", "S5", keys))
    workspace, findings = checked(demo, registry)
    assert [finding.code for finding in findings] == ["RC208"]
    assert {each.state for each in lawful(workspace, findings)} == {"holds"}


def test_a_fact_of_a_plugins_own_declares_that_it_is_a_harm(demo: Path, registry: Registry) -> None:
    text = (demo / "tolerance.toml").read_text("utf-8")
    keys = 'when = "no_precedent"\nrequires = "damage == \'high\' and inquiries_made"'
    for harm, expected in (("", "holds"), ("harm = true\n", "violated")):
        at = text.index("[[fact]]")
        content = text[:at] + DAMAGE.replace("# harm", harm) + text[at:] + clause("situation", "S5", keys)
        (demo / "tolerance.toml").write_text(content, "utf-8")
        assert states(demo, registry)[1]["worse_requires"].state == expected


# A filing never hurts


@pytest.mark.parametrize(
    ("file", "kind", "keys"),
    [
        (
            "tolerance.toml",
            "situation",
            'when = "no_precedent and filing == \'none\'"\nrequires = "inquiries_made"',
        ),
        ("red_lines.toml", "red_line", "when = \"filing == 'before' and negligent\""),
        ("tolerance.toml", "condition", "when = \"filing != 'before' or experts_consulted\""),
    ],
)
def test_a_clause_by_which_a_filing_hurts(
    file: str, kind: str, keys: str, demo: Path, registry: Registry
) -> None:
    add(demo / file, clause(kind, "X5", keys))
    workspace, finding = broken(demo, registry, "filing")
    assert (finding.code, finding.clause) == ("RC210", "X5")
    assert finding.witness["filing"].values == {"before"}
    filed = ruled(workspace, finding.witness)
    unfiled = ruled(workspace, finding.witness, filing="none", filing_scope=None)
    after, before = ([ORDER.index(answer.verdict) for answer in r.possible] for r in (filed, unfiled))
    assert max(before) < min(after)


def test_a_tier_that_a_filing_takes_away(demo: Path, registry: Registry) -> None:
    tier = clause("condition", "D5", 'when = "filing == \'none\'"\ntiers = ["exempt"]')
    tier = tier.replace("[[condition]]", "[[tier]]").replace("other_condition", "outcome_tier")
    add(demo / "tolerance.toml", tier)
    workspace, finding = broken(demo, registry, "filing")
    assert finding.clause == "D5"
    filed = ruled(workspace, finding.witness)
    unfiled = ruled(workspace, finding.witness, filing="none", filing_scope=None)
    assert "exempt" in (unfiled.possible[0].tiers or ()) and "exempt" not in (filed.possible[0].tiers or ())


def test_a_filing_that_is_accepted_by_name_is_no_warning(demo: Path, registry: Registry) -> None:
    add(demo / "red_lines.toml", clause("red_line", "R5", "when = \"filing == 'before' and negligent\""))
    reason = 'why = { zh = "原文如此", en = "the text says so" }'
    (demo / "accepted.toml").write_text(f'[[warning]]\ncode = "RC210"\nclause = "R5"\n{reason}\n', "utf-8")
    _, finding = broken(demo, registry, "filing")
    assert finding.severity == "accepted"
    out = run("check", str(demo), "--lang", "en", columns=200).out
    section = out[out.index("The laws of the framework") :]
    assert "A filing never hurts a matter carried out as filed: not so, by the text" in section
    assert "RC210 R5; " in section and "the text says so" in section


def tolerated(*tiers: Allowed) -> Outcome:
    return Outcome("tolerated", frozenset(tiers))


EXEMPT, LIGHTER = Allowed("exempt"), Allowed("lighter")
NARROW = Allowed("exempt", frozenset(["accountability"]))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Outcome("unmet"), Outcome("refused"), True),
        (Outcome("unaddressed"), Outcome("refused"), True),
        (Outcome("refused"), Outcome("unmet"), False),
        (Outcome("unmet"), Outcome("not_covered"), False),
        (Outcome("unmet"), Outcome("unaddressed"), False),
        (tolerated(LIGHTER), Outcome("unaddressed"), True),
        (Outcome("unmet"), tolerated(LIGHTER), False),
        (tolerated(EXEMPT, LIGHTER), tolerated(LIGHTER), True),
        (tolerated(LIGHTER), tolerated(EXEMPT), False),
        (tolerated(EXEMPT), tolerated(NARROW, LIGHTER), True),
        (tolerated(NARROW), tolerated(EXEMPT), False),
        (tolerated(EXEMPT), tolerated(Allowed("exempt", behind=True)), True),
        (tolerated(), tolerated(LIGHTER), False),
        (tables.OUTSIDE, Outcome("refused"), False),
        (tolerated(EXEMPT), tables.OUTSIDE, False),
    ],
)
def test_which_of_two_answers_is_the_more_favourable(one: Outcome, other: Outcome, expected: bool) -> None:
    assert laws.more_favourable(one, other) is expected


# What no text can break


def test_a_table_that_asks_for_the_red_line_too_late_is_found(
    demo: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(r: Reasoner, rows: Any, last: int) -> int:
        return first_row(r, [*rows[2:], rows[0]] if rows[0][0] == "refused" else rows, last)

    first_row = tables.first_row
    monkeypatch.setattr(tables, "first_row", late)
    _, stands = states(demo, registry)
    (finding, *_) = stands["fails_closed"].findings
    assert finding.code == "RC211" and finding.witness


def test_a_ruling_that_tolerates_while_a_red_line_is_open_is_found(
    demo: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hopeful(*args: Any, **given: Any) -> Ruling:
        ruling = rule(*args, **given)
        tolerated = [answer for answer in ruling.possible if answer.verdict == "tolerated"]
        return evolve(ruling, possible=tuple(tolerated)) if tolerated else ruling

    monkeypatch.setattr(laws, "rule", hopeful)
    _, stands = states(demo, registry)
    assert stands["fails_closed"].state == "violated"
    assert {finding.code for finding in stands["fails_closed"].findings} == {"RC211"}


def test_an_answer_that_comes_with_one_more_fact_is_found(
    demo: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def widening(here: Any, prepared: Any, question: Any, **given: Any) -> Ruling:
        ruling = rule(here, prepared, question, **given)
        more = Possible(verdict="no_rule")
        return evolve(ruling, possible=(*ruling.possible, more)) if len(prepared.case.facts) > 1 else ruling

    monkeypatch.setattr(laws, "rule", widening)
    _, stands = states(demo, registry)
    assert {f.problem.values["name"] for f in stands["learning"].findings} == {
        "tolerance",
        "filing",
        "clarification",
    }


def test_rulings_are_tried_by_every_clause_that_a_text_ever_has(
    demo: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = set()

    def watched(here: Any, prepared: Any, *args: Any, **given: Any) -> Ruling:
        clocks.add(prepared.clock)
        return rule(here, prepared, *args, **given)

    monkeypatch.setattr(laws, "rule", watched)
    checked(demo, registry)
    assert clocks == {None}


def test_what_could_not_be_worked_out_is_not_said_to_hold(
    demo: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_complex(here: Any, *args: Any, **given: Any) -> Ruling:
        error = Problem("too_complex", {"region": here.id})
        return Ruling(region=here.id, question="tolerance", verdict="error", error=error)

    monkeypatch.setattr(laws, "rule", too_complex)
    workspace, findings = checked(demo, registry)
    assert [finding.code for finding in findings] == ["RC209"]
    assert {each.state for each in lawful(workspace, findings)} == {"unproved"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_laws_are_a_short_section_of_the_page_and_stand_in_the_data(language: str) -> None:
    out = run("check", "hongze", "--lang", language, columns=80).out
    title = {"zh": "框架的各项规律", "en": "The laws of the framework"}[language]
    section = out[out.index(title) :].splitlines()
    assert len(section) <= 9
    data = json.loads(run("check", "hongze", "--json").out)["laws"]
    assert {law["state"] for law in data.values()} <= {"holds", "nothing"} and len(data) == 6
