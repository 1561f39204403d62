"""An interview about an act of an earlier day asks, and says why, by the versions that rule it and in their words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from rongcuo import DataPlugin
from rongcuo.facts.text import Language
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import load
from rongcuo.render.page import wrap
from rongcuo.render.words import Words
from rongcuo.ruling.clocks import at
from rongcuo_interview.asked import Asked
from rongcuo_interview.draft import Draft
from rongcuo_interview.interview import Interview
from rongcuo_interview.screens import Move, Screen
from rongcuo_interview.settling import Settling
from rongcuo_interview.story import story

from .running import LANGUAGES, FakePoint, everything, run
from .test_clocks import WHOLE, clause, write

EARLIER = """[[earlier]]
id = "2017"
title = { zh = "旧办法", en = "old measures" }
from = "2017"
states = "differences"
added = ["T3"]
repealed = ["T9"]
"""
#: The days by which the old text rules, and those by which the new one does.
OLD: tuple[dict[str, str], ...] = (
    {"ruling": "2018-05-01"},
    {"act": "2018-05-01", "ruling": "2025-05-01"},  # the new text leaves it to the old one
)
NEW: tuple[dict[str, str], ...] = (
    {"act": "2024", "ruling": "2025"},
    {"act": "2024-03-01"},
)


def said(name: str, of: str, when: str) -> str:
    """A situation with a finding, its words those of one version."""

    def both(what: str) -> str:
        return f'{{ zh = "{of}{what}", en = "{of} {what}" }}'

    return (
        f'[[situation]]\nid = "{name}"\ntitle = {both("题")}\nstatement = {both("条文大意。")}\n'
        f'topic = "reform_trial"\nsource = "text"\nwhen = "{when}"\nrequires = "own"\ntiers = ["exempt"]\n'
        f"finding = {both('认定')}\n"
    )


def fact(of: str) -> str:
    words = f'label = {{ zh = "{of}事实", en = "{of} fact" }}\nask = {{ zh = "{of}问？", en = "{of}?" }}\n'
    return f'[[fact]]\nid = "own"\ngroup = "procedure"\ntype = "yes_no"\n{words}'


@pytest.fixture(scope="module")
def settling(tmp_path_factory: pytest.TempPathFactory) -> Settling:
    files = {
        "tolerance.toml": WHOLE
        + said("T1", "新", "trying_first")
        + said("T3", "新", "sudden_event")
        + fact("新"),
        "earlier/2017/tolerance.toml": said("T1", "旧", "trying_first")
        + said("T9", "旧", "key_project")
        + fact("旧"),
    }
    folder = tmp_path_factory.mktemp("mock")
    write(folder, policy='from = "2020"\ntransition = "old"', earlier=EARLIER, files=files)
    points: Any = [FakePoint("mock", DataPlugin(folder))]
    registry = load(Deployment(floor=False), points)
    return Settling(Asked(Words("zh", registry), ["mock"]))


def screens(settling: Settling, dates: dict[str, str], **facts: bool) -> Iterator[Screen]:
    """Every screen until nothing is left to ask, each answered with “don't know”, but what went before."""
    draft = Draft(
        base={"title": "甲", "where": "某县", "dates": dates, "facts": facts}, above=False, tiers=False
    )
    while (screen := settling.screen(draft)) is not None:
        yield screen
        names = [ask.facts for step in settling.standing(draft) if (ask := step.next) is not None]
        draft = draft.passing(*names[0])


def printed(screen: Screen) -> str:
    labels = [option.label for option in screen.options]
    return "\n".join([screen.title, screen.hint, screen.label, *labels, *screen.why()])


@pytest.mark.parametrize(
    ("dates", "of", "other"), [(d, "旧", "新") for d in OLD] + [(d, "新", "旧") for d in NEW]
)
def test_all_that_is_asked_and_why_has_the_words_of_the_version_that_rules(
    settling: Settling, dates: dict[str, str], of: str, other: str
) -> None:
    shown = [printed(screen) for screen in screens(settling, dates, trying_first=True)]
    assert any(f"{of}问？" in each for each in shown), "the fact is asked"
    assert any(f"{of}认定" in each for each in shown), "the finding is asked"
    assert any(f"{of}条文大意" in each for each in shown), "what the clause says is the reason"
    assert not any(other in each for each in shown)


