"""The contract: what every plugin has to keep, whatever its policy says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

import attrs
from attrs import evolve, frozen

from rongcuo.facts.conditions import names
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import Text
from rongcuo.facts.vocabulary import Value
from rongcuo.plugins.dataplugin import DataPlugin
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.publicnames import private_imports
from rongcuo.policy.cases import QUESTIONS, Case, case_from
from rongcuo.policy.jurisdiction import Jurisdiction, spoken_of
from rongcuo.policy.policy import Rule
from rongcuo.ruling import Ruling, rule
from rongcuo.ruling.clocks import standings
from rongcuo.ruling.constructed import case_data
from rongcuo.ruling.diagrams import TooComplex
from rongcuo.ruling.reasoner import Reasoner
from rongcuo.ruling.settings import cost, values_of
from rongcuo.ruling.tables import OUTSIDE, answers

from ..workspace import Workspace
from .exact import Setting, blank_docket, own_policies
from .subject import Subject, subject_of
from .texts import as_told
from .trial import Trial, try_out

#: Answers that no clause decides.
_DECIDED_BY_NONE = ("no_rule", "filed", "too_late", "open")
#: The kinds of clause that every plugin has to have shown by its cases.
SHOWN = ("situation", "condition", "red_line", "tier", "tier_gate")


@frozen(kw_only=True)
class Kept:
    """One promise: kept, broken with its problems, or not shown, because there is nothing to show it on.

    `nothing` says why: `no_red_line`, `never_tolerated`, `too_complex`, or `nothing_rules` of a plugin of
    measures alone.
    """

    promise: str
    state: Literal["kept", "broken", "nothing_to_show"]
    problems: tuple[Problem, ...] = ()
    nothing: str = ""


class Contract:
    """One plugin before every promise.  The trial of its cases is made once, when it is first needed."""

    def __init__(self, workspace: Workspace, trial: Trial | None = None) -> None:
        self.workspace = workspace
        self.subject = subject_of(workspace)
        self._trial = trial

    @property
    def trial(self) -> Trial:
        if self._trial is None:
            self._trial = try_out(self.workspace)
        return self._trial

    def kept(self, promise: str) -> Kept:
        """Whether one promise is kept."""
        try:
            problems = tuple(PROMISES[promise](self))
        except NothingToShow as stop:
            return Kept(promise=promise, state="nothing_to_show", nothing=str(stop))
        return Kept(promise=promise, state="broken" if problems else "kept", problems=problems)

    def all(self) -> tuple[Kept, ...]:
        return tuple(self.kept(promise) for promise in PROMISES)


class NothingToShow(Exception):
    """The policy has nothing to show a promise on, which isn't the same as keeping it."""


def _broken(code: str, **values: object) -> Problem:
    return Problem(f"contract_{code}", values)


# The promises


def loads_alone(contract: Contract) -> Iterator[Problem]:
    """It rules without any other plugin, and imports nothing but public names."""
    subject = contract.subject
    alone = subject.here if subject.base else evolve(subject.here, floor=subject.policy.only_floor())
    blank = Case(title="…", where=alone.id, facts={})
    for question in QUESTIONS:
        ruling = rule(alone, evolve(subject, here=alone).prepare(blank), question)
        if ruling.error is not None:
            yield ruling.error
    if contract.workspace.folder is not None:
        for imported in private_imports(contract.workspace.folder):
            yield Problem("private_import", {"name": imported.name}, f"line {imported.line}", imported.file)


def hooks_answer(contract: Contract) -> Iterator[Problem]:
    """Its hooks answer valid data, the same whenever they are asked."""
    folder, policy = contract.workspace.folder, contract.subject.policy
    if folder is None or not (folder / "region.toml").is_file():
        try:
            contract.subject.with_texts({None: policy.chapters})
        except InputError as error:
            yield from error.problems
        return
    answers = [load_plugin(DataPlugin(folder), policy.plugin, policy.version) for _ in range(2)]
    yield from answers[0].problems
    first, second = (loaded.policy for loaded in answers)
    if first and second and first.chapters != second.chapters:
        yield _broken("hooks_differ")


