"""The day of a case: the texts that rule it, and the words that their versions have."""

from __future__ import annotations

from collections.abc import Sequence

from rongcuo.facts.vocabulary import Fact
from rongcuo.policy.cases import Question
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Rule
from rongcuo.ruling.clocks import Clock, TooManyWays, standings
from rongcuo.ruling.explain import SHOWN, is_about


def texts_of(here: Jurisdiction, clock: Clock | None, question: Question) -> Sequence[Jurisdiction]:
    """Every way in which the texts of a region may rule by this clock, the latest last; without a clock the newest."""
    try:
        return [text for way in standings(here, clock, question) for text in way.texts]
    except TooManyWays:
        return [here]


def worded(here: Jurisdiction, clock: Clock | None, question: Question) -> Jurisdiction:
    """A region with its clauses in the words of the versions that rule, the newest's where that may rule as well."""
    texts = [policy for text in texts_of(here, clock, question) for policy in text.texts]
    newest = {policy.plugin for policy in texts if policy.edition is None}
    editions = {p.plugin: p.edition for p in texts if p.edition is not None and p.plugin not in newest}
    return here.in_the_words_of(editions)


def rules_of(here: Jurisdiction, clock: Clock | None, question: Question) -> list[Rule]:
    """The clauses that may rule, those of the latest text first where it has them."""
    texts = reversed(texts_of(here, clock, question))
    rules = (rule for text in texts for rule in text.rules(*SHOWN[question]) if is_about(rule, question))
    by_id: dict[str, Rule] = {}
    for rule in rules:
        by_id.setdefault(rule.id, rule)
    return list(by_id.values())


def own_fact(name: str, here: Jurisdiction, clock: Clock | None, question: Question) -> Fact | None:
    """A fact of a plugin's own as the text that rules asks for it; None where no text of the day has it."""
    texts = (policy for text in reversed(texts_of(here, clock, question)) for policy in text.texts)
    return next((fact for policy in texts for fact in policy.facts if fact.id == name), None)
