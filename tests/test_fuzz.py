"""Thousands of broken files: each loads, or is refused with a text; nothing else ever comes out.

`RONGCUO_TEST_SCALE=10` tries ten times as many.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve

from rongcuo.comparing.comparison import compare
from rongcuo.facts.conditions import Names, names, parse
from rongcuo.facts.problems import InputError
from rongcuo.facts.vocabulary import shared_vocabulary
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import QUESTIONS, Case, Question, case_from
from rongcuo.policy.clauses import Chapter
from rongcuo.policy.files import CHAPTER_FILES, PolicyFiles, read_chapter, toml_data
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, facts_of
from rongcuo.render.comparing import comparison_page
from rongcuo.render.data import comparison_data
from rongcuo.render.page import markdown
from rongcuo.render.words import Words
from rongcuo.ruling import PreparedCase, Ruling, prepare, rule
from rongcuo.ruling.reasoner import BUDGET

from .mutating import mutated_bytes, mutated_condition, mutated_data, other_data, to_toml
from .running import LANGUAGES, REGIONS, ROOT, everything
from .scale import WHOLE, scaled

pytestmark = [pytest.mark.once, pytest.mark.slow]

#: How many files of each kind; half of the time goes to those that say something.
CASES_OF_BYTES, CASES_OF_DATA = scaled(1_500), scaled(2_500)
POLICIES_OF_BYTES, POLICIES_OF_DATA = scaled(1_000), scaled(2_000)
CONDITIONS = scaled(8_000)
#: One in so many of the cases that load is compared over every region, of the policies rules a case.
COMPARED, RULED = 20, 20
SEED = 2024

CASE_FILES = sorted((ROOT / "examples").rglob("*.toml")) + sorted(ROOT.glob("plugins/*/src/*/cases/*.toml"))
PLUGINS = tuple(REGIONS)


@cache
def registry() -> Registry:
    return everything()


@cache
def policy_files(plugin: str) -> PolicyFiles:
    return PolicyFiles(ROOT / "plugins" / plugin / "src" / f"rongcuo_{plugin}")


@cache
def chapters(plugin: str) -> Mapping[str, Chapter]:
    found = {hook: policy_files(plugin).chapter(hook) for hook in CHAPTER_FILES}
    return {hook: chapter for hook, chapter in found.items() if chapter is not None}


@cache
def case_texts() -> tuple[bytes, ...]:
    texts = [path.read_bytes() for path in CASE_FILES if b"extends" not in path.read_bytes()]
    return (*texts, RICH.encode())


@cache
def policy_texts() -> tuple[tuple[str, str, bytes], ...]:
    """Each chapter file that there is: its plugin, its hook, its bytes."""
    return tuple(
        (plugin, hook, path.read_bytes())
        for plugin in PLUGINS
        for hook, file in CHAPTER_FILES.items()
        if (path := ROOT / "plugins" / plugin / "src" / f"rongcuo_{plugin}" / file).is_file()
    )


#: A case that uses everything a case file can.
RICH = """
title = { zh = "什么都有的案件", en = "A case with everything" }
where = "洪泽"
summary = "说明"
dates = { act = "2024-03", filed = 2024-01-15, ruling = "2025" }
absent = ["private_gain", "obstructed"]
[facts]
stage = "done"
subject = { one_of = ["unit", "public_official"] }
field = { includes = ["trade"], excludes = ["health"] }
violation_found = { at_most = "violation", by = "纪委", basis = "决定书" }
loss = { at_least = "100.50", less_than = 5000 }
negative_effect = "none"
filing = "before"
filing_scope = "within"
safety_accident = { value = true, by = "应急局", basis = "报告" }
"elsewhere:rainfall" = 3
[findings."jingjiang:R4"]
met = true
by = "市政府"
basis = "调查报告"
[findings."hongze:situation"]
met = false
[[evidence]]
fact = "loss"
document = "审计报告"
[expect.hongze]
verdict = "open"
decided_by = ["hongze:P3"]
"""


def vocabulary_names() -> list[str]:
    """Names that files use, of every kind."""
    shared = shared_vocabulary()
    choices = [choice.id for fact in shared.values() for choice in fact.choices]
    clauses = [name for policy in registry().policies.values() for name in policy.by_id]
    keys = [
        "facts",
        "absent",
        "when",
        "requires",
        "met",
        "by",
        "status",
        "finding",
        "topic",
        "source",
        "floor",
    ]
    return [*shared, *choices[::3], *clauses[::2], *keys, "hongze:red_line", "R1", "T1", "national", "saftey"]


# What comes out of one file


def told(error: InputError) -> str:
    """Says what is wrong in both languages, and gives the first code."""
    assert error.problems
    for problem in error.problems:
        for language in LANGUAGES:
            message = problem.message(language)
            assert message.strip() and message.isprintable(), message
    return error.problems[0].code


def is_toml(raw: bytes) -> bool:
    try:
        tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


def run_cases(raws: Iterator[bytes]) -> Counter[str]:
    """Reads each case; looks every one that loads up in the texts, and compares a few over every region."""
    here = registry()
    tally: Counter[str] = Counter()
    for raw in raws:
        tally["files"] += 1
        tally["toml"] += is_toml(raw)
        try:
            case = case_from(toml_data(raw, "case.toml"), "case.toml", here.vocabulary, here.plugin_names)
            prepare(case, here.texts, here.vocabulary)
        except InputError as error:
            told(error)
            tally["refused"] += 1
            continue
        tally["loaded"] += 1
        if tally["loaded"] % COMPARED == 0:
            tally["compared"] += compared(case)
    return tally


def compared(case: Case) -> bool:
    """Compares a case over every region and says what came out, in every form."""
    here = registry()
    try:
        comparison = compare(here, case, QUESTIONS[len(case.facts) % 3 :][:1])
    except InputError as error:
        told(error)
        return False
    for language in LANGUAGES:
        words = Words(language, here)
        json.dumps(comparison_data(comparison, words), ensure_ascii=False).encode()
        assert markdown(comparison_page(comparison, words)).strip()
    return True


def run_policies(texts: Iterator[tuple[str, str, bytes]]) -> Counter[str]:
    """Reads each chapter beside the others of its plugin, and rules a case by a few that load."""
    tally: Counter[str] = Counter()
    for plugin, hook, raw in texts:
        tally["files"] += 1
        tally["toml"] += is_toml(raw)
        try:
            policy = bound(plugin, hook, raw)
        except InputError as error:
            told(error)
            tally["refused"] += 1
            continue
        tally["loaded"] += 1
        if tally["loaded"] % RULED == 0:
            tally[ruled(policy)] += 1
    return tally


def bound(plugin: str, hook: str, raw: bytes) -> Policy:
    """A plugin's policy with one chapter from these bytes."""
    chapter = read_chapter(hook, toml_data(raw, "chapter.toml"), "chapter.toml")
    files = policy_files(plugin)
    return binder()(
        plugin=plugin,
        version="0",
        region=files.region,
        sources=files.sources,
        chapters={**chapters(plugin), hook: chapter},
    )


