"""A comparison on one screen: the conclusion, a row for each region, why they differ, and what to ask.

Everything else stands on the page of `comparing.py`, which `--full` prints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from attrs import frozen

from ..comparing.comparison import HOPEFUL, Answer, Comparison, NextStep, nearest
from ..facts.vocabulary import Fact, Value
from ..policy.jurisdiction import Jurisdiction
from ..ruling.evaluation import ORDER, SEARCHED
from ..ruling.result import Ruling, TextsAbove
from ..ruling.six_factors import side
from .deployment import origin
from .page import Block, Heading, Lines, Origin, Table
from .ruling import disclaimer
from .words import Words

#: So many facts or clauses are named in a row, and so many that no clause there reads: the first that fits.
#: With none of these their number stands there; what weighs against the person is always named.
_LENGTHS = ((3, 2), (2, 1), (2, 0), (1, 0))
#: The same where so few rows stand that each has room.
_ALONE, _FEW = ((6, 8), *_LENGTHS), 3
#: So many names stand in a question that is asked; the others are counted.
_IN_QUESTION = 4
#: So many facts that the texts above still lack.
_OF_ABOVE = 1
#: So many reasons why regions differ are told.
_REASONS = 2
#: What weighs against the person and so many rows leave unread is told once, where no more read it than this.
_MANY, _READERS = 4, 2
#: What a verdict's colour is on a terminal that has colours.
_TONES = {
    "tolerated": "green", "clear": "green", "fileable": "green", "filed": "green",
    "refused": "red", "error": "red", "unaddressed": "magenta", "open": "yellow",
}  # fmt: skip
#: Facts that tell what went wrong or what was breached, unless they weigh for the person.
_GRAVE = ("nature", "consequences")
#: Facts that describe the matter or a person's role rather than tell how it was done.
_DESCRIBING = ("subject", "field")
#: What says that there is nothing of the kind: no, no amount, none, no member.
_NOTHING: tuple[Value, ...] = (False, 0, "none", frozenset())


def comparison_screen(comparison: Comparison, words: Words) -> list[Block]:
    """What a case officer reads first: for eight regions about as many lines as a screen has."""
    case = comparison.case
    basis = words.clock(comparison.prepared.clock, "screen", comparison.rulings)
    basis[:1] = [words.joined([*basis[:1], origin(words).lines[0]])]
    page: list[Block] = [Heading(case.heading(words.language)), Lines((*basis, *origin(words).lines[1:]))]
    page.append(Lines(tuple(words.where_told(case.where, filing="filing" in comparison.prepared.known))))
    if comparison.prepared.unread:
        page.append(Lines((words.say("say.unread", names=words.listed(comparison.prepared.unread)),)))
    marks: set[str] = set()
    for answer in comparison.answers:
        screen = _Screen(comparison, answer, words)
        page += screen.blocks()
        marks |= screen.marks
    legend = [words.say(f"mark.{mark}") for mark in ("so_far", "before") if mark in marks]
    foot = disclaimer(words)
    last = ("" if words.language == "zh" else " ").join((foot.lines[-1], words.say("say.more")))
    page.append(Origin((*([" ".join(legend)] if legend else []), last), foot.columns))
    return page


def marked(verdict: str, words: Words) -> str:
    """A verdict, with a mark in place of the word that something is unseen."""
    plain = words.verdict(verdict.removesuffix("_so_far"))
    return plain + (words.say("mark.sign_so_far") if verdict.endswith("_so_far") else "")


@frozen
class _Screen:
    """One question on the screen."""

    comparison: Comparison
    answer: Answer
    words: Words

    @property
    def marks(self) -> set[str]:
        """The marks that stand in the rows: what they mean is told once."""
        rulings = self.answer.rulings
        verdicts = [
            v
            for ruling in rulings
            for one in (ruling, ruling.above)
            if one
            for v in (one.verdict, one.once_checked)
        ]
        marks = {"so_far"} if any(v and v.endswith("_so_far") for v in verdicts) else set()
        return marks | ({"before"} if any(map(_before, rulings)) else set())

    def blocks(self) -> list[Block]:
        """The conclusion, the rows, what stands below them, and what to ask."""
        words, answer = self.words, self.answer
        page: list[Block] = [Heading(self._conclusion(), 2), self._rows()]
        page.append(Lines((*self._above(), *self._accusations())))
        if noted := self._noted_everywhere:
            notes = words.joined(words.say(f"screen.{key}") for key in noted)
            page.append(Lines((words.labelled(words.say("screen.everywhere"), notes),)))
        page.append(Lines(tuple(self._unread_in_most())))
        page.append(Lines(self._reasons()))
        if answer.asks:
            steps = tuple(map(self._asked, answer.asks))
            page += [Lines((words.say("screen.next"),)), Lines(steps, numbered=True)]
        return page

    # The conclusion

    def _conclusion(self) -> str:
        words = self.words
        question = words.say(f"question.{self.answer.question}")
        counted = Counter(ruling.answer for ruling in self.answer.rulings)
        total = sum(counted.values())
        if total == 1:
            return question  # the row has the rest
        if len(counted) == 1:
            (verdict,) = counted
            return words.say("screen.all", question=question, total=total, verdict=words.verdict(verdict))
        order = [*ORDER, "open", "error"]
        parts = words.listed(
            words.say("screen.some", count=counted[verdict], verdict=words.verdict(verdict))
            for verdict in sorted(counted, key=order.index)
        )
        return words.say("screen.of", question=question, total=total, parts=parts)

    # The rows

    def _rows(self) -> Table:
        place = self.words.registry.find(self.comparison.case.where)
        rulings = sorted(self.answer.rulings, key=lambda ruling: ruling.region != place)
        texts = [self._texts(ruling) for ruling in rulings]
        return Table(
            self.words.columns("region", "answer", "rests_on"),
            tuple(
                (self.words.region(ruling.region), self._verdict(ruling), variants[0])
                for ruling, variants in zip(rulings, texts, strict=True)
            ),
            tones=tuple(_TONES.get(ruling.answer, "") for ruling in rulings),
            shorter=tuple(tuple(variants[1:]) for variants in texts),
        )

    def _verdict(self, ruling: Ruling) -> str:
        return marked(ruling.verdict, self.words) + (
            self.words.say("mark.sign_before") if _before(ruling) else ""
        )

    def _texts(self, ruling: Ruling) -> list[str]:
        """What a row says beside its answer, and the same with ever fewer names."""
        words = self.words
        here = words.here(ruling)
        if here is None or ruling.error is not None:
            assert ruling.error is not None
            return [ruling.error.message(words.language)]
        whose = [self._whose(here), *self._of_versions(ruling)]
        lengths = _ALONE if len(self.answer.rulings) < _FEW else _LENGTHS
        parts = (
            (
                *whose,
                self._ground(ruling, here, facts),
                *self._beside(ruling, whole=bool(unread)),
                *self._not_read(ruling, unread),
            )
            for facts, unread in lengths
        )
        return [words.joined(filter(None, pieces)) for pieces in parts]

    def _whose(self, here: Jurisdiction) -> str:
        """Whose texts rule a row that has none of its own."""
        if here.own_text:
            return ""
        levels = self.words.listed(self.words.pick(text.region.name) for text in here.policies)
        return self.words.say("screen.no_own_text", levels=levels)

    def _of_versions(self, ruling: Ruling) -> Iterable[str]:
        """The earlier version that ruled, or that was in force when the act was done."""
        for note in ruling.notes:
            if note.key in _OF_VERSIONS:
                title = self.words.pick(note.values["title"])
                yield self.words.say(f"screen.{note.key.removeprefix('note.')}", title=title)

    def _ground(self, ruling: Ruling, here: Jurisdiction, most: int) -> str:
        """What an answer rests on, or what an open one still needs."""
        words = self.words
        if ruling.verdict == "open":
            return self._missing(ruling, here, most)
        if ruling.answer == "unaddressed":
            facts = self._facts(ruling.unaddressed, here, most)
            return words.say("screen.unaddressed", facts=facts)
        if ruling.answer == "no_rule":
            absent = [note for note in ruling.notes if note.key.startswith("note.absent")]
            return words.note(absent[0]).rstrip("。.") if absent else ""
        if failures := words.failures(ruling, here):
            return words.some(failures, 1)
        clauses = [name for name in ruling.decided_by if name in here.by_id]
        searched = SEARCHED[ruling.question]
        first = [name for name in clauses if here.by_id[name].kind in (searched, "red_line")]
        cited = (words.in_row(name, here) for name in (first or clauses))
        return self._some((*words.waiting(ruling, here), *cited), most)

    def _missing(self, ruling: Ruling, here: Jurisdiction, most: int) -> str:
        """What would settle an open row, its checks aside."""
        words = self.words
        left = ruling.once_checked
        if left is not None:
            return words.say("screen.if_absent", verdict=marked(left, words))
        if "dates" in ruling.open_because and not ruling.needs.all():
            return words.say("say.dates_open")
        readings = {reading.id for reading in ruling.readings}
        close = nearest(ruling, self.comparison.prepared.known)
        hopeless = not any(possible.verdict in HOPEFUL for possible in ruling.possible)
        said = [words.say("screen.nothing_applies")] if hopeless and ruling.question == "tolerance" else []
        if close is not None:
            name, facts = close
            said.append(self._nearest(name, [fact for fact in facts if fact not in readings], here, most))
        else:
            needs = (*ruling.needs.scenes, *ruling.needs.questions, *ruling.needs.aside)
            needed = self._facts(needs, here, most)
            said += [words.say("screen.needs", facts=needed)] if needs else []
        said += [words.say("screen.reading") for reading in ruling.readings[:1] if reading.taken is None]
        return words.joined(said)

    def _nearest(self, name: str, facts: Sequence[str], here: Jurisdiction, most: int) -> str:
        """The situation, scope or trigger that lacks least, and what it lacks."""
        words = self.words
        said = self._facts(facts, here, most)
        return self._lacks(name, facts, words.in_row(name, here), said)

    def _lacks(self, name: str, facts: Sequence[str], clause: str, said: str) -> str:
        """What one clause lacks: these facts, as they are said, its own finding, or a reading alone."""
        if [*facts] in ([], [name]):
            return self.words.say("screen.nearest_found" if facts else "screen.nearest_read", clause=clause)
        return self.words.say("screen.nearest", clause=clause, facts=said)

    def _beside(self, ruling: Ruling, *, whole: bool) -> Iterable[str]:
        """What stands beside an answer: its tiers, what is unseen, what it must not be read without.

        The `whole` of it tells what another reading comes to.
        """
        words = self.words
        if ruling.verdict != "open":
            yield from words.allowed(ruling)
        unseen = ruling.unseen.get("situation")
        if unseen is not None and "tolerated" in unseen.could_turn.get(ruling.answer, ()):
            key = "screen.turn_missing" if unseen.missing else "screen.turn"
            yield words.say(key, missing=unseen.missing)
        yield from (words.say(f"screen.{key}") for key in _noted(ruling) if key not in self._noted_everywhere)
        if ruling.verdict != "open" and any(reading.taken is not None for reading in ruling.readings):
            others = self._read_otherwise(ruling) if whole else ""
            yield words.say("screen.reading_other" if others else "screen.reading_taken", others=others)
        if ruling.conflicts:
            yield words.say("screen.conflict")
        years = {year for n in ruling.notes if n.key == "note.no_schedule" for year in n.values["years"]}
        if years:
            yield words.say("screen.no_schedule", years=words.years(sorted(years)))

    def _read_otherwise(self, ruling: Ruling) -> str:
        """What the readings that weren't taken come to, where that is another answer."""
        others = [
            self.words.one_of(self.words.verdict(p.verdict) for p in possible)
            for reading in ruling.readings
            for option, possible in reading.possible.items()
            if reading.taken not in (None, option) and {p.verdict for p in possible} != {ruling.answer}
        ]
        return self.words.listed(dict.fromkeys(others))

    def _not_read(self, ruling: Ruling, most: int) -> Iterable[str]:
        """What was stated and no clause here reads: so many by name, or their number."""
        words = self.words
        stated = [] if ruling.answer == "no_rule" else self._unread(ruling)
        elsewhere = {*ruling.unaddressed}.union(*self._unread_together.values())
        unread = [name for name in stated if name not in elsewhere]
        grave = self._grave(ruling, unread)
        most = max(most, grave)
        if unread and most:
            yield words.say("screen.unread", facts=self._told(unread, most))
        elif unread:
            yield words.say("screen.unread_count", count=len(unread))

    def _above(self) -> Iterable[str]:
        """What the texts above would make of the rows, where that is another answer."""
        Key = tuple[str, bool, str | None, str, tuple[str, ...] | None]
        groups: dict[Key, list[tuple[Ruling, TextsAbove]]] = {}
        for ruling in self.answer.rulings:
            if (above := ruling.above) is not None:
                first = self._nearest_above(above) or next(iter(above.decided_by), "")
                lacks = above.still_needed.get(first)
                key = above.verdict, above.leaves_open(ruling), above.once_checked, first, lacks
                groups.setdefault(key, []).append((ruling, above))
        for (verdict, settled, _, first, _), rows in groups.items():
            ruling, above = rows[0]
            same = len({above.decided_by for _, above in rows}) == 1
            ground = self._ground_above(ruling, above, first, above.decided_by if same else (first,))
            line = self.words.above(marked(verdict, self.words), ground)
            whose = self._where([ruling.region for ruling, _ in rows])
            if settled:
                whose = self.words.say("screen.settled_here", regions=whose)
            yield self.words.aside(line, whose)

    def _nearest_above(self, above: TextsAbove) -> str:
        """The clause of the texts above that lacks least, where something is still lacking."""
        return min(above.still_needed, key=lambda name: len(above.still_needed[name]), default="")

    def _ground_above(self, ruling: Ruling, above: TextsAbove, first: str, clauses: Sequence[str]) -> str:
        """What their answer rests on, or what it still lacks."""
        words = self.words
        if above.once_checked is not None:
            return words.say("screen.if_absent", verdict=marked(above.once_checked, words))
        if first in above.still_needed:
            readings = {name for policy in words.registry.policies.values() for name in policy.readings}
            facts = [fact for fact in above.still_needed[first] if fact not in readings]
            said = self._facts(facts, most=_OF_ABOVE)
            return self._lacks(first, facts, first, said)
        return words.some([words.cited_above(name, ruling) for name in clauses], 1, "clauses")

    def _accusations(self) -> Iterable[str]:
        """Whether the report was a false accusation, where the case tells something of it, and what that needs."""
        words = self.words
        accusations: dict[str, list[str]] = {}
        for ruling in self.answer.rulings:
            here = words.here(ruling)
            if here is not None and (said := words.accusation(ruling, here)):
                assert ruling.accusation is not None
                if ruling.accusation.needs:
                    needed = self._facts(ruling.accusation.needs)
                    said.append(words.say("say.questions", facts=needed))
                if worse := words.worse(ruling, here, "met"):
                    said.append(words.labelled(words.say("kind.aggravation"), words.listed(worse)))
                accusations.setdefault(words.joined(said), []).append(ruling.region)
        for text, regions in accusations.items():
            yield words.aside(text, self._where(regions))

    def _where(self, regions: Sequence[str]) -> str:
        """The regions by name, or that it is all of them."""
        everyone = len(regions) == len(self.answer.rulings) > 1
        return self.words.say("screen.everywhere") if everyone else self._regions(regions)

    # What is stated and not read

    def _unread(self, ruling: Ruling) -> list[str]:
        """The facts that a case states and nothing reads: first what weighs against the person."""
        known, vocabulary = self.comparison.prepared.known, self.comparison.vocabulary
        ranked = []
        for name in ruling.unread:
            fact = vocabulary.get(name)
            if fact is None or name in _DESCRIBING:
                continue
            grave = self._weighs(ruling, fact)
            if grave or known[name].single(fact) not in _NOTHING:
                ranked.append((not grave, fact.group != "procedure", name))
        return [name for *_, name in sorted(ranked, key=lambda item: item[:2])]

    def _weighs(self, ruling: Ruling, fact: Fact) -> bool:
        """Whether what a case tells of a fact weighs against the person: what says so is never a mere number."""
        known, here = self.comparison.prepared.known, self.words.here(ruling)
        weight = "neutral" if here is None else side(here, fact, known)
        present = known[fact.id].single(fact) not in _NOTHING
        return weight == "against" or (present and weight != "for" and fact.group in _GRAVE)

    def _grave(self, ruling: Ruling, names: Iterable[str]) -> int:
        """How many of these facts weigh against the person."""
        return sum(self._weighs(ruling, self.comparison.vocabulary[name]) for name in names)

    def _stated(self, name: str) -> str:
        """What was stated of a fact; of a yes its name says it all, as a value may that has the name in it."""
        fact, known = self.comparison.vocabulary[name], self.comparison.prepared.known[name]
        label = self.words.fact(name)
        plain = fact.type == "yes_no" and known.single(fact) is True
        value = self.words.value(fact, known)
        return label if plain else value if label in value else self.words.aside(label, value)

    def _told(self, names: Sequence[str], most: int) -> str:
        return self.words.some(self.words.in_list([*map(self._stated, names)]), most)

    @cached_property
    def _ruled(self) -> list[Ruling]:
        """The rows that were ruled, where there are several: what holds for all of them is told once."""
        ruled = [ruling for ruling in self.answer.rulings if not ruling.failed()]
        return ruled if len(ruled) > 1 else []

    @cached_property
    def _noted_everywhere(self) -> list[str]:
        """What no answer here must be read without."""
        noted = [_noted(ruling) for ruling in self._ruled]
        return [key for key in _IN_BRIEF if noted and all(key in keys for keys in noted)]

    @cached_property
    def _unread_together(self) -> dict[tuple[str, ...], list[str]]:
        """What no region reads, and what weighs against the person and few of many read, by those that do."""
        reading: dict[str, list[str]] = {}
        for name in dict.fromkeys(name for ruling in self._ruled for name in self._unread(ruling)):
            reading[name] = [ruling.region for ruling in self._ruled if name not in ruling.unread]
        together: dict[tuple[str, ...], list[str]] = {}
        for name, regions in reading.items():
            many = len(self._ruled) - len(regions) >= _MANY
            few = many and len(regions) <= _READERS and self._grave(self._ruled[0], [name])
            if few or not regions:
                together.setdefault(tuple(regions), []).append(name)
        return together

    def _unread_in_most(self) -> Iterable[str]:
        """What is unread everywhere, or everywhere but in a few regions."""
        said: list[str] = []
        for regions, names in sorted(self._unread_together.items()):
            facts = self._told(names, max(_IN_QUESTION, self._grave(self._ruled[0], names)))
            key = "but_for" if regions and said else "unread_but" if regions else "unread_everywhere"
            said.append(self.words.say(f"screen.{key}", facts=facts, regions=self._regions(regions)))
        if said:
            yield self.words.joined(said)

    # Why they differ, and what to ask

    def _reasons(self) -> tuple[str, ...]:
        """Why the settled rows differ; what parts rows that are open isn't known yet."""
        words = self.words
        settled = {r.region for r in self.answer.rulings if r.verdict != "open" and not r.failed()}
        reasons = [
            words.pick(difference.brief)
            for difference in self.answer.differences
            if difference.kind != "no_rule"  # its row says so
            and settled.issuperset(name for side in difference.between for name in side)
        ]
        lines = [words.labelled(words.say("screen.why"), reason) for reason in reasons[:_REASONS]]
        if len(reasons) > _REASONS:
            lines.append(words.say("screen.more_reasons", count=len(reasons) - _REASONS))
        return tuple(lines)

    def _asked(self, step: NextStep) -> str:
        words = self.words
        if step.kind == "question":
            said = words.question(*step.ask)
        else:
            facts = self._facts(step.ask)
            said = words.say(f"screen.{step.kind}", facts=facts)
        parts = []
        if step.settles:
            parts.append(self._settles(step))
        if step.concerns:
            parts.append(words.say("screen.concerns", regions=self._regions(step.concerns)))
        if step.kind == "checks":
            checks = {name for ruling in self.answer.rulings for name in ruling.needs.checks}
            if len(checks) > len(step.ask):
                parts.append(words.say("screen.checks_in_all", count=len(checks)))
        return words.aside(said, words.joined(parts)) if parts else said

    def _settles(self, step: NextStep) -> str:
        """The rows that an answer settles, apart those of which the texts above stay open."""
        above = {r.region for r in self.answer.rulings if r.above is not None and r.above.verdict == "open"}
        whole = [name for name in step.settles if name not in above]
        alone = [name for name in step.settles if name in above]
        key = "settles_both" if whole and alone else "settles" if whole else "settles_here"
        said = self.words.say(f"screen.{key}", regions=self._regions(whole), others=self._regions(alone))
        return said if step.kind == "question" else self.words.say(f"screen.if_{step.kind}", settles=said)

    def _regions(self, names: Sequence[str]) -> str:
        return self.words.some([self.words.region(name) for name in names], _IN_QUESTION, "regions")

    def _facts(self, names: Sequence[str], here: Jurisdiction | None = None, most: int = _IN_QUESTION) -> str:
        """The first of several facts; in a row of its own region a finding goes without the region."""
        labels = [self.words.fact(name, here, in_row=here is not None) for name in dict.fromkeys(names)]
        return self.words.some(self.words.in_list(labels), most)

    def _some(self, names: Iterable[str], most: int = _IN_QUESTION) -> str:
        return self.words.some([*dict.fromkeys(names)], most)


#: Notes that an answer must not be read without.
_IN_BRIEF = ("nothing_went_wrong", "accountability_alone", "no_basis", "internal", "settled", "floor_off")


def _noted(ruling: Ruling) -> list[str]:
    """The notes that this answer must not be read without."""
    noted = {note.key.removeprefix("note.") for note in ruling.notes}
    alone = ruling.verdict != "open"  # whom an open answer may exempt, nobody asks yet
    return [key for key in _IN_BRIEF if key in noted and (key != "accountability_alone" or alone)]


def _before(ruling: Ruling) -> bool:
    """Whether the act predates the text, or may do so."""
    return any(note.key in _BEFORE for note in ruling.notes)


_OF_VERSIONS = (
    "note.by_earlier",
    "note.before_amendment",
    "note.began_before_amendment",
    "note.may_be_before_amendment",
)
_BEFORE = ("note.before_text", "note.before_report", "note.may_be_before_text")
