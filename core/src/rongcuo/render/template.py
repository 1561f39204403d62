"""A new case file: the questions as comments, first those that decide before the chosen regions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..facts.called import in_words, name_in
from ..facts.problems import as_written, key_as_written
from ..facts.text import Text
from ..facts.vocabulary import Choice, Fact
from ..policy.clauses import PROCEDURAL
from ..policy.jurisdiction import Jurisdiction
from . import landing
from .words import Words

_EXAMPLES: dict[str, bool | int | str] = {"yes_no": True, "amount": 500000, "date": "2024-03-01"}


#: The clauses that decide first.
_DECIDING = ("red_line", "situation", "scope", "trigger")

#: What an officer wants to state whether or not a clause reads it.
_STATED = ("loss", "mandatory_procedure", "procedure_flaw", "rule_departed")


def template(regions: Sequence[Jurisdiction], words: Words) -> str:
    """The text of a case file to fill in, in the words of the language.  As written it is a case that knows nothing.

    What red lines and situations read comes first, by how many clauses read it; what none reads comes last.
    """
    facts = {fact.id: fact for here in regions for fact in here.vocabulary.values() if not fact.derived}
    deciding, counted = _readers(regions)
    asked = {part for here in regions for name in here.order for part in here.asked(name)} | {"stage"}
    if any(here.rules("scope") for here in regions):
        asked |= {"filing", "filing_scope"}
    in_order = sorted(facts.values(), key=lambda fact: -counted[fact.id])
    first = [fact for fact in in_order if fact.id in deciding or fact.id == "stage"]
    then = [fact for fact in in_order if fact.id in asked and fact not in first]
    left = [fact for fact in facts.values() if fact not in first and fact not in then]
    where = _where(regions[0], words) if len(regions) == 1 else ""
    lines = [
        f"# {words.say('template.head')}",
        "",
        f'title = "{words.say("template.title")}"',
        f'where = "{where or "…"}"  # {words.say("template.where")}',
        "",
        f"# {words.say('template.dates')}",
        '# dates = { act = "2024-03", filed = "2024-02", ruling = "2024-05-01" }',
        "",
        f"# {words.say('template.absent')}",
        "[absent]",
        "facts = [",
        *(
            f"    # {_name(fact, words, quoted=True)},{_beside(fact, words)}"
            for fact in in_order
            if fact.adverse
        ),
        "]",
        f"# {words.say('template.by')}",
        '# by = "…"',
        '# on = "2024-05-01"',
        "",
        "[facts]",
    ]
    for key, members in (("deciding", first), ("others", then)):
        lines += ["", f"# —— {words.say(f'template.{key}')} ——"]
        for fact in members:
            lines += _asked(fact, words)
    if left:
        lines += ["", f"# —— {words.say('template.unread')} ——"]
        for fact in (fact for fact in left if fact.id in _STATED):
            lines += _asked(fact, words)
        lines += ["", *(_in_a_line(fact, words) for fact in left if fact.id not in _STATED)]
    findings = [(name, here) for here in regions for name, rule in here.by_id.items() if rule.finding]
    if findings:
        lines += ["", f"# {words.say('template.findings')}"]
    for name, here in dict(findings).items():
        lines += [
            f"# {landing.comment(words.fact(name, here))}",
            f'# [findings."{name}"]',
            "# met = true",
            '# by = "…"',
            '# basis = "…"',
        ]
    lines += ["", f"# {words.say('template.next')}"]
    return "\n".join(lines) + "\n"


def _readers(regions: Sequence[Jurisdiction]) -> tuple[set[str], Counter[str]]:
    """The facts that what decides first reads, and how many clauses read each fact."""
    deciding: set[str] = set()
    counted: Counter[str] = Counter()
    for here in regions:
        for rule in here.by_id.values():
            if rule.kind in PROCEDURAL:
                continue
            read = {part for name in rule.reads for part in here.asked(name)}
            counted.update(read)
            if rule.kind in _DECIDING:
                deciding |= read
    return deciding, counted


def _said(words: Words, text: Text) -> str:
    return landing.comment(words.pick(text))


def _asked(fact: Fact, words: Words) -> list[str]:
    lines = ["", f"# {_said(words, fact.ask)}"]
    if fact.choices:
        key = "template.set_values" if fact.type == "set" else "template.values"
        lines.append(f"# {words.labelled(words.say(key), '').rstrip()}")
        lines += [f"#   {_choice(fact, choice, words)}" for choice in fact.choices]
    lines.append(f"# {_as_told(fact, words)}")
    return lines


def _in_a_line(fact: Fact, words: Words) -> str:
    """A fact that no clause reads, with its label and its choices."""
    said = "" if words.language == "zh" else _said(words, fact.label)
    choices = words.either(_said(words, choice.label) for choice in fact.choices)
    beside = words.aside(said, choices) if said and choices else said or choices
    return f"# {_as_told(fact, words)}" + (f"  # {beside}" if beside else "")


def _as_told(fact: Fact, words: Words) -> str:
    """A fact with an example of a value."""
    example = in_words(
        fact, _EXAMPLES[fact.type] if fact.type in _EXAMPLES else fact.values[0], words.language
    )
    value = as_written([example] if fact.type == "set" else example, quoted=True)
    if fact.body:
        value = f'{{ value = {value}, by = "…", basis = "…" }}'
    return f"{_name(fact, words)} = {value}"


def _name(fact: Fact, words: Words, *, quoted: bool = False) -> str:
    """A fact as a case file in this language calls it."""
    name = name_in(fact, words.registry.vocabulary, words.language)
    return f'"{name}"' if quoted else key_as_written(name)


def _choice(fact: Fact, choice: Choice, words: Words) -> str:
    """A value as it is written, and its label where that is another word."""
    value, label = in_words(fact, choice.id, words.language), _said(words, choice.label)
    return label if value == label else f"{value}  {label}"


def _beside(fact: Fact, words: Words) -> str:
    return "" if words.language == "zh" else f"  # {_said(words, fact.label)}"


def _where(here: Jurisdiction, words: Words) -> str:
    """A region as a case file in this language calls it."""
    name = here.region.name.zh
    return name if words.language == "zh" and words.registry.find(name) == here.id else here.id
