"""A comparison as a page: one table for each question, why the answers differ, and the next step."""

from __future__ import annotations

from ..comparing.comparison import Answer, Comparison, NextStep
from ..policy.clauses import Trigger
from ..policy.jurisdiction import Jurisdiction
from ..ruling.result import Ruling
from .deployment import origin
from .page import Block, Heading, Lines, Origin, Table
from .words import Words


def comparison_page(comparison: Comparison, words: Words) -> list[Block]:
    """Everything a case officer needs to defend the comparison."""
    case = comparison.case
    page: list[Block] = [
        Heading(case.heading(words.language)),
        Lines((words.labelled(words.say("say.where"), words.place(case.where)),)),
        origin(words),
    ]
    page.append(Lines(tuple(words.clock(comparison.prepared.clock))))
    if "filing" in comparison.prepared.known:
        page.append(Lines(tuple(words.where_unknown(case.where))))
    if comparison.prepared.unread:
        page.append(Lines((words.say("say.unread", names=words.listed(comparison.prepared.unread)),)))
    for answer in comparison.answers:
        page += _answer(answer, words)
    page.append(disclaimer(words))
    return page


def comparison_tables(comparison: Comparison, words: Words) -> list[Block]:
    """The same for a spreadsheet: a row for each region, with what the page notes of it."""
    page: list[Block] = [
        Heading(comparison.case.heading(words.language)),
        origin(words),
        disclaimer(words),
    ]
    for answer in comparison.answers:
        page += rows(answer, words, noted=True)
    return page


def disclaimer(words: Words, *before: str) -> Origin:
    """That the text is read here and that a body decides: every output of a ruling says so."""
    beside = words.say("column.disclaimer"), words.say("say.disclaimer_beside")
    return Origin(("", *before, words.say("say.disclaimer")), (beside,))


def _answer(answer: Answer, words: Words) -> list[Block]:
    page = rows(answer, words)
    notes = _by_region(
        [(ruling.region, words.note(note)) for ruling in answer.rulings for note in ruling.notes]
        + [(ruling.region, line) for ruling in answer.rulings for line in remarks(ruling, words)],
        words,
    )
    if notes:
        page += [Heading(words.say("column.notes"), 2), Lines(tuple(notes), bullets=True)]
    page.append(Heading(words.say("say.why"), 2))
    page.append(Lines(_why(answer, words), bullets=True))
    if answer.next is not None:
        page += next_step(answer.next, words)
    return page


def rows(answer: Answer, words: Words, *, noted: bool = False) -> list[Block]:
    """The question and its table: one row for each region, if asked with all that is noted of it."""
    columns = ["region", "answer", "clauses", "open", "unseen"]
    told = [_row(ruling, words) for ruling in answer.rulings]
    if noted:
        columns.append("notes")
        told = [
            (*row, "\n".join(_notes(ruling, words))) for row, ruling in zip(told, answer.rulings, strict=True)
        ]
    return [
        Heading(words.say(f"question.{answer.question}"), 2),
        Table(tuple(words.say(f"column.{column}") for column in columns), tuple(told)),
    ]


def _notes(ruling: Ruling, words: Words) -> list[str]:
    return [*(words.note(note) for note in ruling.notes), *remarks(ruling, words)]


def _by_region(remarks: list[tuple[str, str]], words: Words) -> list[str]:
    """Remarks with the regions that they are about, each said once."""
    regions: dict[str, list[str]] = {}
    for region, remark in remarks:
        regions.setdefault(remark, []).append(region)
    return [words.labelled(words.regions(names), remark) for remark, names in regions.items()]


def _row(ruling: Ruling, words: Words) -> tuple[str, ...]:
    here = words.registry.jurisdictions.get(ruling.region)
    if here is None or ruling.error is not None:
        assert ruling.error is not None
        message = ruling.error.message(words.language)
        return words.region(ruling.region), words.verdict("error"), "", message, ""
    return (
        words.region(ruling.region),
        words.answer(ruling, here),
        words.deciding(ruling, here),
        words.open_points(ruling, here),
        words.unseen(ruling, here),
    )