def binder() -> Callable[..., Policy]:
    from rongcuo.policy.binding import bind

    return bind


def ruled(policy: Policy) -> str:
    """Rules a case by a policy within a small budget, for each question; tells whether it sufficed."""
    here = Jurisdiction(region=policy.region, policies=(policy,))
    vocabulary = facts_of([policy])
    case = case_from(toml_data(case_texts()[0], "case.toml"), "case.toml", vocabulary, frozenset())
    try:
        known = prepare(case, [policy], vocabulary)
    except InputError as error:
        told(error)
        return "case refused"
    rulings = [rule(here, known, question, budget=20_000) for question in QUESTIONS]
    for ruling in rulings:
        assert (ruling.verdict == "error") == (ruling.error is not None)
        if ruling.error is not None:
            told(InputError(ruling.error))
    return "over budget" if any(ruling.failed() for ruling in rulings) else "ruled"


# The files


def cases_of_bytes() -> Iterator[bytes]:
    random = Random(SEED)
    for _ in range(CASES_OF_BYTES):
        yield mutated_bytes(random.choice(case_texts()), case_texts(), random)


def cases_of_data() -> Iterator[bytes]:
    random, known = Random(SEED + 1), vocabulary_names()
    parsed = [tomllib.loads(text.decode()) for text in case_texts()]
    for _ in range(CASES_OF_DATA):
        yield to_toml(changed(random.choice(parsed), known, random)).encode()


def policies_of_bytes() -> Iterator[tuple[str, str, bytes]]:
    random = Random(SEED + 2)
    others = [raw for _, _, raw in policy_texts()]
    for _ in range(POLICIES_OF_BYTES):
        plugin, hook, raw = random.choice(policy_texts())
        yield plugin, hook, mutated_bytes(raw, others, random)


def policies_of_data() -> Iterator[tuple[str, str, bytes]]:
    random, known = Random(SEED + 3), vocabulary_names()
    parsed = [(plugin, hook, tomllib.loads(raw.decode())) for plugin, hook, raw in policy_texts()]
    for _ in range(POLICIES_OF_DATA):
        plugin, hook, data = random.choice(parsed)
        yield plugin, hook, to_toml(changed(data, known, random)).encode()


def changed(data: dict[str, Any], known: list[str], random: Random) -> dict[str, Any]:
    """Data with something broken in it, or that says something else, or both."""
    facts = [fact for fact in shared_vocabulary().values() if fact.type != "period"]
    kind = random.randrange(3)
    other = other_data(data, facts, random) if kind else data
    return mutated_data(other, known, random) if kind < 2 else other


