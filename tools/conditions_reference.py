"""Writes the reference of conditions from `conditions_reference.toml`; `--check` says which pages are stale.

Its examples are read, told back, held against cases and refused by the project itself: where one of them
doesn't come out as the page would say, nothing is written.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

from attrs import evolve
from pages import ROOT, bring_up_to_date, table

from rongcuo.facts.conditions import DEEPEST, LONGEST, MOST_PARTS, parse
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import Language, Text, say
from rongcuo.facts.vocabulary import FactType
from rongcuo.policy.binding import bind
from rongcuo.policy.cases import case_from
from rongcuo.policy.clauses import About, Region, Situation, Source
from rongcuo.policy.files import read_chapter
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy
from rongcuo.render.readback import read_back_rule
from rongcuo.ruling.reasoner import Reasoner, prepare
from rongcuo_workshop.finding import Finding

TOOL = "conditions_reference"
TOLD = ROOT / "tools" / f"{TOOL}.toml"
PAGES: dict[Language, Path] = {
    "zh": ROOT / "docs" / "zh" / "conditions.md",
    "en": ROOT / "docs" / "reference" / "conditions.md",
}
NOTE = f"<!-- Written by tools/{TOOL}.py from tools/{TOOL}.toml: change that, then run it. -->"
WORDS = {
    "words": ("例子用到的词", "The words of the examples"),
    "written": ("能写的", "What can be written"),
    "condition": ("条件", "condition"),
    "reads": ("读作", "reads"),
}
MADE_UP = Text("示例", "an example")


@cache
def written_rows() -> dict[str, Any]:
    return tomllib.loads(TOLD.read_text("utf-8"))


# Examples


def conditions() -> Iterator[str]:
    """Every condition on the page that can be written."""
    for form in written_rows()["form"]:
        yield from form["examples"]
    for case in written_rows()["unknown"]["case"]:
        yield case["when"]


@cache
def policy() -> Policy:
    """A policy with the words of the examples, and each condition what a situation `requires`."""
    chapter = read_chapter("tolerance_criteria", tomllib.loads(written_rows()["words"]), TOLD.name)
    situations = tuple(
        Situation(
            id=f"E{number}",
            title=MADE_UP,
            statement=MADE_UP,
            topic="other_situation",
            source="text",
            when="true",
            requires=condition,
        )
        for number, condition in enumerate(dict.fromkeys(conditions()))
    )
    about = About(title=MADE_UP, issuer=MADE_UP, summary=MADE_UP)
    return bind(
        plugin="sample",
        version="",
        region=Region(
            id="sample", name=MADE_UP, full_name=MADE_UP, code="999998", level="county", policy=about
        ),
        sources=[Source(id="text", title=MADE_UP, issuer=MADE_UP, kind="policy_text")],
        chapters={"tolerance_criteria": evolve(chapter, clauses=chapter.clauses + situations)},
    )


@cache
def read_backs() -> dict[str, Text]:
    """What each condition says, by the condition."""
    rules = policy().of("situation")
    return {
        str(getattr(rule.clause, "requires", "")): read_back_rule(rule, policy())["requires"]
        for rule in rules
    }


def comes_to(case: dict[str, Any]) -> bool | None:
    """Whether a condition is met by what is known, isn't, or stays open."""
    here = Jurisdiction(region=policy().region, policies=(policy(),))
    raw = {
        "title": "…",
        "where": "sample",
        "facts": tomllib.loads(case.get("knows", "")),
        "absent": case.get("absent", []),
    }
    drawn = prepare(
        case_from(raw, TOLD.name, here.vocabulary, frozenset(["sample"])), [policy()], here.vocabulary
    )
    reasoner = Reasoner(here, drawn, drawn.here(here))
    rule = next(r for r in policy().of("situation") if getattr(r.clause, "requires", None) == case["when"])
    return reasoner.state(reasoner.build(rule.requires))


def refusal(condition: str) -> Problem | None:
    """Why a condition can't be read; nothing where it can."""
    try:
        parse(condition, policy().scope)
    except InputError as error:
        return error.problems[0]
    return None


def mistakes() -> Iterator[str]:
    """The examples that don't come out as the page would say."""
    try:
        policy()
    except InputError as error:
        yield str(error)
        return
    for form in written_rows()["refused"]["form"]:
        problem = refusal(form["when"])
        if problem is None or problem.code != form["problem"]:
            yield f"{form['when']}: {problem.code if problem else 'can be written'}, not {form['problem']}"


# Pages


def page(language: Language) -> str:
    def word(key: str) -> str:
        return WORDS[key][language == "en"]

    rows = written_rows()
    parts = [
        f"# {rows['title'][language]}",
        NOTE,
        rows["head"][language].strip().format(f"{LONGEST:,}", f"{MOST_PARTS:,}", DEEPEST),
    ]
    parts += [
        f"## {word('words')}",
        rows["words_say"][language].strip(),
        f"```toml\n{rows['words'].strip()}\n```",
    ]
    parts.append(f"## {word('written')}")
    for form in rows["form"]:
        read = [(code(condition), read_backs()[condition][language]) for condition in form["examples"]]
        parts += [f"### {form['title'][language]}", form["says"][language].strip()]
        parts.append(table([word("condition"), word("reads")], read))
    by_type, unknown, refused = rows["by_type"], rows["unknown"], rows["refused"]
    for section, lines in (
        (by_type, comparisons(language)),
        (unknown, table(unknown["columns"][language], knowledge(language))),
        (refused, table(refused["columns"][language], refusals(language))),
    ):
        parts += [f"## {section['title'][language]}", section["says"][language].strip(), lines]
    return "\n\n".join(parts) + "\n"


def comparisons(language: Language) -> str:
    """Which comparison goes with which type: each is tried."""
    rows = written_rows()["by_type"]
    names = [say(language, f"type.{kind}") for kind in get_args(FactType)]
    lines = []
    for form in rows["forms"]:
        shown = form.format(name=rows["name"][language], value=rows["value"][language])
        tried = [
            form.format(name=name, value=value)
            for name, value in map(rows["samples"].get, get_args(FactType))
        ]
        lines.append((code(shown), *(rows["no" if refusal(condition) else "yes"] for condition in tried)))
    return table([rows["form"][language], *names], lines)


def knowledge(language: Language) -> Iterator[tuple[str, str, str]]:
    """What conditions come to where not everything is known."""
    state = {True: "state.met", False: "state.not_met", None: "state.open"}
    for case in written_rows()["unknown"]["case"]:
        knows = [code(line) for line in case.get("knows", "").splitlines()]
        if "absent" in case:
            knows.append(code(f"absent = {case['absent']}".replace("'", '"')))
        says = "<br>".join(knows) or written_rows()["unknown"]["nothing"][language]
        yield code(case["when"]), says, say(language, state[comes_to(case)])


def refusals(language: Language) -> Iterator[tuple[str, str, str, str]]:
    """What can't be written, what is said of it, and why."""
    for form in written_rows()["refused"]["form"]:
        problem = refusal(form["when"])
        assert problem is not None
        number = Finding(problem=problem).code
        yield (
            code(form["when"]),
            problem.message(language),
            form["why"][language],
            f"[{number}](checks/{number}.md)",
        )


def code(text: str) -> str:
    return f"`{text}`"


def main(arguments: list[str]) -> int:
    wrong = list(mistakes())
    if wrong:
        print("\n".join(wrong))
        return 1
    return bring_up_to_date({path: page(language) for language, path in PAGES.items()}, TOOL, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
