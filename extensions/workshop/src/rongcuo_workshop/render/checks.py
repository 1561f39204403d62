"""The page of a checked plugin: what was found, and each condition read back beside its statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rongcuo.facts.known import Known
from rongcuo.facts.problems import InputError
from rongcuo.policy.clauses import Term
from rongcuo.policy.policy import Policy, Rule
from rongcuo.render.amendments import EarlierText, earlier_texts
from rongcuo.render.clauses import ruled_by
from rongcuo.render.page import Block, Heading, Lines, Table
from rongcuo.render.readback import read_back_rule, read_back_term
from rongcuo.render.words import Words

from ..finding import SEVERITIES, Finding
from ..workspace import Workspace


def check_page(workspace: Workspace, findings: Sequence[Finding], words: Words) -> list[Block]:
    """Everything that was found, the gravest first, then the conditions."""
    region = workspace.policy.region
    title = words.say("checked.title", name=workspace.name, region=words.pick(region.name))
    counted = count(findings)
    said = [words.say("checked.count", **counted)] if findings else [words.say("checked.fine")]
    if counted["accepted"]:
        said.append(words.say("checked.accepted_count", **counted))
    if workspace.problems:
        said.append(words.say("checked.not_yet"))
    page: list[Block] = [Heading(title), Lines(tuple(said))]
    if findings:
        columns = ("column.severity", "column.code", "column.found")
        rows = tuple(_row(workspace, finding, words) for finding in findings)
        page.append(Table(tuple(map(words.say, columns)), rows))
    policy = workspace.policy
    page += _conditions(words.say("checked.read_back"), policy, policy.terms.values(), policy.rules, words)
    for earlier in earlier_texts(policy):
        title = words.say("checked.read_back_earlier", title=words.pick(earlier.about.title))
        page += _conditions(title, earlier.text, earlier.terms, earlier.rules, words, besides(earlier, words))
    return page


def _conditions(
    title: str,
    policy: Policy,
    terms: Iterable[Term],
    rules: Iterable[Rule],
    words: Words,
    more: Sequence[str] = (),
) -> list[Block]:
    """The conditions of a text in plain words, each beside its statement."""
    rows = tuple(_read_back(policy, terms, rules, words))
    columns = ("column.clause", "column.statement", "column.read_back")
    blocks: list[Block] = [Table(tuple(map(words.say, columns)), rows)] if rows else []
    if more:
        blocks.append(Lines(tuple(more), bullets=True))
    return [Heading(title, 2), *blocks] if blocks else []


def besides(earlier: EarlierText, words: Words) -> list[str]:
    """What else an earlier text had otherwise than the later one: clauses that came later, lists, facts."""
    lines = []
    if earlier.came_later:
        lines.append(words.say("checked.came_later", clauses=words.listed(earlier.came_later)))
    return lines + [each.told(words) for each in earlier.redefined if each.part != "term"]


def count(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings there are of each severity."""
    return {severity: sum(f.severity == severity for f in findings) for severity in SEVERITIES}


def _row(workspace: Workspace, finding: Finding, words: Words) -> tuple[str, str, str]:
    text = finding.problem.message(words.language)
    if finding.witness:
        text += "\n" + words.say("checked.witness", facts=witness(workspace, finding.witness, words))
    if finding.accepted is not None:
        text += "\n" + words.say("checked.accepted", why=words.pick(finding.accepted))
    return words.say(f"severity.{finding.severity}"), finding.code, text


def witness(workspace: Workspace, facts: Mapping[str, Known], words: Words) -> str:
    """The facts of a case, in words."""
    here = workspace.here
    return words.joined(
        words.labelled(words.fact(name, here), words.value(here.fact(name), known))
        for name, known in facts.items()
    )


def _read_back(
    policy: Policy, terms: Iterable[Term], rules: Iterable[Rule], words: Words
) -> Iterator[tuple[str, str, str]]:
    for term in terms:
        if _can_be_read(term.id, policy):
            yield term.id, words.pick(term.title), words.pick(read_back_term(term, policy))
    for rule in rules:
        lines = [
            words.say(f"say.{key}", text=words.pick(text))
            for key, text in read_back_rule(rule, policy).items()
        ]
        if rule.kind == "decider":
            lines = ruled_by(rule, policy, words)
        if lines:
            if rule.finding_words is not None:
                lines.append(words.say("say.finding", text=words.pick(rule.finding_words)))
            name = f"{rule.clause.id} {words.pick(rule.clause.title)}"
            yield name, words.pick(rule.clause.statement), "\n".join(lines)


def _can_be_read(term: str, policy: Policy) -> bool:
    """Whether what a term stands for, or names in turn, is no mistake."""
    try:
        return policy.scope.others(term) is not None
    except InputError:
        return False


def check_data(workspace: Workspace, findings: Sequence[Finding], words: Words) -> dict[str, Any]:
    """The same as plain data."""
    policy = workspace.policy
    return {
        "plugin": workspace.name,
        "region": policy.region.id,
        "folder": None if workspace.folder is None else str(workspace.folder),
        "count": count(findings),
        "findings": [_finding_data(workspace, finding, words) for finding in findings],
        "read_back": _back(policy, policy.rules),
        "read_back_earlier": {
            earlier.about.id: _back(earlier.text, earlier.rules) for earlier in earlier_texts(policy)
        },
    }


def _back(policy: Policy, rules: Iterable[Rule]) -> dict[str, dict[str, dict[str, str]]]:
    return {
        rule.clause.id: {key: {"zh": text.zh, "en": text.en} for key, text in texts.items()}
        for rule in rules
        if (texts := read_back_rule(rule, policy))
    }


def _finding_data(workspace: Workspace, finding: Finding, words: Words) -> dict[str, Any]:
    problem = finding.problem
    here = workspace.here
    return {
        "code": finding.code,
        "severity": finding.severity,
        "file": problem.file,
        "place": problem.place,
        "clause": finding.clause,
        "message": problem.message(words.language),
        "accepted": None if finding.accepted is None else words.pick(finding.accepted),
        "witness": {name: words.value(here.fact(name), known) for name, known in finding.witness.items()},
    }