#: What is read of each kind of file, and the files; apart, so that each runs in a process of its own.
KINDS = {
    "cases, bytes": lambda: run_cases(cases_of_bytes()),
    "cases, data": lambda: run_cases(cases_of_data()),
    "policies, bytes": lambda: run_policies(policies_of_bytes()),
    "policies, data": lambda: run_policies(policies_of_data()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_loaded_or_refused_with_a_text(kind: str) -> None:
    tally = KINDS[kind]()
    print(kind, tally)
    assert tally["loaded"] + tally["refused"] == tally["files"]
    if WHOLE:
        assert min(tally["loaded"], tally["refused"]) > tally["files"] / 50, tally
        assert tally["toml"] >= tally["files"] * (0.2 if "bytes" in kind else 0.95), tally
        assert tally["compared"] + tally["ruled"] > 5, tally


def test_a_broken_condition_is_read_or_refused_with_a_text() -> None:
    random, known = Random(SEED + 4), vocabulary_names()
    scope = Names(shared_vocabulary().get, lambda _: None, lambda: list(shared_vocabulary()))
    texts = [
        text
        for policy in registry().policies.values()
        for rule_ in policy.rules
        for text in (rule_.clause.condition, getattr(rule_.clause, "requires", None))
        if text
    ]
    tally: Counter[str] = Counter()
    for _ in range(CONDITIONS):
        text = mutated_condition(random.choice(texts), known, random)
        try:
            read = names(parse(text, scope))
            tally["read"] += 1
            assert read <= set(shared_vocabulary())
        except InputError as error:
            tally[told(error)] += 1
    assert not WHOLE or (tally["read"] > CONDITIONS / 20 and len(tally) > 15), tally


# Too much of a good thing


def hard_case() -> Case:
    here = registry()
    return case_from({"title": "x", "where": "洪泽"}, "case.toml", here.vocabulary, here.plugin_names)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_run_over_the_step_budget_is_an_error_and_never_a_verdict(question: Any) -> None:
    here = registry()
    known = prepare(hard_case(), here.texts, here.vocabulary)
    ruling = rule(here.jurisdictions["hongze"], known, question, budget=10)
    assert ruling.verdict == "error"
    assert ruling.error is not None and told(InputError(ruling.error)) == "too_complex"
    assert ruling.possible == ()


def test_a_region_over_the_step_budget_is_an_error_row_beside_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import rongcuo.comparing.comparison as comparing

    def poorly(here: Jurisdiction, known: PreparedCase, question: Question, **options: Any) -> Ruling:
        return rule(here, known, question, budget=10 if here.id == "bincheng" else BUDGET, **options)

    monkeypatch.setattr(comparing, "rule", poorly)
    comparison = compare(registry(), hard_case())
    verdicts = {ruling.region: ruling.verdict for ruling in comparison.answers[0].rulings}
    assert verdicts == dict.fromkeys(REGIONS, "open") | {"bincheng": "error"}
    assert comparison.failed()
    text = markdown(comparison_page(comparison, Words("en", registry())))
    assert "too complex" in text


def hostile(condition: str) -> Policy:
    """Jingjiang with one red line that is hard to read."""
    text = f"""
[[red_line]]
id = "R9"
title = {{ zh = "难", en = "hard" }}
statement = {{ zh = "难。", en = "Hard." }}
topic = "other_red_line"
source = "S2"
when = "{condition}"
finding = {{ zh = "难", en = "hard" }}
"""
    return bound("jingjiang", "red_lines", text.encode())


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param("not " * 470 + "safety_accident", id="470 times not"),
        pytest.param("(" * 95 + "safety_accident" + ")" * 95, id="95 brackets"),
        pytest.param(" or ".join(["safety_accident"] * 100), id="a hundred times or"),
        pytest.param("not (" * 80 + "safety_accident" + ")" * 80, id="80 negated brackets"),
    ],
)
def test_a_condition_that_is_hard_to_read_is_refused_or_ruled(condition: str) -> None:
    try:
        policy = hostile(condition)
    except InputError as error:
        assert told(error) in ("condition_too_long", "condition_too_deep", "bad_condition")
        return
    here = Jurisdiction(region=policy.region, policies=(policy,))
    facts = {"title": "x", "where": "靖江", "findings": {"jingjiang:R9": {"met": True}}}
    case = case_from(facts, "case.toml", facts_of([policy]), frozenset(["jingjiang"]))
    ruling = rule(here, prepare(case, [policy], facts_of([policy])), "tolerance")
    assert ruling.verdict in ("refused", "open", "error")


def test_a_hundred_cases_deep_of_extensions_are_read(tmp_path: Path) -> None:
    from rongcuo.policy.cases import read_case

    for number in range(100):
        base = f'extends = "{number - 1}.toml"\n' if number else ""
        text = f'title = "x"\nwhere = "洪泽"\n{base}[facts]\nloss = {number}\n'
        (tmp_path / f"{number}.toml").write_text(text, "utf-8")
    case = read_case(tmp_path / "99.toml", registry().vocabulary)
    assert evolve(case.facts["loss"]).span.low == 9_900
