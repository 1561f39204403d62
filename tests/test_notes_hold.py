"""Every note is told only where it holds in this ruling: each kind is tied to the state that makes it true.

What a note says is worked out anew from the clauses as they were written and from brute force.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

from rongcuo.catalogue import MESSAGES
from rongcuo.policy.clauses import Clause, Scope, Situation
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.layers import Level
from rongcuo.policy.policy import facts_of
from rongcuo.render.words import Words
from rongcuo.ruling import Ruling, prepare, rule
from rongcuo.ruling.result import Note

from .accounts import Account, examples
from .oracle import Oracle
from .random_policies import WORDS, plugin_of
from .reading import NOTHING_STATED, Plugin
from .reading import rule as read_rule
from .strategies import Sample, procedure_samples, samples

pytestmark = pytest.mark.once

#: The answer that says that a list was searched in vain, and the list.
IN_VAIN = {"tolerance": ("not_covered", "situation"), "filing": ("not_fileable", "scope")}
#: The kinds of clause that a question reads.
READ = {
    "tolerance": (
        "red_line", "situation", "condition", "tier", "tier_gate", "mitigation", "aggravation",
    ),
    "filing": ("scope", "filing_condition"),
    "clarification": ("trigger", "accusation"),
}  # fmt: skip


# What makes a note true: what it has to tell, None where it has to be silent

Told = Mapping[str, Any] | None


def holds(condition: bool) -> Told:
    return {} if condition else None


def verdicts(sample: Sample) -> set[str]:
    return sample.verdicts()


def tolerated(sample: Sample) -> Any:
    """The tiers of a possible tolerance, as they are shown."""
    return sample.oracle.possible().get("tolerated", (None, (), {}, False))


def nothing_went_wrong(sample: Sample) -> bool:
    told = sample.oracle.told
    loss = told.get("loss")
    none_lost = loss is not None and not isinstance(loss, dict) and float(loss) == 0
    if isinstance(loss, dict):
        none_lost = any(float(loss.get(key, 1)) == 0 for key in ("at_most",))
    return (
        none_lost
        and only(told.get("result_short")) == [False]
        and only(told.get("negative_effect")) == ["none"]
    )


def only(told: Any) -> list[Any]:
    return told["one_of"] if isinstance(told, dict) else [told]


def left_unread(sample: Sample, *, found: bool) -> Told:
    """The adverse facts known to be true that a text whose red lines are settled says nothing of."""
    oracle = sample.oracle
    settled = any(text.full("red_line") in oracle.found for text in oracle.texts)
    if "tolerated" not in verdicts(sample) or not oracle.red_lines_seen_whole or settled is not found:
        return None
    worlds = [world for world, _ in oracle.outcomes]
    met = [
        s
        for s in oracle.rules("situation")
        if all(s.met(world) and oracle.passes_gates(s.plugin, world) for world in worlds)
    ]
    spoken = oracle.addressed.union(*(oracle.speaks_of(s) for s in met))
    left = [
        fact.id
        for fact in oracle.adverse
        if fact.id not in spoken and all(oracle.is_true(fact, world) for world in worlds)
    ]
    return {"facts": set(left)} if left else None


def open_ended(sample: Sample) -> Told:
    """The lists and clauses ending in 等 that were searched in vain and that the matter may still belong to."""
    if sample.question not in IN_VAIN:
        return None
    answer, kind = IN_VAIN[sample.question]
    names: list[str] = []
    for text in sample.texts:
        listed = text.full(kind)
        in_vain = answer in verdicts(sample) and listed in sample.ruling.decided_by
        if not in_vain or listed in sample.oracle.found:
            continue
        if text.list_info(kind).open_ended:
            names.append(listed)
        for clause in text.of(kind):
            if getattr(clause, "when", None) is not None and may_be_the_like(sample.oracle, text, clause):
                names += rests_on_open_ended(text, clause)
    return {"names": set(names)} if names else None


def rests_on_open_ended(text: Plugin, clause: Clause) -> list[str]:
    """The clause itself, and those that its conditions name, where they end in 等."""
    found = [clause] if getattr(clause, "open_ended", False) else []
    left = [
        c for c in (clause.condition, getattr(clause, "requires", None)) if c not in (None, NOTHING_STATED)
    ]
    terms = {term.id: term for chapter in text.chapters.values() for term in chapter.terms}
    seen = set()
    while left:
        condition = left.pop()
        for node in ast.walk(ast.parse(str(condition))):
            if not isinstance(node, ast.Name) or node.id in seen:
                continue
            seen.add(node.id)
            if node.id in terms:
                term = terms[node.id]
                left += [term.when] if term.when is not None else term.of
            elif node.id in text.named:
                named = text.named[node.id]
                found += [named] if getattr(named, "open_ended", False) else []
                left.append(named.condition)
    return [text.full(c.id) for c in found]


def may_be_the_like(oracle: Oracle, text: Plugin, clause: Clause) -> bool:
    """Whether the clause may hold in some completion once the lists in its `when` are left open."""
    tree = Expanded(text).visit(ast.parse(str(clause.condition), mode="eval").body)
    opener = Opened(text, lists=True)
    opened = opener.visit(tree)
    if not opener.changed:
        opened = Opened(text, lists=False).visit(tree)
    read = read_rule(text, clause)
    like = evolve(read, when=text.test(ast.unparse(opened)))
    return any(like.met(world) for world, _ in oracle.outcomes)


class Expanded(ast.NodeTransformer):
    """A condition with what its terms and clauses stand for; terms that count are not looked into here."""

    def __init__(self, text: Plugin) -> None:
        self.text = text
        self.terms = {term.id: term for chapter in text.chapters.values() for term in chapter.terms}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        term = self.terms.get(node.id)
        said = getattr(term or self.text.named.get(node.id), "when", None)
        if term is not None and term.of and term.at_least in (None, 1):
            said = " or ".join(f"({part})" for part in term.of)
        return node if said is None else self.visit(ast.parse(said, mode="eval").body)


class Opened(ast.NodeTransformer):
    """A condition with its lists taken to hold: alternatives that are kinds of matter, entries of a set."""

    def __init__(self, text: Plugin, *, lists: bool) -> None:
        self.text, self.lists, self.changed = text, lists, False

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.UnaryOp) or self.is_negated(node):
            return node
        if self.is_list(node) if self.lists else self.is_scene(node):
            self.changed = True
            return ast.Name(id="true", ctx=ast.Load())
        return self.generic_visit(node) if isinstance(node, ast.BoolOp) else node

    def is_negated(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.NotEq | ast.NotIn)

    def is_list(self, node: ast.AST) -> bool:
        if isinstance(node, ast.BoolOp):
            return isinstance(node.op, ast.Or) and self.is_scene(node)
        if isinstance(node, ast.Name) and node.id in self.text.variables:
            return self.text.variables[node.id].type == "set" and self.is_scene(node)
        entry = isinstance(node, ast.Compare) and isinstance(node.left, ast.Constant)
        return entry and self.is_scene(node)

    def is_scene(self, node: ast.AST) -> bool:
        """Whether the node compares kinds of matter alone."""
        names = [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
        known = [self.text.variables.get(name) for name in names]
        if not self.lists and isinstance(node, ast.BoolOp):
            return False  # each of its parts is looked at
        return bool(known) and all(fact is not None and fact.group == "scene" for fact in known)


def no_basis(sample: Sample) -> Told:
    """What a person or a body found without saying who or why, of all that the question reads."""
    oracle = sample.oracle
    found = {name for name, told in sample.case["findings"].items() if not {"by", "basis"} <= told.keys()}
    bodys = {name for name in sample.case["facts"] if oracle.everything[name].body}
    lists = {text.full(kind) for text in oracle.plugins for kind in READ[sample.question]}
    left = (found | bodys) & (read(sample) | lists)
    return {"facts": set(left)} if left else None


def read(sample: Sample) -> set[str]:
    """Every name that the question's clauses read, those behind `only_if` as well."""
    oracle, question = sample.oracle, sample.question
    names: set[str] = set()
    texts = [*sample.texts, *([sample.floor] if sample.floor is not None else [])]
    for text in texts:
        for clause in text.of(*READ[question]):
            if getattr(clause, "when", None) is None or (text is sample.floor and not clause.floor):
                continue
            names |= text.reads(clause)
            names |= {text.full(clause.id)} if getattr(clause, "finding", None) is not None else set()
    if question == "tolerance":
        names |= {fact.id for fact in oracle.adverse}
    if question == "filing":
        names |= {"filing", "stage"}
    left = list(names)
    while left:
        more = {word for word, _ in oracle._only_if_words(left.pop())} - names
        names |= more
        left += more
    return names


