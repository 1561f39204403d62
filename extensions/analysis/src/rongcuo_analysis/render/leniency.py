"""Which regions are the more lenient, as a page and as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.render.deployment import origin
from rongcuo.render.page import Block, Heading, Lines, Origin, Table
from rongcuo.render.ruling import disclaimer
from rongcuo.render.screen import marked
from rongcuo.render.words import Words
from rongcuo.ruling import Ruling
from rongcuo.ruling.evaluation import SEARCHED
from rongcuo.ruling.result import ClauseState

from ..leniency import Lenient, Order, Step, has_no_place

#: So many clauses stand in a line, where many regions share a level, else; so many facts of each, and of an open
#: answer, and so many regions.  The others are counted.
_CLAUSES_OF_MANY, _CLAUSES, _FACTS, _NEEDS, _REGIONS = 1, 2, 2, 2, 4
#: So many regions of one level are many.
_MANY = 4


def leniency_page(result: Lenient, words: Words) -> list[Block]:
    """Of each question the levels with the steps between them, and what compares with none of them."""
    comparison = result.comparison
    basis = words.clock(comparison.prepared.clock, "screen", comparison.rulings)
    basis[:1] = [words.joined([*basis[:1], origin(words).lines[0]])]
    page: list[Block] = [
        Heading(words.say("leniency.title", title=comparison.case.heading(words.language))),
        Lines((*basis, *origin(words).lines[1:])),
    ]
    if result.supposed:
        page.append(Lines((words.say("whatif.checked", count=len(result.supposed)),)))
    for order in result.orders:
        page += _Shown(order, words).blocks(unchecked=not result.supposed)
    foot = disclaimer(words)
    page.append(Origin((*_legend(result, words), *foot.lines[1:]), foot.columns))
    return page


def _legend(result: Lenient, words: Words) -> Iterator[str]:
    """What the marks mean."""
    yield ""
    if any(ruling.verdict.endswith("_so_far") for ruling in result.comparison.rulings):
        yield words.say("mark.so_far")
    if any(not step.certain for order in result.orders for step in order.steps):
        yield words.say("leniency.so_far")


def leniency_tables(result: Lenient, words: Words) -> list[Block]:
    """The same for a spreadsheet: a row for each region."""
    title = words.say("leniency.title", title=result.comparison.case.heading(words.language))
    page: list[Block] = [Heading(title), origin(words), disclaimer(words)]
    for order in result.orders:
        shown = _Shown(order, words)
        page += [Heading(words.say(f"question.{order.question}"), 2), shown.table()]
    return page


@frozen
class _Shown:
    """One question's order in words."""

    order: Order
    words: Words

    def blocks(self, *, unchecked: bool) -> list[Block]:
        words, order = self.words, self.order
        question = words.say(f"question.{order.question}")
        page: list[Block] = [Heading(words.say("leniency.order", question=question), 2)]
        if not order.levels:
            page.append(Lines((words.say("leniency.none"),)))
        for at, level in enumerate(order.levels):
            page.append(Lines((f"{at + 1}. {self._level(level)}",)))
            page.append(Lines(tuple(self._grounds(level)), bullets=True))
            if at < len(order.steps):
                page.append(Lines((self._step(order.steps[at], level, order.levels[at + 1]),)))
        if order.beside:
            page.append(Heading(words.say("leniency.beside"), 2))
            page.append(Lines(tuple(self._beside()), bullets=True))
        checks = {name for ruling in order.rulings.values() for name in ruling.needs.checks}
        if checks and unchecked:
            page.append(Lines((words.say("leniency.unchecked", count=len(checks)),)))
        return page

    def table(self) -> Table:
        order, words = self.order, self.words
        level_of = {name: str(at) for at, level in enumerate(order.levels, 1) for name in level}
        columns = words.columns("leniency_level", "region", "answer", "rests_on", "leniency_apart")
        rows = [
            (
                level_of.get(name, ""),
                words.region(name),
                self._answer(name),
                self._ground(name),
                words.regions(order.apart_from(name)),
            )
            for name in (*level_of, *order.beside)
        ]
        return Table(columns, tuple(rows))

    # A level and what is between two

    def _level(self, level: Sequence[str]) -> str:
        """The answers of a level, each with the regions that have it."""
        answers: dict[str, list[str]] = {}
        for name in level:
            answers.setdefault(self._answer(name), []).append(name)
        words = self.words
        return words.joined(words.labelled(said, words.regions(names)) for said, names in answers.items())

    def _answer(self, name: str) -> str:
        """The answer with its tiers; of an open one those that are possible."""
        words, ruling = self.words, self.order.rulings[name]
        said = marked(ruling.verdict, words)
        if ruling.verdict == "open":
            return words.aside(said, words.verdicts(ruling.possible))
        tiers = words.listed(filter(None, map(words.tiers, ruling.possible)))
        return words.aside(said, tiers) if tiers else said

    def _step(self, step: Step, higher: Sequence[str], lower: Sequence[str]) -> str:
        words = self.words
        values = {"higher": self._short(higher), "lower": self._short(lower)}
        if step.certain:
            return words.say("leniency.step_certain", **values)
        return words.say("leniency.step_so_far", regions=self._regions(step.so_far), **values)

    def _short(self, level: Sequence[str]) -> str:
        """The clauses by which the regions of a level answer, by their ids."""
        words = self.words
        by_clause: dict[str, list[str]] = {}
        for name in level:
            by_clause.setdefault(self._named(self.order.rulings[name]), []).append(name)
        said = [f"{self._regions(names)} {clauses}".rstrip() for clauses, names in by_clause.items()]
        return words.some(said, _REGIONS, "clauses")

    def _named(self, ruling: Ruling) -> str:
        words, here = self.words, self.words.ruled(ruling)
        clauses = (
            words.in_own_row(name, here) if name in here.by_id else words.list_name(name)
            for name in ruling.decided_by
        )
        return words.some([*dict.fromkeys(clauses)], _CLAUSES)

    def _regions(self, names: Sequence[str]) -> str:
        return self.words.some([self.words.region(name) for name in names], _REGIONS, "regions")

    # What an answer rests on

    def _grounds(self, level: Sequence[str]) -> Iterator[str]:
        """What the answers of a level rest on, the regions together that rest on the same."""
        grounds: dict[str, list[str]] = {}
        most = _CLAUSES if len(level) < _MANY else _CLAUSES_OF_MANY
        for name in level:
            grounds.setdefault(self._ground(name, most), []).append(name)
        for text, names in grounds.items():
            yield self.words.labelled(self.words.regions(names), text)

    def _ground(self, name: str, most: int = _CLAUSES) -> str:
        """The clauses behind an answer with source and facts, or what an open one needs."""
        words, ruling = self.words, self.order.rulings[name]
        here = words.here(ruling)
        if here is None or ruling.error is not None:
            assert ruling.error is not None
            return ruling.error.message(words.language)
        if ruling.verdict == "open":
            return self._needs(ruling, here)
        if failures := words.failures(ruling, here):
            return words.aside(words.some(failures, 1), self._sources(ruling, here))
        states = {state.id: state for state in ruling.clauses}
        clauses = [self._clause(states[c], here) for c in ruling.decided_by if c in states]
        lists = [] if clauses else [words.list_name(c) for c in ruling.decided_by]
        return words.some([*clauses, *lists], most, "clauses") or self._sources(ruling, here)

    def _clause(self, state: ClauseState, here: Jurisdiction) -> str:
        """A clause with its place in its source, and the facts that it is met or fails by."""
        words, rule = self.words, here.by_id[state.id]
        locator = [words.pick(rule.clause.locator)] if rule.clause.locator else []
        source = words.listed([words.pick(rule.source.title), *locator])
        facts = [
            words.labelled(words.fact(b.fact, here), words.value(words.described(b.fact, here), b.known))
            for b in state.because
        ]
        parts = [source, words.some(facts, _FACTS)] if facts else [source]
        return words.aside(words.in_row(state.id, here), words.joined(parts))

    def _sources(self, ruling: Ruling, here: Jurisdiction) -> str:
        """The documents of the clauses that fail, or of the region's texts where there are none."""
        words = self.words
        kinds = (SEARCHED[ruling.question], "condition", "filing_condition")
        failed = [s.id for s in ruling.clauses if s.kind in kinds and s.state == "not_met"]
        texts = [policy.region.policy.title for policy in here.policies]
        titles = [here.by_id[name].source.title for name in failed] or texts
        return words.some([*dict.fromkeys(words.pick(title) for title in titles)], 1)

    def _needs(self, ruling: Ruling, here: Jurisdiction) -> str:
        """What keeps an answer open."""
        words, needs = self.words, ruling.needs
        parts = [words.checks(needs.checks, here)] if needs.checks else []
        names = (*needs.scenes, *needs.questions, *needs.aside, *needs.follow_ups)
        if names:
            labels = words.in_list([words.fact(name, here, in_row=True) for name in names])
            parts.append(words.say("screen.needs", facts=words.some(labels, _NEEDS)))
        elif any(reading.taken is None for reading in ruling.readings):
            parts.append(words.say("screen.reading"))
        if "dates" in ruling.open_because:
            parts.append(words.say("say.dates_open"))
        return words.joined(parts)

    # What doesn't compare

    def _beside(self) -> Iterator[str]:
        """The regions outside the levels, those together of which the same is to be said."""
        regions: dict[str, list[str]] = {}
        for name in self.order.beside:
            said = (self._answer(name), *self._apart(name), *self._else(name))
            regions.setdefault(self.words.joined(said), []).append(name)
        for text, names in regions.items():
            yield self.words.labelled(self.words.regions(names), text)

    def _apart(self, name: str) -> Iterator[str]:
        """With whom it doesn't compare, those together for the same reason; its own reason says enough.

        What compares with none says so itself, and once.
        """
        words, order = self.words, self.order
        rulings = order.rulings
        if has_no_place(rulings[name]):
            yield self._no_place(name)
            return
        groups: dict[str, list[str]] = {}
        ranked = [other for other in rulings if not has_no_place(rulings[other])]
        for other in order.apart_from(name):
            if other in ranked and (why := self._why(name, other)):
                groups.setdefault(why, []).append(other)
        for why, others in groups.items():
            with_ = words.say("leniency.with_all") if len(others) == len(ranked) - 1 else self._those(others)
            yield words.say("leniency.apart", regions=with_, why=why)

    def _why(self, name: str, other: str) -> str:
        """Why an answer doesn't compare with another; nothing where the other's own line tells it."""
        words, ruling = self.words, self.order.rulings[name]
        reasons = {reason.region: reason.kind for reason in self.order.why_apart(name, other)}
        if reasons.get(name) == "tiers":
            told = any(possible.tiers for possible in ruling.possible)
            return words.say("leniency.tiers" if told else "leniency.no_tiers")
        if name in reasons:
            return self._needs(ruling, words.ruled(ruling))
        return "" if other in self.order.beside else words.say("leniency.is_open")

    def _no_place(self, name: str) -> str:
        """Why an answer has no place in the order."""
        words, ruling = self.words, self.order.rulings[name]
        if ruling.failed():
            return self._ground(name)
        here = words.ruled(ruling)
        facts = words.some(words.in_list([words.fact(fact, here) for fact in ruling.unaddressed]), _FACTS)
        return words.say("leniency.unaddressed", facts=facts) if facts else words.say("leniency.unranked")

    def _those(self, names: Sequence[str]) -> str:
        """Regions, those that make up whole levels by these."""
        words = self.words
        whole = [at for at, level in enumerate(self.order.levels, 1) if {*level} <= {*names}]
        there = {name for at in whole for name in self.order.levels[at - 1]}
        key = "leniency.levels" if len(whole) > 1 else "leniency.level"
        levels = [words.say(key, levels=words.years(whole))] if whole else []
        return words.some([*levels, *(words.region(n) for n in names if n not in there)], _REGIONS, "regions")

    def _else(self, name: str) -> Iterator[str]:
        """Where it stands to the levels with which it does compare."""
        order = self.order
        stands = {
            at: {order.relation(name, other, published=True) for other in level}
            for at, level in enumerate(order.levels, 1)
        }
        severer = [at for at, relations in stands.items() if relations == {"severer"}]
        milder = [at for at, relations in stands.items() if relations == {"milder"}]
        if severer:
            yield self.words.say("leniency.severer", level=severer[-1])
        if milder:
            yield self.words.say("leniency.milder", level=milder[0])