def fails_closed(contract: Contract) -> Iterator[Problem]:
    """With any one of its red lines unknown, nothing is tolerated."""
    subject = contract.subject
    own = own_policies(subject.here, subject.policy.plugin)
    lines = [rule for policy in own for rule in policy.of("red_line")]
    if not lines:
        raise NothingToShow("no_red_line")
    try:
        setting = tolerated_setting(subject)
    except (TooComplex, RecursionError):
        raise NothingToShow("too_complex") from None
    if setting is None:
        raise NothingToShow("never_tolerated")
    raw = case_data(subject.here, setting.values)
    if _ruled(subject, raw).answer != "tolerated":
        yield _broken("not_tolerated")
    for line in lines:
        ruling = _ruled(subject, _without(raw, line, subject.here))
        state = next((state.state for state in ruling.clauses if state.id == line.id), "")
        if state in ("open", "error") and ruling.answer == "tolerated":
            yield _broken("not_closed", clause=line.id)


def tolerated_setting(subject: Subject) -> Setting | None:
    """The plainest facts on which a mistake is tolerated, however the words are read, if there are any.

    Raises TooComplex.
    """
    known = blank_docket(subject)
    here = standings(subject.here, known.clock)[-1].here
    r = Reasoner(here, known, known.here(here))
    answer = r.as_favoured(answers(r, "tolerance"))
    d = r.diagrams
    wanted = d.map(
        "tolerated or outside", lambda outcome: outcome == OUTSIDE or outcome.verdict == "tolerated", answer
    )
    for name in (name for policy in here.texts for name in policy.readings if name not in r.favoured):
        wanted = d.every(r.taking(wanted, {name: option}) for option in here.fact(name).values)
    cheapest = d.cheapest_difference(
        r.within(wanted, OUTSIDE), d.leaf(False), lambda level, cell: cost(r, level, cell), OUTSIDE
    )
    if cheapest is None:
        return None
    values: dict[str, Value] = values_of(r, cheapest[1])
    return Setting(question="tolerance", shows="verdict", values=values)


def _without(raw: dict[str, Any], line: Rule, here: Jurisdiction) -> dict[str, Any]:
    """The same case, nothing known of what a red line reads."""
    hidden = set(names(line.condition))
    hidden |= {atom.name for atom in spoken_of(line.condition, here.only_if)}
    hidden |= {part for name in hidden if name not in here.variables for part in here.asked(name)}
    return {
        **raw,
        "absent": [name for name in raw["absent"] if name not in hidden],
        "facts": {name: value for name, value in raw["facts"].items() if name not in hidden},
        "findings": {name: value for name, value in raw["findings"].items() if name not in hidden},
    }


def _ruled(subject: Subject, raw: dict[str, Any]) -> Ruling:
    case = case_from(raw, "", subject.vocabulary, frozenset([subject.policy.plugin]))
    return rule(subject.here, subject.prepare(case), "tolerance")


def deterministic(contract: Contract) -> Iterator[Problem]:
    """The same case is ruled the same, read anew and told in another order."""
    subject = contract.subject
    again = subject.with_texts({text.edition: text.chapters for text in subject.policy.editions})
    for case in contract.workspace.cases:
        other = evolve(
            case,
            facts=dict(reversed(list(case.facts.items()))),
            findings=dict(reversed(list(case.findings.items()))),
        )
        try:
            known, known_again = subject.prepare(case), again.prepare(other)
        except InputError:
            continue  # what is wrong with it is told of the case
        for question in QUESTIONS:
            if rule(subject.here, known, question) != rule(again.here, known_again, question):
                yield _broken("not_deterministic", file=case.file)


def cites_everything(contract: Contract) -> Iterator[Problem]:
    """Every clause has its source, every source is cited, and every answer names what decided it."""
    policy = contract.subject.policy
    cited = {rule.source.id for rule in policy.rules} | _sources_of(policy.chapters.values())
    cited |= _sources_of([policy.region])
    for name in policy.sources:
        if name not in cited:
            yield _broken("source_uncited", source=name)
    for rule_ in policy.rules:
        if rule_.source.id not in policy.sources:
            yield _broken("clause_uncited", clause=rule_.id)
    for outcome in contract.trial.outcomes:
        ruling = outcome.ruling
        if ruling and ruling.answer not in _DECIDED_BY_NONE and not ruling.decided_by:
            yield _broken("answer_uncited", file=outcome.case.file)