TOLERANCE: dict[str, Callable[[Sample], Told]] = {
    "nothing_applies": lambda s: holds(
        len(verdicts(s)) > 1 and not verdicts(s) & {"tolerated", "unaddressed"}
    ),
    "tiers_open": lambda s: holds(tolerated(s)[3]),
    "tiers_behind": lambda s: holds(bool(tolerated(s)[1])),
    "accountability_alone": lambda s: holds(
        bool(tolerated(s)[0])
        and all(tolerated(s)[2].get(tier) == ("accountability",) for tier in tolerated(s)[0])
    ),
    "nothing_went_wrong": lambda s: holds(nothing_went_wrong(s)),
    "left_unread": lambda s: left_unread(s, found=False),
    "left_unread_found": lambda s: left_unread(s, found=True),
}
ANY: dict[str, Callable[[Sample], Told]] = {
    "floor_off": lambda s: holds(s.floor is None),
    "open_ended": open_ended,
    "no_basis": no_basis,
    "filing_refused": lambda s: holds(
        s.question == "filing" and only(s.oracle.told.get("filing")) == ["refused"]
    ),
    "filing_not_accepted": lambda s: holds(
        s.question == "filing" and only(s.oracle.told.get("filing")) == ["not_accepted"]
    ),
}
#: What is noted of an application that came to nothing.
OF_FILING = {"filing_refused", "filing_not_accepted"}
#: What other tests tie to its state, and what is set by the deployment and not by a case.
ELSEWHERE = {
    "worse_may_help": "test_ruling_properties.py::test_a_policy_in_which_a_worse_fact_helps_says_so",
    "worse_helps_as_meant": "test_worse_facts.py::"
    "test_a_ruling_tells_why_a_worse_fact_that_helps_is_meant_to",
    "before_text": "test_ruling_day.py::test_a_row_says_where_the_act_came_before_the_text_or_may_have",
    "presupposed": "test_stated_and_not_read.py::"
    "test_what_a_situation_takes_as_given_is_not_unread_unless_the_case_says_otherwise",
    "began_before_text": "test_ruling_day.py::test_a_row_says_that_the_act_began_before_the_text_and_ended_in_its_time",
    "before_report": "test_ruling_day.py::test_a_row_says_where_the_act_came_before_the_text_or_may_have",
    "may_be_before_text": "test_ruling_day.py::test_a_row_says_where_the_act_came_before_the_text_or_may_have",
    **dict.fromkeys(
        ("before_amendment", "began_before_amendment", "may_be_before_amendment"),
        "test_version_that_ruled.py::"
        "test_an_act_from_before_an_amendment_was_done_under_the_text_that_was_amended",
    ),
    "finding_unused": "test_amendments_told.py::"
    "test_a_finding_on_a_clause_that_the_ruling_does_not_use_is_noted",
    "no_decider": "test_deciders_told.py::test_where_no_body_is_named_for_a_matter_the_row_says_so",
    "by_earlier": "test_version_that_ruled.py::test_an_earlier_version_that_ruled_is_named",
    "before_clauses": "test_ruling_day.py::test_a_clause_that_came_after_the_act_is_named_where_it_decides",
    "absent_not_yet": "test_notes_hold.py::test_a_text_that_rules_nothing_says_why",
    "absent_ended": "test_notes_hold.py::test_a_text_that_rules_nothing_says_why",
    "absent_unpublished": "test_notes_hold.py::test_a_text_that_rules_nothing_says_why",
    "absent_not_known": "test_notes_hold.py::test_a_text_that_rules_nothing_says_why",
    "transition_old": "test_clocks.py::test_old_acts_may_stay_under_the_old_text",
    "transition_milder": "test_clocks.py::test_the_milder_of_both_texts_may_rule",
    "milder_ruled": "test_milder_text.py::test_the_row_tells_which_text_ruled_and_what_the_other_comes_to",
    "milder_neither": "test_milder_text.py::test_of_two_texts_that_come_out_alike_the_earlier_rules",
    "not_done_yet": "test_ruling_day.py::test_a_tolerance_that_is_asked_of_a_plan_says_that_nothing_was_done_yet",
    "internal": "test_notes_hold.py::test_what_a_deployment_adds_is_told_where_it_is_there",
    "settled": "test_notes_hold.py::test_what_a_deployment_adds_is_told_where_it_is_there",
    "without_text": "test_notes_hold.py::test_what_a_deployment_adds_is_told_where_it_is_there",
    "no_schedule": "test_working_days.py::test_a_year_without_a_schedule_leaves_the_period_open_and_is_told",
    "no_own_text": "test_place.py::test_a_place_without_a_text_is_the_first_row_and_ruled_by_those_above",
}


