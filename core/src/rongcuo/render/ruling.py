"""One region's ruling as a page: the answer, then, if asked, every clause and the six factors."""

from __future__ import annotations

from ..comparing.comparison import Comparison
from ..policy.jurisdiction import Jurisdiction
from ..ruling.result import ClauseState, Ruling
from ..ruling.six_factors import factor_sheet
from .comparing import disclaimer, remarks, rows
from .deployment import origin
from .page import Block, Heading, Lines, Table
from .words import Words


def ruling_page(comparison: Comparison, region: str, words: Words, *, explain: bool) -> list[Block]:
    """Everything that one region's texts say of a case."""
    case = comparison.case
    page: list[Block] = [
        Heading(case.heading(words.language)),
        Lines(
            (
                words.labelled(words.say("column.region"), words.region(region)),
                words.labelled(words.say("say.where"), words.place(case.where)),
            )
        ),
        origin(words),
        Lines(tuple(words.clock(comparison.prepared.clock))),
    ]
    here = words.registry.jurisdictions.get(region)
    for answer in comparison.answers:
        ruling = answer.rulings[0]
        page.append(Heading(f"{words.say(f'question.{answer.question}')} {words.verdict(ruling.verdict)}", 2))
        if here is None or ruling.error is not None:
            assert ruling.error is not None
            page.append(Lines((ruling.error.message(words.language),)))
            continue
        page.append(Lines(tuple(_said(ruling, here, words)), bullets=True))
        if explain:
            page += [Heading(words.say("say.clauses"), 2), _clauses(ruling, here, words)]
    if explain and here is not None:
        page += [Heading(words.say("say.sheet"), 2), _sheet(comparison, here, words)]
    page.append(disclaimer(words))
    return page


def ruling_tables(comparison: Comparison, region: str, words: Words, *, explain: bool) -> list[Block]:
    """The same for a spreadsheet: the region's row of the comparison, then, if asked, the clauses."""
    title = Heading(comparison.case.heading(words.language))
    page: list[Block] = [title, origin(words), disclaimer(words)]
    here = words.registry.jurisdictions.get(region)
    for answer in comparison.answers:
        page += rows(answer, words, noted=True)
        if explain and here is not None and answer.rulings[0].error is None:
            question = words.say(f"question.{answer.question}")
            page += [
                Heading(words.labelled(question, words.say("say.clauses")), 2),
                _clauses(answer.rulings[0], here, words),
            ]
    if explain and here is not None:
        page += [Heading(words.say("say.sheet"), 2), _sheet(comparison, here, words)]
    return page


def _said(ruling: Ruling, here: Jurisdiction, words: Words) -> list[str]:
    lines = (
        [words.say("say.possible", verdicts=words.verdicts(ruling.possible))]
        if ruling.verdict == "open"
        else []
    )
    lines += words.allowed(ruling)
    if ruling.decided_by:
        cited = words.listed(words.clause(name, here) for name in ruling.decided_by)
        lines.append(words.labelled(words.say("column.clauses"), cited))
    lines += words.filed(ruling, here)
    if ruling.if_filed is not None:
        lines.append(words.say("say.if_filed", verdict=words.remaining(ruling.if_filed)))
    if ruling.needs.checks:
        checks = words.facts(ruling.needs.checks, here)
        lines.append(words.labelled(words.say("say.checks", count=len(ruling.needs.checks)), checks))
    if ruling.if_absent is not None:
        if ruling.needs.checks:
            lines.append(words.say("say.if_absent", verdict=words.remaining(ruling.if_absent)))
        for clause, facts in ruling.if_absent.still_needed:
            named = words.clause(clause, here)
            lines.append(words.say("say.still", clause=named, facts=words.facts(facts, here)))
    for key in ("scenes", "questions", "aside", "follow_ups"):
        names = getattr(ruling.needs, key)
        if names:
            lines.append(words.say(f"say.{key}", facts=words.facts(names, here)))
    if ruling.unaddressed:
        lines.append(words.say("say.unaddressed", facts=words.facts(ruling.unaddressed, here)))
    lines += unseen_lines(ruling, here, words)
    lines += remarks(ruling, words)
    return lines + [words.note(note) for note in ruling.notes]


def unseen_lines(ruling: Ruling, here: Jurisdiction, words: Words) -> list[str]:
    """The lists of which something may be unseen, and what that could turn."""
    lines = []
    said = words.unseen(ruling, here).split("\n") if ruling.unseen else []
    for line, unseen in zip(said, ruling.unseen.values(), strict=True):
        turns = [
            words.say(
                "say.could_turn",
                from_=words.verdict(verdict),
                to=words.listed(words.verdict(other) for other in others),
            )
            for verdict, others in unseen.could_turn.items()
        ]
        lines.append(words.joined([line, *turns]))
    return lines


def _clauses(ruling: Ruling, here: Jurisdiction, words: Words) -> Table:
    return Table(
        tuple(words.say(f"column.{name}") for name in ("clause", "state", "because", "source")),
        tuple(_clause(state, here, words) for state in ruling.clauses),
    )


def _clause(state: ClauseState, here: Jurisdiction, words: Words) -> tuple[str, ...]:
    rule = here.by_id[state.id]
    kind = words.say(f"kind.{state.kind}")
    kind = words.aside(kind, words.say("say.floor") if state.floor else words.layer(state.layer, here))
    source = [words.pick(rule.source.title), words.say(f"source_kind.{rule.source.kind}")]
    source += [rule.source.date] if rule.source.date else []
    source += [words.pick(rule.clause.locator)] if rule.clause.locator else []
    return (
        f"{kind}\n{words.clause(state.id, here)}\n{words.pick(rule.clause.statement)}",
        words.state(state),
        words.because(state, here),
        words.listed(source),
    )


def _sheet(comparison: Comparison, here: Jurisdiction, words: Words) -> Table:
    rows = []
    known = comparison.prepared.here(here)
    for row in factor_sheet(here, comparison.prepared):

        def told(names: tuple[str, ...]) -> str:
            return "\n".join(
                words.labelled(words.fact(name, here), words.value(here.fact(name), known.get(name)))
                for name in names
            )

        rows.append(
            (
                words.say(f"group.{row.factor}"),
                told(row.weigh_for),
                told(row.weigh_against),
                told(row.neutral),
                "\n".join(words.fact(name, here) for name in row.unknown),
                "\n".join(words.fact(name, here) for name in row.unread),
            )
        )
    columns = ("factor", "for", "against", "neutral", "unknown", "unread")
    return Table(tuple(words.say(f"column.{name}") for name in columns), tuple(rows))
