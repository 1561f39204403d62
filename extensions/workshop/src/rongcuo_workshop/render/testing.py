"""The test of a plugin as a page: its cases, what they leave untested, and what nobody notices."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rongcuo.render.page import Block, Heading, Lines, Table
from rongcuo.render.words import Words

from ..testing.contract import Kept
from ..testing.mutants import Mutant
from ..testing.subject import Outcome
from ..testing.telling import explained
from ..testing.texts import as_told
from ..testing.trial import Cases, Trial


def cases_page(cases: Cases, words: Words) -> list[Block]:
    """What was tested, and its cases."""
    here, policy = cases.subject.here, cases.subject.policy
    name = words.aside(words.pick(here.region.name), f"{policy.plugin} {policy.version}".strip())
    floor = here.floor
    if floor is None:
        under = words.say("test.no_floor")
    elif floor.plugin == policy.plugin:
        under = words.say("test.own_floor")
    else:
        under = words.say("test.floor", floor=f"{floor.plugin} {floor.version}".strip())
    page: list[Block] = [Heading(words.say("test.title", name=name)), Lines((under,))]
    page += [Heading(words.say("test.cases_title"), 2), Lines((case_count(cases, words),))]
    if cases.failed:
        rows = tuple(_failed(cases, outcome, words) for outcome in cases.failed)
        page.append(Table((words.say("column.case"), words.say("column.why")), rows))
    return page


def gaps_page(trial: Trial, words: Words) -> list[Block]:
    """What the cases leave untested."""
    stale = tuple(problem.message(words.language) for problem in trial.stale)
    return [
        *([Lines(stale, bullets=True)] if stale else []),
        *_coverage(trial, words),
        *_boundaries(trial, words),
        *_mutants(trial, words),
    ]


# The counts, which the card tells too


def case_count(cases: Cases, words: Words) -> str:
    count = len(cases.outcomes)
    return words.say("test.cases", count=count, passed=count - len(cases.failed))


def clause_count(trial: Trial, words: Words) -> str:
    covered = sum(each.whole for each in trial.coverage)
    return words.say("test.coverage", count=len(trial.coverage), covered=covered)


def boundary_count(trial: Trial, words: Words) -> str:
    taken = sum(boundary.taken is not None for boundary in trial.boundaries)
    return words.say("test.boundaries", count=len(trial.boundaries), taken=taken)


def mutant_count(trial: Trial, words: Words) -> str:
    mutation = trial.mutation
    return words.say(
        "test.mutants",
        count=mutation.total,
        noticed=mutation.noticed,
        accepted=len(mutation.accepted),
        left=len(mutation.survivors),
        equivalent=len(mutation.equivalent),
    )


def untried_lines(trial: Trial, words: Words) -> list[str]:
    """What the count of slips leaves out: a heading, and the clauses by kind."""
    kinds = [
        words.labelled(words.say(f"kind.{kind}"), words.listed(names))
        for kind, names in trial.untried.items()
    ]
    return [words.say("test.untried"), *kinds] if kinds else []


# The parts of the page


def _failed(cases: Cases, outcome: Outcome, words: Words) -> tuple[str, str]:
    case = f"{_stem(outcome.case.file)}\n{outcome.case.heading(words.language)}"
    return case, "\n".join(explained(outcome, cases.subject.here, words.language))


def _coverage(trial: Trial, words: Words) -> list[Block]:
    left = [covered for covered in trial.coverage if not covered.whole]
    said = clause_count(trial, words)
    page: list[Block] = [Heading(words.say("test.coverage_title"), 2), Lines((said,))]
    if left:
        columns = ("clause", "kind", "decided", "not_applied")
        rows = tuple(
            (
                _clause(covered.rule.id, covered.edition, trial, words),
                words.say(f"kind.{covered.rule.kind}"),
                _shown(covered.decided, covered.never, words),
                _shown(covered.not_applied, covered.always, words),
            )
            for covered in left
        )
        page.append(Table(tuple(words.say(f"column.{name}") for name in columns), rows))
    return page


def _clause(name: str, edition: str | None, trial: Trial, words: Words) -> str:
    """A clause in the words of its own version."""
    here = trial.subject.here
    if edition is not None:
        here = here.in_the_words_of({trial.subject.policy.plugin: edition})
    return as_told(words.in_row(name, here), edition)


def _shown(case: str | None, cannot: bool, words: Words) -> str:
    if cannot:
        return words.say("test.cannot")
    return words.say("test.no_case") if case is None else _stem(case)


def _boundaries(trial: Trial, words: Words) -> list[Block]:
    if not trial.boundaries:
        return []
    left = [boundary for boundary in trial.boundaries if boundary.taken is None]
    said = boundary_count(trial, words)
    page: list[Block] = [Heading(words.say("test.boundaries_title"), 2), Lines((said,))]
    if left:
        here = trial.subject.here
        lines = [
            words.say(
                "test.boundary",
                clause=_clause(boundary.clause, boundary.edition, trial, words),
                fact=words.fact(boundary.fact, here),
                value=words.pick(here.fact(boundary.fact).show(boundary.value)),
            )
            for boundary in left
        ]
        page.append(Lines(tuple(lines), bullets=True))
    return page


def _mutants(trial: Trial, words: Words) -> list[Block]:
    mutation, said = trial.mutation, mutant_count(trial, words)
    page: list[Block] = [Heading(words.say("test.mutants_title"), 2), Lines((said,))]
    if mutation.survivors:
        page.append(_changes(mutation.survivors, words))
    if mutation.unproved:
        names = words.listed(f"{mutant.owner} {mutant.key}: {mutant.becomes}" for mutant in mutation.unproved)
        page.append(Lines((words.say("test.unproved", count=len(mutation.unproved), names=names),)))
    if mutation.accepted:
        lines = tuple(
            words.labelled(f"{mutant.owner} {mutant.key}: {mutant.becomes}", words.pick(entry.reason))
            for mutant, entry in mutation.accepted
        )
        page += [Heading(words.say("test.accepted_title"), 3), Lines(lines, bullets=True)]
    if left_out := untried_lines(trial, words):
        page += [Lines((left_out[0],)), Lines(tuple(left_out[1:]), bullets=True)]
    return page


def _changes(survivors: Iterable[Mutant], words: Words) -> Table:
    columns = ("clause", "change", "was", "becomes")
    rows = tuple(
        (
            f"{mutant.owner} {mutant.key}",
            words.say(f"test.change.{mutant.kind}"),
            mutant.was,
            mutant.becomes,
        )
        for mutant in survivors
    )
    return Table(tuple(words.say(f"column.{name}") for name in columns), rows)


def _stem(file: str) -> str:
    return Path(file).stem


def contract_page(kept: Iterable[Kept], words: Words) -> list[Block]:
    """Every promise of the contract, and what breaks it."""
    rows = []
    for promise in kept:
        state = words.say(f"contract.{promise.nothing or promise.state}")
        # what the tables above tell is no news
        problems = (
            [] if promise.promise in ("cases_pass", "clauses_shown", "slips_noticed") else promise.problems
        )
        rows.append(
            (
                words.say(f"contract.{promise.promise}"),
                "\n".join([state, *(problem.message(words.language) for problem in problems)]),
            )
        )
    columns = (words.say("column.promise"), words.say("column.state"))
    return [Heading(words.say("contract.title"), 2), Table(columns, tuple(rows))]


def contract_data(kept: Iterable[Kept], words: Words) -> dict[str, Any]:
    """The same as plain data."""
    return {
        promise.promise: {
            "state": promise.nothing or promise.state,
            "problems": [problem.message(words.language) for problem in promise.problems],
        }
        for promise in kept
    }


def cases_data(cases: Cases, words: Words) -> dict[str, Any]:
    """What was tested and its cases as plain data."""
    here, policy = cases.subject.here, cases.subject.policy
    return {
        "plugin": policy.plugin,
        "version": policy.version,
        "region": here.id,
        "floor": None if here.floor is None else here.floor.plugin,
        "cases": [
            {
                "file": _stem(outcome.case.file),
                "title": outcome.case.heading(words.language),
                "passed": outcome.passed,
                "mismatches": [
                    {"key": m.key, "expected": m.expected, "ruled": m.ruled} for m in outcome.mismatches
                ],
                "why": [] if outcome.passed else explained(outcome, here, words.language),
            }
            for outcome in cases.outcomes
        ],
    }


def trial_data(trial: Trial, words: Words) -> dict[str, Any]:
    """Everything that was tried as plain data."""
    here, mutation = trial.subject.here, trial.mutation
    return {
        **cases_data(trial, words),
        "problems": [problem.message(words.language) for problem in trial.stale],
        "coverage": [
            {
                "clause": covered.rule.id,
                "edition": covered.edition,
                "kind": covered.rule.kind,
                "decided": covered.decided and _stem(covered.decided),
                "not_applied": covered.not_applied and _stem(covered.not_applied),
                "covered": covered.whole,
            }
            for covered in trial.coverage
        ],
        "boundaries": [
            {
                "clause": boundary.clause,
                "edition": boundary.edition,
                "fact": boundary.fact,
                "value": here.fact(boundary.fact).show(boundary.value).en,
                "case": boundary.taken and _stem(boundary.taken),
            }
            for boundary in trial.boundaries
        ],
        "mutants": {
            "count": mutation.total,
            "noticed": mutation.noticed,
            "equivalent": [_mutant(mutant) for mutant in mutation.equivalent],
            "accepted": [
                {**_mutant(mutant), "reason": words.pick(entry.reason)} for mutant, entry in mutation.accepted
            ],
            "survivors": [_mutant(mutant) for mutant in mutation.survivors],
            "unproved": [_mutant(mutant) for mutant in mutation.unproved],
        },
        "untried": {kind: list(names) for kind, names in trial.untried.items()},
    }


def _mutant(mutant: Mutant) -> dict[str, str]:
    return {
        "clause": mutant.owner,
        "key": mutant.key,
        "change": mutant.kind,
        "was": mutant.was,
        "becomes": mutant.becomes,
    }
