"""A second opinion for the property tests: rules a case by trying every way its unknown facts can be.

Written from the words of the design, and sharing no reasoning with the core: it takes a plugin's clauses and
a case's data as they were written, has a reader of conditions of its own, and looks at complete assignments
only.  Slow and simple on purpose.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from attrs import frozen

from rongcuo.facts.text import Text
from rongcuo.facts.vocabulary import Fact
from rongcuo.policy.clauses import (
    SUBJECTS,
    TIERS,
    Clause,
    Condition,
    FilingCondition,
    RedLine,
    Scope,
    Situation,
    Source,
    Trigger,
)

from .completions import MOST, Completions
from .reading import BLURRED, Plugin, Rule, Value, World, has_content

#: A tier that is allowed, what it is about alone, and whether it stands behind a gate nobody has seen.
Allowed = tuple[str, frozenset[str], bool]
Tiers = frozenset[Allowed]
#: A verdict, and the tiers with it: None where the text has none.
Outcome = tuple[str, Tiers | None]
#: The tiers of one verdict as they are shown: all, those behind a gate, what each is about, whether they differ.
Shown = tuple[tuple[str, ...] | None, tuple[str, ...], dict[str, tuple[str, ...]], bool]


@frozen(kw_only=True, eq=False, slots=False)
class Oracle(Completions):
    """One case before one region, ruled: what each completion comes to, and what follows."""

    def outcome(self, world: World) -> Outcome:
        """What a completion comes to."""
        answer = {"tolerance": self.tolerance, "filing": self.filing, "clarification": self.clarification}
        return answer[self.question](world)

    @cached_property
    def outcomes(self) -> list[tuple[dict[str, Value], Outcome]]:
        """What each completion comes to."""
        assert self.size <= MOST, "the sample should know more facts"
        return [(world, self.outcome(world)) for world in self.worlds()]

    # Truth tables, for one completion

    def tolerance(self, world: World) -> Outcome:
        """可否容错."""
        if any(red_line.met(world) for red_line in self.rules("red_line", floor=True)):
            return "refused", None
        if not any(self.rules(kind) for kind in ("red_line", "situation", "condition")):
            return "no_rule", None
        fitting = [situation for situation in self.rules("situation") if situation.when(world)]
        if not fitting:
            return "not_covered", None
        met = [s for s in fitting if s.met(world) and self.passes_gates(s.plugin, world)]
        if not met:
            return "unmet", None
        if not self.red_lines_seen_whole:
            left = [f for f in self.adverse if self.is_true(f, world) and f.id not in self.addressed]
            met = [s for s in met if all(fact.id in self.speaks_of(s) for fact in left)]
        if not met:
            return "unaddressed", None
        return "tolerated", self.tiers(met, world)

    def passes_gates(self, plugin: Plugin, world: World) -> bool:
        """The conditions of the situation's own text, and of those above it."""
        return all(
            self.joined(text, [r.met(world) for r in self.rules("condition", text)], world)
            for text in self.texts[list(self.texts).index(plugin) :]
        )

    def joined(self, text: Plugin, met: list[bool], world: World) -> bool:
        joins = world[text.full("condition_join")] if text.joins == "not stated" else text.joins
        return all(met) if joins == "all" or not met else any(met)

    @cached_property
    def red_lines_seen_whole(self) -> bool:
        """`complete` or `none` in every text (no clause of it known by its name alone), or found not met."""
        return all(
            text.full("red_line") in self.found
            or text.list_info("red_line").seen == "none"
            or (
                text.list_info("red_line").seen == "complete"
                and all(has_content(clause) for clause in text.clauses if clause.kind == "red_line")
            )
            for text in self.texts
        )

    def is_true(self, fact: Fact, world: World) -> bool:
        """Whether an adverse fact is true."""
        value = world[fact.id]
        if value is None:
            return False
        if fact.type == "set":
            return bool(value)
        if fact.adverse_from is not None:
            return fact.values.index(value) >= fact.values.index(fact.adverse_from)
        return bool(value != fact.absent)

    @cached_property
    def addressed(self) -> frozenset[str]:
        kinds = ("red_line", "condition", "tier_gate", "mitigation", "aggravation")
        return frozenset(n for kind in kinds for r in self.rules(kind) for n in r.plugin.speaks_of(r.clause))

    def speaks_of(self, situation: Rule) -> frozenset[str]:
        """The facts that a situation speaks of or names as addressed."""
        named = (situation.plugin.variables[name].id for name in getattr(situation.clause, "addresses", ()))
        return situation.plugin.speaks_of(situation.clause) | frozenset(named)

    def tiers(self, met: list[Rule], world: World) -> Tiers | None:
        """What the met situations and the tier clauses allow, behind the gates of their texts and higher ones."""
        sources = [*self.rules("situation"), *self.rules("tier")]
        if not any(getattr(r.clause, "tiers") for r in sources):  # noqa: B009
            return None
        giving = met + [tier for tier in self.rules("tier") if tier.met(world)]
        allowed = {
            (tier, frozenset[str](getattr(r.clause, "about")), behind)  # noqa: B009
            for r in giving
            for tier in getattr(r.clause, "tiers")  # noqa: B009
            if (behind := self._behind(tier, r.plugin, world)) is not None
        }
        return frozenset(one for one in allowed if not any(_says_less(one, other) for other in allowed))

    def _behind(self, tier: str, giver: Plugin, world: World) -> bool | None:
        """Whether a gate nobody has seen may open the tier; None where no gate opens it."""
        shut = [
            text
            for text in self.texts[list(self.texts).index(giver) :]
            if tier in text.list_info("tier_gate").gates
            and not any(gate.met(world) for gate in self.rules("tier_gate", text))
        ]
        return bool(shut) if all(self._unseen(text, "tier_gate") for text in shut) else None

    def filing(self, world: World) -> Outcome:
        """可否备案."""
        if not self.rules("scope"):
            return "no_rule", None
        if world["filing"] in ("before", "during", "after"):
            return "filed", None
        stages = self.everything["stage"].values
        during = any(
            text.chapters["filing"].filing.files_during for text in self.texts if "filing" in text.chapters
        )
        if stages.index(world["stage"]) >= stages.index("done" if during else "under_way"):
            return "too_late", None
        fits = any(
            scope.met(world) and all(c.met(world) for c in self.rules("filing_condition", scope.plugin))
            for scope in self.rules("scope")
        )
        return ("fileable" if fits else "not_fileable"), None

    def clarification(self, world: World) -> Outcome:
        """应否澄清."""
        triggers = self.rules("trigger", floor=True)
        if not triggers:
            return "no_rule", None
        return ("clear" if any(trigger.met(world) for trigger in triggers) else "not_due"), None

    # Answers

    def possible(self) -> dict[str, Shown]:
        """Each possible verdict, with its tiers as they are shown."""
        sets: dict[str, set[Tiers | None]] = defaultdict(set)
        for _, (verdict, tiers) in self.outcomes:
            sets[verdict].add(tiers)
        return {verdict: _tiers_shown(found) for verdict, found in sets.items()}

    def needs(self) -> set[str]:
        """What two completions that differ in it, and in what it rules out, come apart by."""
        return self._asked(name for name in self.relevant if self._matters(name, self.outcomes))

    def _asked(self, names: Iterable[str]) -> set[str]:
        """What is asked to know these: of a period, those of its dates that nobody has told."""
        dates = {
            plugin.full(period.id): (plugin.full(period.from_), plugin.full(period.to))
            for plugin in self.plugins
            for chapter in plugin.chapters.values()
            for period in chapter.periods
        }
        asked = {part for name in names for part in dates.get(name, (name,))}
        return {name for name in asked if name in self.relevant or name not in self.told}

    def needs_whether_tolerated(self) -> set[str]:
        """What decides whether the mistake is tolerated."""
        answers = [(world, verdict == "tolerated") for world, (verdict, _) in self.outcomes]
        return self._asked(name for name in self.relevant if self._matters(name, answers))

    def needs_of_the_verdict(self) -> set[str]:
        """What decides the verdict, whatever the tiers."""
        answers = [(world, verdict) for world, (verdict, _) in self.outcomes]
        return self._asked(name for name in self.relevant if self._matters(name, answers))

    def needs_for(self, r: Rule) -> set[str]:
        """What decides whether a clause is met."""
        answers = [(world, r.met(world)) for world, _ in self.outcomes]
        return self._asked(name for name in self.relevant if self._matters(name, answers))

    def _matters(self, name: str, answers: Iterable[tuple[World, object]]) -> bool:
        if len(self.candidates[name]) < 2:
            return False
        follow = self._followers(name)
        # what no clause reads may be as it has to be: a loss of another size has another grade
        apart = [other for other in self.relevant if other in self.read and other not in (name, *follow)]
        alike: dict[tuple[Value, ...], list[tuple[World, object]]] = defaultdict(list)
        for world, answer in answers:
            alike[tuple(world[other] for other in apart)].append((world, answer))
        return any(
            a[name] != b[name]
            and first != second
            and all(a[f] == b[f] or a[f] is None or b[f] is None for f in follow)
            for group in alike.values()
            if len({answer for _, answer in group}) > 1
            for index, (a, first) in enumerate(group)
            for b, second in group[:index]
        )

    def _followers(self, name: str) -> list[str]:
        """The facts that this one may rule out, directly or not."""
        found: list[str] = []
        for other in self.relevant:
            if any(word == name or word in found for word, _ in self._only_if_words(other)):
                found.append(other)
        return found

    # The word

    def _unseen(self, text: Plugin, kind: str) -> bool:
        return not text.nothing_unseen(kind) and text.full(kind) not in self.found

    def unseen(self, kind: str) -> bool:
        return any(self._unseen(text, kind) for text in self.texts)

    def word(self) -> str:
        """The verdict in one word: open, or the one possible, so far where an unseen clause could change it."""
        verdicts = {verdict for _, (verdict, _) in self.outcomes}
        if len(verdicts) != 1:
            return "open"
        verdict = verdicts.pop()
        if verdict == "refused":
            return (
                verdict
                if all(self.plainly_refused(world) for world, _ in self.outcomes)
                else "refused_so_far"
            )
        if verdict in ("no_rule", "unaddressed", "filed", "too_late", "clear"):
            return verdict
        doubtful = self.could_change(verdict) or (verdict == "fileable" and self.unseen("scope"))
        return f"{verdict}_so_far" if doubtful else verdict

    def could_change(self, verdict: str) -> bool:
        """Whether clauses that nobody has seen, whatever they say, could make it another verdict."""
        return any(
            self.imagining(rules).outcome(world)[0] != verdict
            for text in self.texts
            for rules in itertools.product(*(_imagined(text, k) for k in _IMAGINED if self._unseen(text, k)))
            for world, _ in self.outcomes
        )

    def imagining(self, rules: Iterable[Rule | None]) -> Oracle:
        """The same case before the texts and some clauses more."""
        other = self.before(self.case)
        other.__dict__["_rules"] = defaultdict(
            list, {kind: list(found) for kind, found in self._rules.items()}
        )
        for imagined in rules:
            if imagined is not None:
                other._rules[imagined.clause.kind].append(imagined)
        return other

    def plainly_refused(self, world: World) -> bool:
        """Whether a red line is met that was read in the text, or that a finding or a body's fact says is met."""
        blurred = {
            name: value if name in self.readings or self.everything[name].body else BLURRED
            for name, value in world.items()
        }
        return any(
            r.met(world)
            and (
                r.plugin is self.floor
                or r.finding is not None
                or _source(r).kind == "policy_text"
                or r.when(blurred) is True
            )
            for r in self.rules("red_line", floor=True)
        )


