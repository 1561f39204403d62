"""Writes the reference of the shared facts from `facts.toml`; `--check` says which pages are stale."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pages import ROOT, bring_up_to_date, speaker

from rongcuo.facts.text import Language, enumerated, say
from rongcuo.facts.vocabulary import Fact, shared_vocabulary

TOOL = "facts_reference"
PAGES: dict[Language, Path] = {
    "zh": ROOT / "docs" / "zh" / "facts.md",
    "en": ROOT / "docs" / "reference" / "facts.md",
}
NOTE = "<!-- Written by tools/facts_reference.py from core/src/rongcuo/data/facts.toml: change that, then run it. -->"
WORDS = {
    "title": ("事实一览", "Facts"),
    "head": (
        """\
案件写明的、条件读取的，都是这里的事实。
标题中的名称写进 `when` 和案件；每项之下是向承办人提的问题、类型和取值。
案件没有写的事实一律视为未知，不视为否。
“不利事实”须先核查，没有发现的列入案件的 `absent`。
这里没有而条文又要问的，在插件里自设，写法见[这句话怎么写](say-it.md#25-本地区特有的事实)；\
各种事实在条件里怎样比较，见[条件的写法](conditions.md#各类事实可用的比较)。""",
        """\
What a case says and what conditions read are these facts.
The name in each heading is what you write in `when` and in a case; \
below it stand the question that an officer is asked, its type and its values.
A fact that a case leaves out is unknown, never no.
An adverse fact has to be checked: one that wasn't found goes under `absent` in the case.
Where a text asks for something that isn't here, the plugin has \
[a fact of its own](../how-to/say-it.md#25-a-fact-of-the-regions-own); \
how each type is compared is in [Conditions](conditions.md#comparisons-by-type-of-fact).""",
    ),
    "type": ("类型：{0}。", "Type: {0}."),
    "values": ("取值：", "Values:"),
    "levels": ("取值，由低到高：", "Values, lowest first:"),
    "unknown": ("（尚不清楚，按未知对待）", " (not known yet)"),
    "absent": ("不利事实。", "Adverse."),
    "adverse_from": ("不利事实，自 `{0}` 起。", "Adverse, from `{0}` on."),
    "harm": (
        "已经出了的问题：是、靠后的取值、更大的金额更不利。",
        "A harm: yes, a later value, a larger amount is the worse.",
    ),
    "body": (
        "须由有权机关认定，案件中写明 `by` 和 `basis`。",
        "Only a competent body establishes it: a case gives it with `by` and `basis`.",
    ),
    "only_if": ("仅在 `{0}` 时才问。", "Asked only where `{0}`."),
    "before": ("行为前还可以做到：{0}。", "Can still be brought about before the act: {0}."),
    "unplanned": ("事前不能作此打算。", "Nobody can plan on it."),
    "after": ("行为后还可以做到：{0}。", "Can still be brought about after the act: {0}."),
    "for": (
        "六要素表中，`{0}` 时有利于当事人。",
        "On the six-factor sheet it weighs for the person where `{0}`.",
    ),
    "against": (
        "六要素表中，`{0}` 时不利于当事人。",
        "On the six-factor sheet it weighs against the person where `{0}`.",
    ),
    "impossible": ("互相矛盾的写法", "What contradicts itself"),
}


def lines_of(fact: Fact, language: Language) -> Iterator[str]:
    """The lines below a fact's heading."""

    word = speaker(WORDS, language)
    yield fact.ask[language]
    if fact.note is not None:
        yield fact.note[language]
    yield word("type", say(language, f"type.{fact.type}"))
    if fact.adverse_from is not None:
        yield word("adverse_from", fact.adverse_from)
    elif fact.adverse:
        yield word("absent")
    if fact.harm:
        yield word("harm")
    if fact.body:
        yield word("body")
    for key, condition in (
        ("only_if", fact.only_if),
        ("for", fact.weighs_for),
        ("against", fact.weighs_against),
    ):
        if condition is not None:
            yield word(key, condition)
    for key in ("before", "after"):
        values = getattr(fact, key)
        if values == () and fact.type != "set":
            yield word("unplanned")
        elif values is not None:
            shown = [fact.show(value)[language] for value in values or (frozenset(),)]
            yield word(key, enumerated(shown, language))
    if fact.choices:
        yield word("levels" if fact.type == "level" else "values") + "\n"
        for choice in fact.choices:
            label = choice.label[language]
            yield f"- `{choice.id}` {label}{word('unknown') if choice.id == fact.unknown else ''}"


def page(language: Language) -> str:
    word = speaker(WORDS, language)
    facts = shared_vocabulary()
    parts = [f"# {word('title')}", NOTE, word("head")]
    for group, members in groupby(facts.values(), key=lambda fact: fact.group):
        parts.append(f"## {say(language, f'group.{group}')}")
        for fact in members:
            parts.append(f"### `{fact.id}` {fact.label[language]}")
            parts.append("\n".join(lines_of(fact, language)))
    parts.append(f"## {word('impossible')}")
    parts.append("\n".join(f"- `{when}`: {says[language]}" for when, says in facts.impossible))
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str]) -> int:
    return bring_up_to_date({path: page(language) for language, path in PAGES.items()}, TOOL, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