def test_every_note_that_can_be_printed_is_tied_to_a_state() -> None:
    notes = {key.removeprefix("note.") for key in MESSAGES if key.startswith("note.")}
    assert notes == {*TOLERANCE, *ANY, *ELSEWHERE}
    for place in ELSEWHERE.values():
        file, _, name = place.partition("::")
        assert f"def {name}(" in (Path(__file__).parent / file).read_text("utf-8"), place


def test_a_note_on_a_tolerance_is_told_exactly_where_it_holds() -> None:
    check(samples(), {**TOLERANCE, **ANY}, 500, TOLERANCE.keys() | ANY.keys() - OF_FILING)


@pytest.mark.parametrize("question", ["filing", "clarification"])
def test_a_note_on_another_question_is_told_exactly_where_it_holds(question: str) -> None:
    expected = {"filing": {"no_basis", "open_ended"} | OF_FILING, "clarification": {"no_basis"}}
    silent = dict.fromkeys(TOLERANCE, lambda _: None)
    check(procedure_samples(question), {**silent, **ANY}, 150, expected[question])


def check(
    strategy: Any, conditions: Mapping[str, Callable[[Sample], Told]], number: int, seen: Iterable[str]
) -> None:
    account = Account()

    @examples(number)
    @given(strategy)
    def told_where_it_holds(sample: Sample) -> None:
        sample = telling_more(sample, sample.rng)
        notes = {note.key.removeprefix("note."): note for note in sample.ruling.notes}
        counts = any(t.of for text in sample.texts for c in text.chapters.values() for t in c.terms)
        due = {name: c(sample) for name, c in conditions.items() if not (counts and name == "open_ended")}
        account.add(*(name for name, told in due.items() if told is not None))
        for name, told in due.items():
            assert (None if name not in notes else values(notes[name])) == told, name

    told_where_it_holds()
    account.expect(0.002, *seen)


