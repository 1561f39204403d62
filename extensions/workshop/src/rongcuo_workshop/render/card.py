"""The card of a plugin: what a deployer wants to know before turning it on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from rongcuo import __version__
from rongcuo.facts.days import day_span
from rongcuo.policy.clauses import LIST_KINDS, Reading
from rongcuo.policy.policy import Policy
from rongcuo.render.deployment import settled
from rongcuo.render.page import Block, Heading, Table
from rongcuo.render.policies import list_lines
from rongcuo.render.words import Words

from ..finding import SEVERITIES, Finding
from ..testing.contract import Kept
from ..testing.trial import Trial
from .checks import count
from .testing import boundary_count, case_count, clause_count, mutant_count, untried_lines


@frozen(kw_only=True)
class Card:
    """What was found out about one plugin."""

    trial: Trial
    findings: tuple[Finding, ...]
    contract: tuple[Kept, ...]

    @property
    def policy(self) -> Policy:
        return self.trial.workspace.policy

    @property
    def coverage(self) -> dict[str, int]:
        """How many clauses of its lists are stated, known by name, and seen by nobody."""
        counted = [r.clause for kind in LIST_KINDS for r in self.policy.all_of(kind) if r.clause.counted]
        return {
            "stated": sum(clause.status == "stated" for clause in counted),
            "named": sum(clause.status == "named" for clause in counted),
            "missing": sum(self.policy.missing(kind) or 0 for kind in LIST_KINDS),
            "missing_at_most": sum(self.policy.missing_at_most(kind) or 0 for kind in LIST_KINDS),
        }

    @property
    def to_verify(self) -> int:
        return sum(rule.clause.verify for rule in self.policy.rules)

    @property
    def score(self) -> int | None:
        """The mutants noticed, in whole percent, rounded down; None where there is nothing to change."""
        mutation = self.trial.mutation
        return mutation.noticed * 100 // mutation.total if mutation.total else None

    @property
    def newest_source(self) -> str | None:
        dates = [source.date for source in self.policy.sources.values() if source.date]
        return max(dates, key=lambda date: (day_span(date).high or 0, date), default=None)

    @property
    def outdated(self) -> bool:
        """Whether a source is certainly newer than the last review."""
        review, newest = self.policy.region.review, day_span(self.newest_source).low
        reviewed = None if review is None else day_span(review.on).high
        return reviewed is not None and newest is not None and newest > reviewed

    @property
    def broken(self) -> list[str]:
        return [kept.promise for kept in self.contract if kept.state == "broken"]

    def codes(self, severity: str) -> list[str]:
        """The codes of this severity that were found."""
        return sorted({finding.code for finding in self.findings if finding.severity == severity})


def card_page(card: Card, words: Words) -> list[Block]:
    """One row for each thing a deployer asks."""
    region = card.policy.region
    parts = {
        "policy": [words.pick(region.policy.title), words.pick(region.policy.issuer)],
        "coverage": _coverage(card, words),
        "freshness": _freshness(card, words),
        "readings": list(_readings(card, words)) or [words.say("card.no_reading")],
        "checks": _checks(card, words),
        "cases": _cases(card, words),
        "mutants": _mutants(card, words),
        "contract": [words.say(f"contract.{name}") for name in card.broken] or [words.say("card.all_kept")],
        "version": [_version(card, words)],
    }
    return [
        Heading(words.say("card.title", name=words.aside(words.pick(region.name), region.id))),
        Table(
            (words.say("column.item"), words.say("column.what")),
            tuple((words.say(f"card.{part}"), "\n".join(lines)) for part, lines in parts.items()),
        ),
    ]


def _coverage(card: Card, words: Words) -> list[str]:
    lines = list_lines(card.policy, words)
    counts = card.coverage
    missing = words.from_to(counts["missing"], counts["missing_at_most"])
    lines.append(words.say("card.total", stated=counts["stated"], named=counts["named"], missing=missing))
    seen = {card.policy.list_info(kind).seen for kind in LIST_KINDS if card.policy.all_of(kind)}
    if "report" in seen:
        lines.append(words.say("card.report_only"))
    if card.to_verify:
        lines.append(words.say("card.verify", count=card.to_verify))
    return lines


def _freshness(card: Card, words: Words) -> list[str]:
    date = card.newest_source or words.say("say.no_date")
    lines = [words.say("card.newest_source", date=date, count=len(card.policy.sources))]
    review = card.policy.region.review
    if review is None:
        return [*lines, words.say("card.never_reviewed")]
    lines.append(words.say("card.reviewed", on=review.on, by=words.pick(review.by)))
    return [*lines, words.say("card.newer_source")] if card.outdated else lines


def _readings(card: Card, words: Words) -> Iterator[str]:
    for name, reading in card.policy.readings.items():
        question = words.pick(reading.question)
        taken, how = _taken(card, name, reading, words)
        if taken is None:
            yield words.say("card.open_reading", question=question)
        else:
            option, said = words.pick(reading.options[taken]), words.say(f"card.{how}")
            yield words.say("card.reading", question=question, option=option, how=said)


def _taken(card: Card, name: str, reading: Reading, words: Words) -> tuple[str | None, str]:
    """The option that is ruled by, and who took it."""
    choice = settled(card.trial.workspace.here, words).get(name)
    return (reading.favoured, "favoured") if choice is None else (choice.take, "settled")


def _checks(card: Card, words: Words) -> list[str]:
    lines = [words.say("checked.count", **count(card.findings))]
    for severity in SEVERITIES:
        if codes := card.codes(severity):
            said = words.say(f"severity.{severity}")
            lines.append(words.say("card.codes", severity=said, codes=words.listed(codes)))
    return lines


def _cases(card: Card, words: Words) -> list[str]:
    trial = card.trial
    lines = [case_count(trial, words)]
    if trial.coverage:
        lines.append(clause_count(trial, words))
    if trial.boundaries:
        lines.append(boundary_count(trial, words))
    return lines


def _mutants(card: Card, words: Words) -> list[str]:
    mutation = card.trial.mutation
    if card.score is None:
        return [words.say("card.no_mutants"), *untried_lines(card.trial, words)]
    return [
        words.say("card.score", score=card.score, noticed=mutation.noticed, count=mutation.total),
        mutant_count(card.trial, words),
        *untried_lines(card.trial, words),
    ]


def _version(card: Card, words: Words) -> str:
    policy = card.policy
    name = f"{policy.plugin} {policy.version}".strip()
    return words.say("card.version_is", plugin=name, format=policy.region.format, core=__version__)


def card_data(card: Card, words: Words) -> dict[str, Any]:
    """The same as plain data."""
    policy, trial, review = card.policy, card.trial, card.policy.region.review
    return {
        "plugin": policy.plugin,
        "version": policy.version,
        "format": policy.region.format,
        "region": policy.region.id,
        "policy": words.pick(policy.region.policy.title),
        "coverage": {**card.coverage, "to_verify": card.to_verify},
        "newest_source": card.newest_source,
        "reviewed": None if review is None else {"on": review.on, "by": words.pick(review.by)},
        "source_newer_than_review": card.outdated,
        "readings": {
            name: dict(zip(("take", "how"), _taken(card, name, reading, words), strict=True))
            for name, reading in policy.readings.items()
        },
        "checks": {**count(card.findings), "codes": [c for s in SEVERITIES for c in card.codes(s)]},
        "cases": {"count": len(trial.outcomes), "passed": len(trial.outcomes) - len(trial.failed)},
        "clauses": {"count": len(trial.coverage), "shown": sum(each.whole for each in trial.coverage)},
        "mutation_score": card.score,
        "untried": {kind: list(names) for kind, names in trial.untried.items()},
        "contract_broken": card.broken,
    }