#: The kinds of clause that, unseen, could change an answer.
_IMAGINED: dict[str, type[Clause]] = {
    cls.kind: cls for cls in (RedLine, Situation, Condition, Scope, FilingCondition, Trigger)
}


def _imagined(text: Plugin, kind: str) -> Iterator[Rule | None]:
    """No clause of this kind, one that holds, and one that doesn't."""
    yield None
    words = Text("未见", "unseen")
    keys: dict[str, Any] = {"id": "unseen", "title": words, "statement": words, "topic": "", "source": ""}
    if kind == "situation":
        keys["addresses"] = tuple(name for name, fact in text.variables.items() if fact.adverse)
    clause = _IMAGINED[kind](**keys)
    for holds in (True, False):
        fits = holds or kind == "situation"  # its scene fits, and what it requires fails
        yield Rule(text, clause, lambda _, fits=fits: fits, lambda _, holds=holds: holds, None)  # type: ignore[misc]


def _source(r: Rule) -> Source:
    return next(source for source in r.plugin.sources if source.id == r.clause.source)


def _says_less(one: Allowed, other: Allowed) -> bool:
    """Whether the other allows the same tier about as much, or more, and as surely."""
    (tier, about, behind), (same, wider, surer) = one, other
    if one == other or tier != same or (surer and not behind):
        return False
    return not wider or (bool(about) and wider >= about)


def _tiers_shown(found: set[Tiers | None]) -> Shown:
    sets = [tiers for tiers in found if tiers is not None]
    if not sets:
        return None, (), {}, False
    shown, behind_, about = [], [], {}
    for tier in TIERS:
        ways = {(subjects, behind) for tiers in sets for name, subjects, behind in tiers if name == tier}
        if not ways:
            continue
        shown.append(tier)
        if all(behind for _, behind in ways):
            behind_.append(tier)
        else:
            ways = {(subjects, behind) for subjects, behind in ways if not behind}
        if all(subjects for subjects, _ in ways):
            named = {subject for subjects, _ in ways for subject in subjects}
            about[tier] = tuple(sorted(named, key=SUBJECTS.index))
    return tuple(shown), tuple(behind_), about, len(set(sets)) > 1
