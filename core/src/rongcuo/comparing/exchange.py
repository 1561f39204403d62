"""The exchange test: whether a region that is lent another's clauses answers like it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from attrs import evolve

from ..facts.known import Known
from ..policy.cases import Question
from ..policy.jurisdiction import Jurisdiction, remembered
from ..policy.policy import Policy, Rule
from ..ruling import PreparedCase, rule
from ..ruling.compiled import BUDGET, FILING_FACTS
from ..ruling.diagrams import TooComplex
from ..ruling.evaluation import Evaluation
from ..ruling.needs import asked_for
from ..ruling.reasoner import Reasoner
from ..ruling.result import Possible

#: Regions with clauses lent to them that are remembered for each region.
KEPT = 64


class Exchange:
    """One case and one question; each test rules the case by one region's texts with another's clauses in them.

    All the tests share the diagrams of everyone's conditions, so that none is built twice.
    """

    def __init__(self, known: PreparedCase, question: Question) -> None:
        self._known = known
        self._question = question
        self._texts = {(policy.plugin, policy.edition) for policy in known.policies}
        self._bases: dict[Hashable, Reasoner | None] = {}

    def like(
        self,
        giver: Jurisdiction,
        receiver: Jurisdiction,
        given: Sequence[Rule],
        key: tuple[object, ...],
        *,
        lists: bool = False,
    ) -> bool:
        """Whether the receiver, once it has these clauses of the giver, answers with this `Ruling.key`.

        They stand in place of its own on their topics; with `lists` it also has what was seen of the
        giver's red lines.
        """
        here = lent(giver, receiver, given, lists)
        own = receiver.policies[0].plugin
        givers = {policy.plugin for policy in giver.policies}
        parts = (name.partition(":") for name in self._known.settled)
        settled = {f"{own}:{kind}" for plugin, _, kind in parts if plugin in givers}
        prepared = evolve(self._known, settled=self._known.settled | settled)
        filing = None
        if any(rule_.reads & set(FILING_FACTS) for rule_ in given):
            facts = self._known.here(giver)
            filing = {name: facts[name] for name in FILING_FACTS if name in facts}
        try:
            alike = self._once_checked(here, prepared, filing, key)
        except (TooComplex, RecursionError):
            alike = None
        if alike is not None:
            return alike
        return rule(here, prepared, self._question, filing=filing, brief=True).key == key

    def _once_checked(
        self,
        here: Jurisdiction,
        prepared: PreparedCase,
        filing: Mapping[str, Known] | None,
        key: tuple[object, ...],
    ) -> bool | None:
        """The same, with the checks empty from the start; None where only a whole ruling can tell."""
        evaluation = self._evaluated(here, prepared, filing)
        if evaluation is None:
            return None
        verdicts = tuple(possible.verdict for possible in evaluation.possible)
        if len(verdicts) == 1 or key[:2] != ("open", verdicts):
            return key == verdicts
        free = {name for text in here.texts for name in text.readings if name not in here.favoured}
        wanted = key[2]
        assert isinstance(wanted, frozenset)
        alike = asked_for(evaluation) - free == wanted - free
        # a reading that nobody has settled may have mattered before the checks
        return None if alike and free else alike

    def _evaluated(
        self, here: Jurisdiction, prepared: PreparedCase, filing: Mapping[str, Known] | None = None
    ) -> Evaluation | None:
        """These texts with the checks empty from the start; None where that doesn't tell of the case."""
        base = self._base(here, filing)
        if base is None or any((text.plugin, text.edition) not in self._texts for text in here.texts):
            return None
        base.diagrams.allow(BUDGET)
        evaluation = Evaluation(here, prepared, self._question, r=base.before(here, prepared))
        return evaluation if evaluation.possible else None

    def left(self, here: Jurisdiction) -> tuple[Possible, ...]:
        """What these texts leave possible once every check came back empty; nothing where only a whole ruling tells."""
        try:
            evaluation = self._evaluated(here, self._known)
        except (TooComplex, RecursionError):
            return ()
        return () if evaluation is None else evaluation.possible

    def _base(self, here: Jurisdiction, filing: Mapping[str, Known] | None) -> Reasoner | None:
        """Everyone's conditions under the case's facts, every adverse one that may be absent found to be."""
        at: Hashable = self._known.is_at(here) if filing is None else frozenset(filing.items())
        if at not in self._bases:
            facts = self._known.here(here, filing)
            everyone = Reasoner(self._known.everyone, self._known, facts, every_demand=True)
            self._bases[at] = everyone.once_absent()
        return self._bases[at]


def lent(giver: Jurisdiction, receiver: Jurisdiction, given: Sequence[Rule], lists: bool) -> Jurisdiction:
    """The receiver with these clauses of the giver in its own text, the same object whenever it is asked for."""

    def made() -> Jurisdiction:
        own = _with(giver, receiver.policies[0], given, lists)
        return evolve(receiver, policies=(own, *receiver.policies[1:]))

    kept: dict[Hashable, Jurisdiction] = receiver.kept["lent"]
    return remembered(kept, (giver, tuple(given), lists), made, KEPT)


def _with(giver: Jurisdiction, own: Policy, given: Sequence[Rule], lists: bool) -> Policy:
    replaced = {(rule_.kind, rule_.clause.topic) for rule_ in given}
    kept = tuple(rule_ for rule_ in own.rules if (rule_.kind, rule_.clause.topic) not in replaced)
    texts = giver.policies
    infos = dict(own.lists)
    if lists:
        infos["red_line"] = texts[0].list_info("red_line")
    facts = [fact for policy in texts for fact in policy.facts if fact not in own.facts]
    return evolve(
        own,
        rules=kept + tuple(given),
        lists=infos,
        readings={**own.readings, **{k: v for p in texts for k, v in p.readings.items()}},
        facts=own.facts + tuple(facts),
        conditions={**own.conditions, **{k: v for p in texts for k, v in p.conditions.items()}},
    )
