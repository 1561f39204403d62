"""A new case file: the questions as comments, and only the facts that the chosen regions read."""

from __future__ import annotations

from collections.abc import Sequence

from ..facts.text import Text
from ..facts.vocabulary import GROUPS, Fact
from ..policy.jurisdiction import Jurisdiction
from . import landing
from .words import Words

_EXAMPLES = {
    "yes_no": "true",
    "amount": "500000",
    "date": '"2024-03-01"',
}


def template(regions: Sequence[Jurisdiction], words: Words) -> str:
    """The text of a case file to fill in.  As written it is a valid case that knows nothing."""
    read = {part for here in regions for name in here.order for part in here.asked(name)} | {"stage"}
    if any(here.rules("scope") for here in regions):
        read |= {"filing", "filing_scope"}
    facts = {
        fact.id: fact
        for here in regions
        for fact in here.vocabulary.values()
        if fact.id in read and fact.type != "period"
    }
    where = regions[0].id if len(regions) == 1 else ""
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
        "absent = [",
        *(f'    # "{fact.id}",  # {_said(words, fact.label)}' for fact in facts.values() if fact.adverse),
        "]",
        "",
        "[facts]",
    ]
    for group in GROUPS:
        chosen = [fact for fact in facts.values() if fact.group == group]
        if chosen:
            lines += ["", f"# —— {words.say(f'group.{group}')} ——"]
        for fact in chosen:
            lines += _asked(fact, words)
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
    return "\n".join(lines) + "\n"


def _said(words: Words, text: Text) -> str:
    return landing.comment(words.pick(text))


def _asked(fact: Fact, words: Words) -> list[str]:
    lines = ["", f"# {_said(words, fact.ask)}"]
    if fact.choices:
        key = "template.set_values" if fact.type == "set" else "template.values"
        lines.append(f"# {words.labelled(words.say(key), '').rstrip()}")
        lines += [f"#   {choice.id}  {_said(words, choice.label)}" for choice in fact.choices]
    example = _EXAMPLES.get(fact.type) or f'"{fact.values[0]}"'
    key = f'"{fact.id}"' if ":" in fact.id else fact.id
    value = f"[{example}]" if fact.type == "set" else example
    if fact.body:
        value = f'{{ value = {value}, by = "…", basis = "…" }}'
    lines.append(f"# {key} = {value}")
    return lines
