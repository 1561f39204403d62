"""A jurisdiction: everything that serves one region, and what its variables are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from ..facts.conditions import ALWAYS, Atom, Expr, Span, atoms
from ..facts.known import Known
from ..facts.records import frozen_dict
from ..facts.vocabulary import Fact, Vocabulary
from .clauses import PROCEDURAL, Region
from .layers import Level
from .policy import Policy, Rule, facts_of, measures_alone, only_if, reading_fact

K = TypeVar("K")
T = TypeVar("T")


@frozen(kw_only=True, eq=False, slots=False)
class Jurisdiction:
    """The policies that serve one region, its own first, and the floor under it.

    `floor` is None where a deployment took it away; `settled` gives the option it takes of a reading;
    `without_text` are the levels above it that were to be served and that no text serves.  Without an
    `own_text` it is the place of a case, ruled by the texts of the levels above alone.  `wording` are the
    versions whose words count where a clause is in several; without, those of the newest.
    """

    region: Region
    policies: tuple[Policy, ...]
    floor: Policy | None = None
    settled: Mapping[str, str] = field(converter=frozen_dict, factory=dict)
    without_text: tuple[Level, ...] = ()
    own_text: bool = True
    wording: tuple[Policy, ...] = ()

    @property
    def id(self) -> str:
        return self.region.id

    @property
    def measures_alone(self) -> bool:
        """Whether supporting measures are all that its texts have, so that no case is put before it."""
        return measures_alone(self.policies)

    @cached_property
    def texts(self) -> tuple[Policy, ...]:
        """Every policy, the floor last."""
        return self.policies if self.floor is None else (*self.policies, self.floor)

    def whole(self, text: Policy) -> Policy:
        """One of its texts, with those of the text's clauses that stand under every region."""
        if self.floor is None or self.floor.plugin != text.plugin:
            return text
        if text not in self._whole:
            self._whole[text] = evolve(text, rules=(*self.floor.rules, *text.rules))
        return self._whole[text]

    @cached_property
    def _whole(self) -> dict[Policy, Policy]:
        return {}

    def rules(self, *kinds: str) -> tuple[Rule, ...]:
        """The rules of these kinds that can be ruled by, the floor's last."""
        if kinds not in self._rules:
            self._rules[kinds] = tuple(rule for policy in self.texts for rule in policy.of(*kinds))
        return self._rules[kinds]

    @cached_property
    def _rules(self) -> dict[tuple[str, ...], tuple[Rule, ...]]:
        return {}

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Its clauses, those of earlier versions too."""
        every = {name: rule for policy in self.texts for name, rule in policy.by_id.items()}
        return {**every, **{rule.id: rule for text in self.wording for rule in text.rules}}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return facts_of(self.texts)

    @cached_property
    def variables(self) -> dict[str, Fact]:
        """Its readings and findings, those of earlier versions too, as facts of their own."""
        facts = {
            name: reading_fact(name, reading)
            for policy in self.texts
            for text in policy.editions
            for name, reading in text.readings.items()
        }
        # a clause may ask for a finding in one version and not in another
        rules = (rule for policy in self.texts for text in policy.editions for rule in text.rules)
        for rule in (*rules, *self.by_id.values()):
            if rule.finding_words is not None:
                facts[rule.id] = Fact(
                    id=rule.id, group="stage", type="yes_no", label=rule.finding_words, ask=rule.clause.title
                )
        return facts

    @cached_property
    def all_names(self) -> frozenset[str]:
        """The ids of everything that its conditions may read."""
        return frozenset({*self.variables, *self.vocabulary})

    @cached_property
    def favoured(self) -> Mapping[str, str]:
        """The option taken of each reading that has one."""
        own = {
            name: reading.favoured
            for policy in self.texts
            for name, reading in policy.readings.items()
            if reading.favoured is not None
        }
        return {**own, **self.settled}

    def known_with(self, known: Mapping[str, Known]) -> dict[str, Known]:
        """What is known of a case, with the readings that are taken here."""
        taken = {name: Known(values=frozenset([option])) for name, option in self.favoured.items()}
        return {**taken, **known}

    @cached_property
    def adverse(self) -> list[Fact]:
        """Every adverse fact that can be known here."""
        return [fact for fact in self.vocabulary.values() if fact.adverse]

    @cached_property
    def addressed(self) -> frozenset[str]:
        """The facts that a clause other than a situation addresses, the floor's aside."""
        kinds = ("red_line", "condition", "tier_gate", "mitigation", "aggravation")
        return frozenset(
            name for policy in self.policies for rule in policy.of(*kinds) for name in rule.addresses
        )

    def fact(self, name: str) -> Fact:
        """A fact, finding or reading by its full id."""
        return self.variables.get(name) or self.vocabulary[name]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each variable stands in its order."""
        return {name: index for index, name in enumerate(self.order)}

    @cached_property
    def periods(self) -> Mapping[str, tuple[str, str]]:
        """The two dates of each period."""
        return {name: dates for policy in self.texts for name, dates in policy.periods.items()}

    def asked(self, name: str) -> tuple[str, ...]:
        """The facts that are asked to know a variable: of a period, its dates."""
        return self.periods.get(name, (name,))

    def only_if(self, name: str) -> Expr | None:
        """Without which a fact can't be."""
        if name not in self._only_if:
            self._only_if[name] = None if name in self.variables else only_if(name, self.texts)
        return self._only_if[name]

    @cached_property
    def _only_if(self) -> dict[str, Expr | None]:
        return {}

    def in_the_words_of(self, editions: Mapping[str, str]) -> Jurisdiction:
        """This region with its clauses as these earlier versions word them, by plugin."""
        texts = (text for policy in self.texts for text in policy.editions)
        wording = tuple(text for text in texts if (text.plugin, text.edition) in editions.items())
        return evolve(self, wording=wording) if wording else self

    def standing(self, policies: tuple[Policy, ...], floor: Policy | None) -> Jurisdiction:
        """This region on these texts, the same object whenever it is asked for."""
        key = (policies, floor)
        if key not in self._standing:
            self._standing[key] = evolve(self, policies=policies, floor=floor)
        return self._standing[key]

    @cached_property
    def _standing(self) -> dict[object, Jurisdiction]:
        return {}

    @cached_property
    def kept(self) -> dict[str, dict[Any, Any]]:
        """What is kept of this region between cases, by what it is; see `remembered`."""
        return defaultdict(dict)

    def derived(self, derive: Callable[[Jurisdiction], T]) -> T:
        """What follows from its texts alone, whatever the case: worked out once."""
        if derive not in self._derived:
            self._derived[derive] = derive(self)
        return self._derived[derive]  # type: ignore[no-any-return]

    @cached_property
    def _derived(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def spoken(self) -> tuple[Atom, ...]:
        """Every atom of every rule in a fixed order: red lines, situations, what gates them, the rest."""
        return tuple(self._walk())

    def _walk(self) -> Iterator[Atom]:
        first = ("red_line", "situation", "condition")
        apart = (*first, *PROCEDURAL)
        rest = [rule for policy in self.texts for rule in policy.rules if rule.kind not in apart]
        ordered = (*self.rules(*first), *rest)
        for rule in ordered:
            yield from spoken_of(rule.condition, self.only_if)
        for fact in self.adverse:
            yield from spoken_of(self.only_if(fact.id) or ALWAYS, self.only_if)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The variables in the order in which they are told: that of first appearance."""
        return tuple(dict.fromkeys([atom.name for atom in self.spoken] + [f.id for f in self.adverse]))

    @cached_property
    def cuts(self) -> Mapping[str, frozenset[int]]:
        """Where the literals of the conditions cut each number's range."""
        return cuts(self.spoken)


def remembered(kept: dict[K, T], key: K, make: Callable[[], T], most: int) -> T:
    """What is kept under a key, made when it is first asked for; of more than `most` the oldest goes."""
    if key not in kept:
        made = make()
        while len(kept) >= most:
            del kept[next(iter(kept))]
        kept[key] = made
    return kept[key]


def spoken_of(
    expr: Expr, only_if: Callable[[str], Expr | None], above: frozenset[str] = frozenset()
) -> Iterator[Atom]:
    """Every atom that a condition depends on: its own, each after those of what its fact is `only_if`."""
    for atom in atoms(expr):
        condition = only_if(atom.name)
        if condition is not None and atom.name not in above:
            yield from spoken_of(condition, only_if, above | {atom.name})
        yield atom


def cuts(tests: Iterable[Atom]) -> dict[str, frozenset[int]]:
    """The whole numbers at which some test of a number changes."""
    by_name: dict[str, frozenset[int]] = {}
    for atom in tests:
        if isinstance(atom.test, Span):
            ends = {atom.test.low} if atom.test.low is not None else set()
            if atom.test.high is not None:
                ends.add(atom.test.high + 1)
            by_name[atom.name] = by_name.get(atom.name, frozenset()) | ends
    return by_name
