"""A plugin for its reviewer: its clauses with their conditions in plain words, and its cases, to be signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rongcuo.policy.cases import Case, in_language
from rongcuo.policy.clauses import Reading, Term
from rongcuo.policy.policy import Policy, Rule
from rongcuo.render.amendments import EarlierText, earlier_texts
from rongcuo.render.clauses import in_time, ruled_by
from rongcuo.render.page import Block, Heading, Lines, Table
from rongcuo.render.policies import list_lines
from rongcuo.render.readback import read_back_term
from rongcuo.render.words import Words

from ..workspace import Workspace
from .checks import besides

Row = tuple[str, ...]


def review_page(workspace: Workspace, words: Words) -> list[Block]:
    """What a reviewer reads from beginning to end, with a place to mark each entry, and to sign."""
    policy, about = workspace.policy, workspace.policy.region.policy
    name = words.aside(words.pick(policy.region.full_name), f"{policy.plugin} {policy.version}".strip())
    said = [words.pick(about.title), words.pick(about.issuer), words.pick(about.summary)]
    page: list[Block] = [
        Heading(words.say("review.title", name=name)),
        Lines((words.say("review.how"),)),
        Heading(words.say("review.text"), 2),
        Lines((*said, *_sources(workspace, words), *list_lines(policy, words)), bullets=True),
    ]
    for part, rows in _parts(workspace, words):
        if rows:
            page += [Heading(words.say(f"review.{part}"), 2), _table(part, rows, words)]
    for earlier in earlier_texts(policy):
        page += _earlier(earlier, words)
    page += [Heading(words.say("review.opinion"), 2), Lines(tuple(words.say("review.sign").split("|")))]
    return page


def _earlier(earlier: EarlierText, words: Words) -> Iterator[Block]:
    """An earlier text as far as it differs, for the reviewer to hold against its own document."""
    yield Heading(words.say("review.earlier", title=words.pick(earlier.about.title)), 2)
    compared = earlier.following is not None
    yield Lines((words.say("review.earlier_differences" if compared else "review.earlier_whole"),))
    if more := besides(earlier, words):
        yield Lines(tuple(more), bullets=True)
    for part, rows in _earlier_parts(earlier, words):
        if rows:
            yield from (Heading(words.say(f"review.{part}"), 3), _table(part, rows, words))


def _earlier_parts(earlier: EarlierText, words: Words) -> Iterator[tuple[str, list[Row]]]:
    yield "clauses", [_clause(rule, earlier.text, words) for rule in earlier.rules]
    yield "terms", [_term(term, earlier.text, words) for term in earlier.terms]
    yield "readings", [_reading(earlier.text.readings[name], words) for name in earlier.readings]


def _parts(workspace: Workspace, words: Words) -> Iterator[tuple[str, list[Row]]]:
    policy = workspace.policy
    yield "clauses", [_clause(rule, policy, words) for rule in policy.rules]
    yield "terms", [_term(term, policy, words) for term in policy.terms.values()]
    yield "readings", [_reading(reading, words) for reading in policy.readings.values()]
    facts = [fact for fact in policy.facts if fact.type != "period"]
    yield "questions", [(words.pick(fact.label), words.pick(fact.ask)) for fact in facts]
    yield "cases", [row for case in workspace.cases for row in _expected(case, workspace, words)]


def _table(part: str, rows: Iterable[Row], words: Words) -> Table:
    """The rows, each with boxes to tick."""
    columns = words.say(f"review.{part}_columns").split("|")
    return Table(
        (*columns, words.say("review.mark")), tuple((*row, words.say("review.boxes")) for row in rows)
    )


def _sources(workspace: Workspace, words: Words) -> Iterator[str]:
    for source in workspace.policy.sources.values():
        details = [words.say(f"source_kind.{source.kind}"), source.date or words.say("say.no_date")]
        yield words.aside(f"{source.id} {words.pick(source.title)}", words.listed(details))


def _clause(rule: Rule, policy: Policy, words: Words) -> Row:
    """A clause, where it stands, what it says, and what it is ruled by."""
    clause = rule.clause
    place = [rule.source.id, *([words.pick(clause.locator)] if clause.locator else [])]
    head = [f"{clause.id} {words.pick(clause.title)}", words.say(f"kind.{clause.kind}"), words.listed(place)]
    ruled = [*in_time(clause, words), *ruled_by(rule, policy, words)]
    if clause.inferred is not None:
        ruled.append(words.say("say.inferred", text=words.pick(clause.inferred)))
    said = [words.pick(clause.statement), *([words.pick(clause.note)] if clause.note else [])]
    return "\n".join(head), "\n".join(said), "\n".join(ruled) or words.say("review.rules_nothing")


def _term(term: Term, policy: Policy, words: Words) -> Row:
    return words.pick(term.title), words.pick(read_back_term(term, policy))


def _reading(reading: Reading, words: Words) -> Row:
    options = [
        words.aside(words.pick(text), words.say("say.favoured"))
        if option == reading.favoured
        else words.pick(text)
        for option, text in reading.options.items()
    ]
    return words.pick(reading.question), "\n".join(options)


def _expected(case: Case, workspace: Workspace, words: Words) -> Iterator[Row]:
    """What the author of a case expects of this plugin's region."""
    expected = case.expect.get(workspace.policy.region.id)
    if expected is None:
        return
    title = [case.heading(words.language)]
    title += [in_language(words.language, case.summary)] if case.summary is not None else []
    answer = [words.verdict(expected.verdict)]
    if expected.decided_by:
        answer.append(words.labelled(words.say("test.key.decided_by"), words.listed(expected.decided_by)))
    if expected.tiers:
        tiers = words.listed(words.say(f"tier.{tier}") for tier in expected.tiers)
        answer.append(words.labelled(words.say("column.tier"), tiers))
    if expected.why is not None:
        answer.append(in_language(words.language, expected.why))
    yield "\n".join(title), words.joined(_known(case, workspace, words)), "\n".join(answer)


def _known(case: Case, workspace: Workspace, words: Words) -> Iterator[str]:
    """The facts of a case; what was looked for and not found is only named."""
    here = workspace.here
    facts = {name: known for name, known in case.facts.items() if name in workspace.registry.vocabulary}
    for name, known in facts.items():
        if not known.checked:
            yield words.labelled(words.fact(name, here), words.value(here.fact(name), known))
    absent = [words.fact(name, here) for name, known in facts.items() if known.checked]
    if absent:
        yield words.labelled(words.say("review.absent"), words.listed(absent))


def review_data(workspace: Workspace, words: Words) -> dict[str, Any]:
    """The same as plain data, by the parts of the page."""
    parts = {part: [list(row) for row in rows] for part, rows in _parts(workspace, words)}
    earlier = [
        {
            "edition": each.about.id,
            "title": words.pick(each.about.title),
            "besides": besides(each, words),
            **{part: [list(row) for row in rows] for part, rows in _earlier_parts(each, words)},
        }
        for each in earlier_texts(workspace.policy)
    ]
    name = {"plugin": workspace.policy.plugin, "version": workspace.policy.version}
    return {**name, **parts, "earlier": earlier}