def _sources_of(items: Iterable[Any]) -> set[str]:
    """The sources that lists, terms, versions and figures name."""
    sources: set[str] = set()
    for item in items:
        if isinstance(item, Mapping):
            sources |= _sources_of(item.values())
        elif isinstance(item, tuple):
            sources |= _sources_of(item)
        elif attrs.has(type(item)):
            parts = {a.name: getattr(item, a.name) for a in attrs.fields(type(item))}
            sources |= {parts["source"]} if isinstance(parts.get("source"), str) else set()
            sources |= _sources_of(parts.values())
    return sources


def both_languages(contract: Contract) -> Iterator[Problem]:
    """Every text is there in Chinese and in English, and so is every case's title and reason."""
    policy = contract.subject.policy
    for place, text in _texts(policy.region, "region"):
        yield from _language(place, text)
    for source in policy.sources.values():
        yield from _language(f"source {source.id}", source.title)
    for rule_ in policy.rules:
        for place, text in _texts(rule_.clause, rule_.id):
            yield from _language(place, text)
    for name, reading in policy.readings.items():
        for place, text in _texts(reading, name):
            yield from _language(place, text)
    for case in contract.workspace.cases:
        expected = case.expect.get(contract.subject.here.id)
        for wording in (case.title, None if expected is None else expected.why):
            if (
                not isinstance(wording, dict)
                or set(wording) != {"zh", "en"}
                or not all(map(str.strip, wording.values()))
            ):
                yield _broken("case_language", file=case.file)


def _texts(item: Any, place: str) -> Iterator[tuple[str, Text]]:
    values = [getattr(item, a.name) for a in attrs.fields(type(item))]
    for value in values:
        for text in value.values() if isinstance(value, dict) else [value]:
            if isinstance(text, Text):
                yield place, text


def _language(place: str, text: Text) -> Iterator[Problem]:
    if not _chinese(text.zh):
        yield _broken("no_chinese", place=place, text=text.zh)
    if _chinese(text.en) or not text.en.strip():
        yield _broken("no_english", place=place, text=text.en)


def _chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def cases_pass(contract: Contract) -> Iterator[Problem]:
    """Every case comes out as its author reasoned, and there is one."""
    if not contract.trial.coverage and not contract.trial.outcomes:
        raise NothingToShow("nothing_rules")
    if not contract.trial.outcomes:
        yield _broken("no_cases")
    for outcome in contract.trial.failed:
        yield from outcome.problems
        if outcome.mismatches:
            keys = ", ".join(mismatch.key for mismatch in outcome.mismatches)
            yield _broken("case_fails", file=outcome.case.file, keys=keys)


def clauses_shown(contract: Contract) -> Iterator[Problem]:
    """Each clause decided some case, and failed to apply in another."""
    for covered in contract.trial.coverage:
        if covered.rule.kind in SHOWN and not covered.whole:
            yield _broken("clause_not_shown", clause=as_told(covered.rule.id, covered.edition))


def slips_noticed(contract: Contract) -> Iterator[Problem]:
    """No slip in a clause goes unnoticed, but those that are accepted with a reason."""
    for mutant in contract.trial.mutation.survivors:
        yield _broken("slip_unnoticed", clause=f"{mutant.owner} {mutant.key}", becomes=mutant.becomes)
    yield from contract.trial.stale


#: Each promise by its name, in the order in which they are told.
PROMISES: dict[str, Callable[[Contract], Iterator[Problem]]] = {
    check.__name__: check
    for check in (
        loads_alone,
        hooks_answer,
        fails_closed,
        deterministic,
        cites_everything,
        both_languages,
        cases_pass,
        clauses_shown,
        slips_noticed,
    )
}