def remarks(ruling: Ruling, words: Words) -> list[str]:
    """What a clarification, a filing or a tolerance comes with: who decides, how, and what else."""
    here = words.registry.jurisdictions.get(ruling.region)
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
        lines.append(words.say("say.decider", body=words.joined(deciding)))
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
    if ruling.accusation is not None and ruling.accusation.raised:
        state = words.say(f"accusation.{ruling.accusation.state}")
        told = [words.say("say.accusation", state=state)]
        if ruling.accusation.state in ("met", "open"):
            rules = [here.by_id[name] for name in ruling.accusation.clauses]
            bodies = [words.say("say.handled_by", body=words.pick(rule.body)) for rule in rules if rule.body]
            levels = [
                words.say("say.approval", approval=words.pick(rule.approval))
                for rule in rules
                if rule.approval
            ]
            told += bodies[:1] + levels[:1]
        lines.append(words.joined(told))
    lines += _weighing(ruling, here, words)
    for reading in ruling.readings:
        lines.append(_reading(ruling, reading.id, words))
    return lines + [words.conflict(conflict, here) for conflict in ruling.conflicts]


def _weighing(ruling: Ruling, here: Jurisdiction, words: Words) -> list[str]:
    """What mitigates and what aggravates: told with every answer, and it changes none."""
    accusation = ruling.accusation
    if ruling.question == "clarification" and (accusation is None or accusation.state != "met"):
        return []
    lines = []
    for kind in ("mitigation", "aggravation"):
        met = [state.id for state in ruling.clauses if state.kind == kind and state.state == "met"]
        if met:
            clauses = words.listed(words.clause(name, here) for name in met)
            lines.append(words.say("say.weighing", kind=words.say(f"kind.{kind}"), clauses=clauses))
    return lines


def _clearing(ruling: Ruling, words: Words) -> list[str]:
    here = words.registry.jurisdictions[ruling.region]
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
    here = words.registry.jurisdictions[ruling.region]
    reading = next(r for r in ruling.readings if r.id == name)
    fact = here.fact(name)
    question = words.pick(fact.label)
    results = {
        option: words.either(
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
        verdicts=words.listed(others),
    )


def _why(answer: Answer, words: Words) -> tuple[str, ...]:
    if len([ruling for ruling in answer.rulings if not ruling.failed()]) < 2:
        return (words.say("say.one_region"),)
    if not answer.differences:
        alike = all(ruling.verdict != "open" for ruling in answer.rulings)
        said = words.say("say.no_difference" if alike else "say.no_difference_open")
        return (said, *_tiers_differ(answer, words))
    return tuple(words.pick(difference.because) for difference in answer.differences)


def _tiers_differ(answer: Answer, words: Words) -> tuple[str, ...]:
    """The tiers of each region, where all tolerate and the tiers are not the same."""
    tiers: dict[str, list[str]] = {}
    for ruling in answer.rulings:
        for possible in ruling.possible if ruling.answer == "tolerated" else ():
            tiers.setdefault(words.tiers(possible) or words.say("tiers.none"), []).append(ruling.region)
    if len(tiers) < 2:
        return ()
    said = words.joined(words.labelled(words.regions(names), text) for text, names in tiers.items())
    return (words.say("say.tiers_differ", tiers=said),)


def next_step(step: NextStep, words: Words) -> list[Block]:
    """What to ask next, and whose answer it settles."""
    key = f"say.next_{step.kind}" if step.settles else f"say.next_{step.kind}_first"
    said = words.say(key, count=len(step.ask), regions=words.regions(step.settles))
    asked = tuple(
        words.fact(name) if name not in words.registry.vocabulary else words.aside(words.fact(name), name)
        for name in step.ask
    )
    return [Heading(words.say("say.next"), 2), Lines((said,)), Lines(asked, bullets=True)]