def values(note: Note) -> dict[str, Any]:
    return {name: set(value) if name in ("facts", "names") else value for name, value in note.values.items()}


def telling_more(sample: Sample, rng: Random) -> Sample:
    """The sample with more of what notes are about: what ends in 等, and that nothing went wrong."""
    text = sample.texts[0]
    chapters = {
        hook: evolve(
            chapter,
            clauses=tuple(_ending(clause, rng) for clause in chapter.clauses),
            lists={
                kind: evolve(info, open_ended=rng.randrange(3) == 0) if info.seen != "none" else info
                for kind, info in chapter.lists.items()
            },
        )
        for hook, chapter in text.chapters.items()
    }
    sample = evolve(sample, texts=(plugin_of(text.name, chapters), *sample.texts[1:]))
    fine = {"loss": "0", "result_short": False, "negative_effect": "none"}
    told = sample.knowing(facts={**sample.case["facts"], **fine})
    return told if rng.randrange(4) == 0 and told.oracle.outcomes else sample


def _ending(clause: Clause, rng: Random) -> Clause:
    return (
        evolve(clause, open_ended=rng.randrange(2) == 0) if isinstance(clause, Situation | Scope) else clause
    )


@pytest.mark.parametrize("question", ["tolerance", "filing"])
def test_that_a_list_ends_in_the_like_stands_only_where_a_clause_of_it_could_change_the_answer(
    question: str,
) -> None:
    account = Account()

    @examples(200)
    @given(samples() if question == "tolerance" else procedure_samples(question))
    def told_where_it_holds(sample: Sample) -> None:
        sample = telling_more(sample, sample.rng)
        ruling, here = sample.ruling, sample.jurisdiction
        registry: Any = SimpleNamespace(jurisdictions={}, policies={})
        said = Words("zh", registry).unseen(ruling, here)
        account.counts["of a refusal"] += verdicts(sample) == {"refused"} and bool(ruling.unseen)
        for kind, line in said.items():
            if "以“等”收尾" in line:
                account.add("told")
                assert ruling.unseen[kind].could_turn
                assert verdicts(sample) != {"refused"}

    told_where_it_holds()
    account.expect(0.01, "told", *(["of a refusal"] if question == "tolerance" else []))