@pytest.mark.parametrize(
    ("dates", "fact"), [(d, "key_project") for d in OLD] + [(d, "sudden_event") for d in NEW]
)
def test_what_is_asked_is_what_the_version_that_rules_reads(
    settling: Settling, dates: dict[str, str], fact: str
) -> None:
    draft = Draft(base={"title": "甲", "where": "某县", "dates": dates})
    (step,) = settling.standing(draft)
    asked = {name for ask in step.asks for name in ask.facts}
    assert asked & {"key_project", "sudden_event"} == {fact}


def test_where_either_version_may_rule_both_are_asked_of_and_the_newer_words_count(
    settling: Settling,
) -> None:
    draft = Draft(base={"title": "甲", "where": "某县"})
    (step,) = settling.standing(draft)
    assert {name for ask in step.asks for name in ask.facts} >= {"key_project", "sudden_event"}
    clock = at(draft.case(settling.asked.words.registry))
    told = Asked(settling.asked.words, ["mock"], clock).why(
        ["trying_first", "key_project"], "tolerance", ["mock"]
    )
    assert "新条文大意。" in told and "旧条文大意。" in told and sum("T1" in line for line in told) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_clause_says_is_told_in_two_lines_at_most(language: Language) -> None:
    words = Words(language, everything())
    rows = words.registry.jurisdictions
    asked = Asked(words, list(rows))
    for region, name in product(rows, ("field", "trying_first", "private_gain", "filing")):
        lines = asked.why([name], "tolerance", [region])
        said = {words.pick(rule.clause.statement)[:12] for rule in rows[region].by_id.values()}
        statements = [line for line in lines if line[:12] in said]
        assert statements or lines == [words.say("ask.why_none")]
        assert all(len(wrap(line, 77)) <= 2 for line in statements)


# Clearing a name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "base", [None, {"title": "甲", "where": "海安", "facts": {"report_outcome": "untrue"}}]
)
def test_of_a_report_the_day_says_of_what_and_the_kind_of_work_is_left_alone(
    base: dict[str, Any] | None, language: Language
) -> None:
    registry = everything()
    words = Words(language, registry)
    shown: list[Screen] = []

    def show(screen: Screen, beside: Any) -> Any:
        shown.append(screen)
        if screen.title in (words.say("ask.title"), words.say("ask.where")):
            return "海安"
        if screen.title == words.say("ask.matter"):
            return "report"
        if screen.kind == "several":
            return Move.STOP
        return "" if screen.kind == "text" else screen.options[screen.at].value

    draft, _ = Interview(Settling(Asked(words, list(registry.rows))), show, lambda _: None).run(
        Draft() if base is None else Draft(base=base)
    )
    titles = [screen.title for screen in shown]
    assert words.say("ask.when_reported") in titles
    assert words.say("ask.when") not in titles and words.say("ask.wrong") not in titles
    assert words.pick(registry.vocabulary["field"].ask) not in titles
    assert "field" not in draft.unknown(registry)


def test_where_a_text_reads_the_kind_of_work_to_clear_a_name_it_is_asked(
    settling: Settling, tmp_path: Path
) -> None:
    words = settling.asked.words
    files = {"clarification.toml": clause("trigger", "K1", "clear_name", "'education' in field")}
    points: Any = [FakePoint("mock", DataPlugin(write(tmp_path, policy='from = "2018"', files=files)))]
    read = Asked(evolve(words, registry=load(Deployment(floor=False), points)), ["mock"])
    draft = Draft(base={"title": "甲", "where": "某县", "facts": {"report_outcome": "untrue"}})
    field = words.pick(words.registry.vocabulary["field"].ask)
    for asked, due in ((read, True), (settling.asked, False)):
        titles = [screen.title for step in story(asked, draft) if (screen := step(draft)) is not None]
        assert (field in titles) is due


# What tells a fact from another


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["departure_knowing", "knowing_violation"])
def test_which_of_two_alike_a_red_line_reads_is_told_where_it_is_asked(name: str, language: Language) -> None:
    registry = everything()
    asked = Asked(Words(language, registry), ["jingjiang"])
    note = registry.vocabulary[name].note
    assert note is not None
    assert asked.fact(Draft(), name).hint == note[language]
    assert any(note[language] in line for line in asked.why([name], "tolerance", ["jingjiang"]))
    listed = run("facts", name, "--json", language=language)
    (entry,) = (fact for fact in json.loads(listed.out)["facts"] if fact["id"] == name)
    assert entry["note"] == {"zh": note.zh, "en": note.en}
    shown = run("facts", registry.vocabulary[name].label[language], language=language, columns=400)
    assert note[language][:20] in shown.out
