"""One region's ruling as a page: the answer, then, if asked, every clause and the six factors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..comparing.above import clauses_above
from ..comparing.comparison import Answer, Comparison
from ..policy.clauses import Trigger
from ..policy.jurisdiction import Jurisdiction
from ..ruling.result import ClauseState, Ruling, TextsAbove
from ..ruling.six_factors import factor_sheet
from .deployment import origin
from .page import Block, Heading, Lines, Origin, Table
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
        Lines(
            (*words.clock(comparison.prepared.clock, rulings=comparison.rulings), *words.checked(case.facts))
        ),
    ]
    here = words.registry.jurisdictions.get(region)
    for answer in comparison.answers:
        ruling = answer.rulings[0]
        page.append(Heading(f"{words.say(f'question.{answer.question}')} {words.verdict(ruling.verdict)}", 2))
        page.append(Lines(tuple(said(ruling, words)), bullets=ruling.error is None))
        if explain and here is not None and ruling.error is None:
            page += [Heading(words.say("say.clauses"), 2), clause_table(ruling, words.ruled(ruling), words)]
            page += clauses_of_texts_above(comparison, ruling, words, 2)
    if explain and here is not None and not comparison.failed():
        page += [Heading(words.say("say.sheet"), 2), sheet_table(comparison, here, words)]
    page.append(disclaimer(words))
    return page


def ruling_tables(comparison: Comparison, region: str, words: Words, *, explain: bool) -> list[Block]:
    """The same for a spreadsheet: the region's row of the comparison, then, if asked, the clauses."""
    title = Heading(comparison.case.heading(words.language))
    page: list[Block] = [title, origin(words), disclaimer(words)]
    here = words.registry.jurisdictions.get(region)
    for answer in comparison.answers:
        page += rows(answer, words)
        if explain and here is not None and answer.rulings[0].error is None:
            question = words.say(f"question.{answer.question}")
            page += [
                Heading(words.labelled(question, words.say("say.clauses")), 2),
                clause_table(answer.rulings[0], words.ruled(answer.rulings[0]), words),
                *clauses_of_texts_above(comparison, answer.rulings[0], words, 2),
            ]
    if explain and here is not None and not comparison.failed():
        page += [Heading(words.say("say.sheet"), 2), sheet_table(comparison, here, words)]
    return page


def said(ruling: Ruling, words: Words) -> list[str]:
    """All that one region's texts say: its answer, what it rests on, needs and leaves unseen."""
    here = words.here(ruling)
    if here is None or ruling.error is not None:
        assert ruling.error is not None
        return [ruling.error.message(words.language)]
    lines = (
        [words.say("say.possible", verdicts=words.verdicts(ruling.possible))]
        if ruling.verdict == "open"
        else []
    )
    lines += words.allowed(ruling)
    if ruling.decided_by:
        lines.append(words.cited(ruling, here))
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
    lines += words.failures(ruling, here)
    if said := words.unaddressed(ruling, here):
        lines.append(said)
    if ruling.above is not None:
        lines += _above(ruling, ruling.above, words)
    if ruling.unread:
        lines.append(words.labelled(words.say("column.unread"), words.facts(ruling.unread, here)))
    lines += unseen_lines(ruling, here, words)
    lines += remarks(ruling, words)
    return lines + [words.note(note) for note in ruling.notes]


def _above(ruling: Ruling, above: TextsAbove, words: Words) -> Iterable[str]:
    """What the texts above make of it, and what that still hangs on."""
    cited = words.listed(words.cited_above(name, ruling) for name in above.decided_by)
    verdict = words.verdict(above.verdict)
    if above.leaves_open(ruling):
        verdict = words.aside(verdict, words.say("say.settled_here"))
    yield words.above(verdict, cited)
    if above.once_checked is not None:
        yield words.say("say.above_if_absent", verdict=words.verdict(above.once_checked))
    for name, facts in above.still_needed.items():
        yield words.say("say.still", clause=name, facts=words.facts(facts))


def rows(answer: Answer, words: Words) -> list[Block]:
    """The question and its table: one row for each region, with all that is noted of it."""
    columns = ("region", "answer", "clauses", "open", "unseen", "unread", "notes")
    return [
        Heading(words.say(f"question.{answer.question}"), 2),
        Table(words.columns(*columns), tuple(_row(ruling, words) for ruling in answer.rulings)),
    ]


