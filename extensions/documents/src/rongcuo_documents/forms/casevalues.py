"""What a case file says of a form's fields: what a person wrote or established, and nothing that is worked out here."""

from __future__ import annotations

from collections.abc import Iterable

from rongcuo.facts.known import Known
from rongcuo.facts.vocabulary import Fact
from rongcuo.policy.cases import Case, in_language
from rongcuo.render.words import Words

from .filling import Values
from .kinds import Field, Form


def values_of_case(form: Form, case: Case, words: Words) -> Values:
    """The values of a form's fields that a case file has, as lines; what it doesn't say isn't there."""
    lines = {
        field.id: [*_of_part(field, case, words), *_of_facts(field, case, words)] for field in form.fields
    }
    return {name: told for name, told in lines.items() if told}


def _of_part(field: Field, case: Case, words: Words) -> Iterable[str]:
    match field.from_:
        case "title":
            yield case.heading(words.language)
        case "summary" if case.summary is not None:
            yield in_language(words.language, case.summary)
        case "evidence":
            for each in case.evidence:
                document = (
                    f"{each.document}{words.say('fill.aside', note=each.note)}"
                    if each.note
                    else each.document
                )
                yield words.labelled(words.fact(each.fact), document)
        case "findings":
            for name, finding in case.findings.items():
                met = words.say("report.met" if finding.met else "report.not_met")
                value = words.say("say.known_by", value=met, by=finding.by) if finding.by else met
                yield words.labelled(words.fact_or_list(name), _with_basis(value, finding.basis, words))
        case "untrue":
            known = case.facts.get("report_outcome")
            if known is not None and known.values == frozenset(["untrue"]):
                yield words.say("fill.untrue")
        case "filed" if case.dates.filed:
            yield _day(case.dates.filed, words)
        case "act" if case.dates.act:
            first = _day(case.dates.act, words)
            last = case.dates.act_to
            yield words.say("fill.from_to", first=first, last=_day(last, words)) if last else first


def _of_facts(field: Field, case: Case, words: Words) -> Iterable[str]:
    """Each fact with its label, but for one alone that says more than yes, no or none."""
    vocabulary = words.registry.vocabulary
    for name in field.facts:
        fact, known = vocabulary.get(name), case.facts.get(name)
        if fact is None or known is None or not _tells(fact, known):
            continue
        value = _with_basis(words.value(fact, known), known.basis, words)
        bare = fact.type == "yes_no" or (fact.type == "set" and not known.includes)
        alone = len(field.facts) == 1 and not bare
        yield value if alone else words.labelled(words.fact(name), value)


def _tells(fact: Fact, known: Known) -> bool:
    """Whether anything is known: not every value may still be."""
    if fact.numeric:
        return known.span.low is not None or known.span.high is not None
    return bool(known.includes or known.excludes) if fact.type == "set" else known.values != {*fact.values}


def _with_basis(value: str, basis: str | None, words: Words) -> str:
    return words.say("fill.on_basis", value=value, basis=basis) if basis else value


def _day(day: str, words: Words) -> str:
    """A year, month or day as an official document has it."""
    parts = [int(part) for part in day.split("-")]
    key = ("fill.year", "fill.month", "fill.day")[len(parts) - 1]
    return words.say(key, **dict(zip(("year", "month", "day"), parts, strict=False)))