# What the deployment, or the day, adds


def test_what_a_deployment_adds_is_told_where_it_is_there() -> None:
    account = Account()

    @examples(150)
    @given(samples())
    def told_where_it_holds(sample: Sample) -> None:
        rng = sample.rng
        level = Level(code="320000", name=WORDS, level="province")
        without = (level,) if rng.randrange(2) else ()
        internal = ("secret",) if rng.randrange(2) else ()
        readings = [name for name in sample.jurisdiction.texts[0].readings if rng.randrange(4)]
        here = Jurisdiction(
            region=sample.jurisdiction.region,
            policies=(evolve(sample.policies[0], internal=internal), *sample.jurisdiction.policies[1:]),
            floor=sample.jurisdiction.floor,
            settled={name: rng.choice(list(_options(sample, name))) for name in readings},
            without_text=without,
        )
        notes = {note.key.removeprefix("note."): note for note in _ruled(sample, here).notes}
        mattering = [name for name in readings if name in read(sample) | _joins(sample)]
        account.add(*(name for name in ("internal", "without_text", "settled") if name in notes))
        account.counts["settled in vain"] += bool(readings) and not mattering
        assert ("internal" in notes) == bool(internal)
        assert ("without_text" in notes) == bool(without)
        assert notes["settled"].values == {"names": ", ".join(mattering)} if mattering else True
        assert ("settled" in notes) == bool(mattering)

    told_where_it_holds()
    account.expect(0.05, "internal", "without_text", "settled")
    account.expect(0.01, "settled in vain")


def _options(sample: Sample, name: str) -> Iterable[str]:
    return sample.jurisdiction.texts[0].readings[name].options


def _joins(sample: Sample) -> set[str]:
    return {text.full("condition_join") for text in sample.texts}


def _ruled(sample: Sample, here: Jurisdiction) -> Ruling:
    from rongcuo.policy.cases import case_from

    policies = (*here.policies, *sample.policies[len(here.policies) :])
    vocabulary = facts_of(policies)
    case = case_from(sample.case, "sample", vocabulary, frozenset(p.plugin for p in policies))
    return rule(here, prepare(case, policies, vocabulary), sample.question)  # type: ignore[arg-type]


@pytest.mark.parametrize("why", ["not_yet", "ended", "unpublished", "not_known"])
def test_a_text_that_rules_nothing_says_why(why: Any) -> None:
    @examples(10)
    @given(samples())
    def said(sample: Sample) -> None:
        absent = [note.key for note in sample.ruling.notes if note.key.startswith("note.absent_")]
        assert not absent
        own, *rest = sample.jurisdiction.policies
        here = evolve(sample.jurisdiction, policies=(own.absent(why), *rest))
        case = sample.knowing(facts={}, findings={})
        notes = [note.key for note in _ruled(case, here).notes if note.key.startswith("note.absent_")]
        assert notes == [f"note.absent_{why}"]

    said()