def unseen_lines(ruling: Ruling, here: Jurisdiction, words: Words) -> list[str]:
    """The lists of which something may be unseen, and what that could turn."""
    lines = []
    for kind, line in words.unseen(ruling, here).items():
        turns = words.listed(
            words.say("say.turn", verdict=words.verdict(v), others=words.either(map(words.verdict, others)))
            for v, others in ruling.unseen[kind].could_turn.items()
        )
        lines.append(words.joined([line, words.say("say.could_turn", turns=turns)]) if turns else line)
    return lines


def clause_table(ruling: Ruling, here: Jurisdiction, words: Words) -> Table:
    """Every clause that the question reads: its state, the facts behind it, and its source."""
    return _clauses(ruling.clauses, here, words)


def clauses_of_texts_above(
    comparison: Comparison, ruling: Ruling, words: Words, level: int
) -> list[Heading | Table]:
    """The same of the clauses that another answer by the texts above rests on, where there is one."""
    if ruling.above is None:
        return []
    here, states = clauses_above(words.registry, comparison.prepared, ruling)
    return [Heading(words.say("say.clauses_above"), level), _clauses(states, here, words)]


def _clauses(states: Sequence[ClauseState], here: Jurisdiction, words: Words) -> Table:
    return Table(
        words.columns("clause", "state", "because", "source"),
        tuple(_clause(state, here, words) for state in states),
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


def sheet_table(comparison: Comparison, here: Jurisdiction, words: Words) -> Table:
    """The six factors: the facts that weigh for the person, against, neither way, the unknown and the unread."""
    rows = []
    known = comparison.prepared.here(here)
    for row in factor_sheet(here, comparison.prepared, comparison.questions):

        def stated(names: tuple[str, ...]) -> str:
            return "\n".join(
                words.labelled(words.fact(name, here), words.value(here.fact(name), known.get(name)))
                for name in names
            )

        rows.append(
            (
                words.say(f"group.{row.factor}"),
                stated(row.weigh_for),
                stated(row.weigh_against),
                stated(row.neutral),
                "\n".join(words.fact(name, here) for name in row.unknown),
                "\n".join(words.fact(name, here) for name in row.unread),
            )
        )
    columns = ("factor", "for", "against", "neutral", "unknown", "unread")
    return Table(tuple(words.say(f"column.{name}") for name in columns), tuple(rows))


def disclaimer(words: Words, *before: str) -> Origin:
    """That the text is read here and that a body decides: every output of a ruling says so."""
    beside = words.say("column.disclaimer"), words.say("say.disclaimer_beside")
    return Origin(("", *before, words.say("say.disclaimer")), (beside,))


def _row(ruling: Ruling, words: Words) -> tuple[str, ...]:
    here = words.here(ruling)
    if here is None or ruling.error is not None:
        assert ruling.error is not None
        message = ruling.error.message(words.language)
        return words.region(ruling.region), words.verdict("error"), "", message, "", "", ""
    notes = [*(words.note(note) for note in ruling.notes), *remarks(ruling, words)]
    return (
        words.region(ruling.region),
        words.answer(ruling, here),
        words.deciding(ruling, here),
        words.open_points(ruling, here),
        "\n".join(words.unseen(ruling, here).values()),
        words.facts(ruling.unread, here),
        "\n".join(notes),
    )


def remarks(ruling: Ruling, words: Words) -> list[str]:
    """What a clarification, a filing or a tolerance comes with: who decides, how, and what else."""
    here = words.here(ruling)
    if here is None:
        return []
    lines = [
        words.say(
            "say.by_text", says=words.pick(way.says), verdict=words.either_of(way.verdict, way.possible)
        )
        for way in ruling.by_text
    ]
    deciding = [words.pick(body) for name in ruling.deciders if (body := here.by_id[name].body)]
    if deciding:
        needs = words.listed(_depends(name, here, words) for name in ruling.decider_needs)
        key = "say.decider_by" if needs else "say.decider"
        lines.append(words.say(key, body=words.joined(deciding), facts=needs))
    review = [name for name in ruling.procedure if here.by_id[name].clause.topic == "decision_review"]
    if review:
        titles = words.listed(words.clause(name, here) for name in review)
        lines.append(words.say("say.review", clauses=titles))
    if ruling.answer == "tolerated":
        lines += words.effects(ruling, here)
    if ruling.verdict in ("filed", "fileable", "fileable_so_far", "clear"):
        steps = [name for name in ruling.procedure if here.by_id[name].kind == "step"]
        duties = [name for name in ruling.procedure if here.by_id[name].kind == "duty"]
        for key, names in (("path", steps), ("duties", duties)):
            if names:
                titles = words.listed(words.clause(name, here) for name in names)
                lines.append(words.say(f"say.{key}", **{"steps" if key == "path" else key: titles}))
    if ruling.verdict == "clear":
        lines += _clearing(ruling, words)
    if accused := words.accusation(ruling, here):
        lines.append(words.joined([*accused, *_accusing(ruling, here, words)]))
    lines += _weighing(ruling, here, words)
    for reading in ruling.readings:
        lines.append(_reading(ruling, reading.id, words))
    return lines + [words.conflict(conflict, here) for conflict in ruling.conflicts]


def _depends(name: str, here: Jurisdiction, words: Words) -> str:
    """What a decider depends on: of what is so or not, whether it is so; a finding by its clause."""
    fact = words.registry.vocabulary.get(name)
    if fact is None or fact.type != "yes_no" or name in here.variables:
        return words.fact(name, here)
    return words.say(f"say.depends{'_scene' if fact.group == 'scene' else ''}", fact=words.pick(fact.label))


def _accusing(ruling: Ruling, here: Jurisdiction, words: Words) -> Iterable[str]:
    """What a false accusation still needs, and who handles one."""
    accusation = ruling.accusation
    assert accusation is not None
    if accusation.needs:
        yield words.say("say.questions", facts=words.facts(accusation.needs, here))
    if accusation.state in ("met", "open"):
        rules = [here.by_id[name] for name in accusation.clauses]
        bodies = [words.say("say.handled_by", body=words.pick(rule.body)) for rule in rules if rule.body]
        levels = [
            words.say("say.approval", approval=words.pick(rule.approval)) for rule in rules if rule.approval
        ]
        yield from bodies[:1] + levels[:1]


def _weighing(ruling: Ruling, here: Jurisdiction, words: Words) -> Iterable[str]:
    """What mitigates and what aggravates: told with every answer, and it changes none."""
    if ruling.question == "clarification":
        for state, key in (("met", "weighing"), ("open", "weighing_open")):
            if clauses := words.listed(words.worse(ruling, here, state)):
                yield words.say(f"say.{key}", kind=words.say("kind.aggravation"), clauses=clauses)
        return
    for kind in ("mitigation", "aggravation"):
        met = [state.id for state in ruling.clauses if state.kind == kind and state.state == "met"]
        if met:
            clauses = words.listed(words.clause(name, here) for name in met)
            yield words.say("say.weighing", kind=words.say(f"kind.{kind}"), clauses=clauses)


def _clearing(ruling: Ruling, words: Words) -> list[str]:
    here = words.ruled(ruling)
    lines = []
    for name in ruling.decided_by:
        rule = here.by_id[name]
        clause = rule.clause
        assert isinstance(clause, Trigger)
        forms = words.listed(words.say(f"form.{form}") for form in clause.forms)
        key = "say.forms_and_others" if clause.forms_open_ended else "say.forms"
        said = [words.say(key, forms=forms)] if name in ruling.forms else []
        if rule.body is not None:
            said.append(words.say("say.handled_by", body=words.pick(rule.body)))
        if rule.approval is not None:
            said.append(words.say("say.approval", approval=words.pick(rule.approval)))
        if said:
            lines.append(f"{name} {words.joined(said)}")
    return lines


def _reading(ruling: Ruling, name: str, words: Words) -> str:
    here = words.ruled(ruling)
    reading = next(r for r in ruling.readings if r.id == name)
    fact = here.fact(name)
    question = words.pick(fact.label)
    results = {
        option: words.one_of(
            words.verdict(p.verdict)
            if not (reading.tiers_differ and words.tiers(p))
            else words.aside(words.verdict(p.verdict), words.tiers(p))
            for p in possible
        )
        for option, possible in reading.possible.items()
    }
    if reading.taken is None:
        if len({*results.values()}) == 1:
            options = words.say("say.reading_same")
        else:
            options = words.joined(
                words.say("say.reading_option", option=words.pick(fact.show(option)), verdicts=said)
                for option, said in results.items()
            )
        return words.say("say.reading_options", question=question, options=options)
    others = [said for option, said in results.items() if option != reading.taken]
    return words.say(
        "say.reading_taken",
        question=question,
        option=words.pick(fact.show(reading.taken)),
        verdicts=words.listed(dict.fromkeys(others)),
    )
