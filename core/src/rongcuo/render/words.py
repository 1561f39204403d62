"""Words: a ruling's parts as short texts in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from ..catalogue import MESSAGES
from ..facts.conditions import Span
from ..facts.known import Known
from ..facts.text import Language, Text, enumerated, runs, say
from ..facts.vocabulary import Fact, amount_in_words
from ..plugins.registry import Registry
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Policy
from ..ruling.clocks import NAMED, Clock
from ..ruling.conflicts import Conflict
from ..ruling.result import ClauseState, FilingWorth, Note, Possible, Remaining, Ruling


@frozen
class Words:
    """One language, and what the names in rulings stand for."""

    language: Language
    registry: Registry

    def say(self, key: str, /, **values: object) -> str:
        """The catalogue's text for a key, with values filled in."""
        return say(self.language, key, **values)

    def columns(self, *names: str) -> tuple[str, ...]:
        """The headings of columns."""
        return tuple(self.say(f"column.{name}") for name in names)

    def pick(self, text: Text) -> str:
        """A text in this language."""
        return text[self.language]

    def listed(self, items: Iterable[str]) -> str:
        """Several items in a row, so that they can be told apart."""
        return enumerated(items, self.language)

    def joined(self, items: Iterable[str]) -> str:
        """Parts of a sentence, with semicolons between them."""
        return ("；" if self.language == "zh" else "; ").join(items)

    def labelled(self, label: str, text: str) -> str:
        """A text with its label before it; a question is a label of its own."""
        if label.endswith(("？", "?")):
            return f"{label}{text}" if self.language == "zh" else f"{label} {text}"
        return f"{label}：{text}" if self.language == "zh" else f"{label}: {text}"

    def aside(self, text: str, more: str) -> str:
        """A text with something in brackets behind it."""
        return f"{text}（{more}）" if self.language == "zh" else f"{text} ({more})"

    # Names

    def region(self, name: str) -> str:
        """A region's name, of one that is no row too; its id where nothing tells it."""
        rows = (row.region for row in self.registry.jurisdictions.values())
        served = (*rows, *(policy.region for policy in self.registry.policies.values()))
        here = next((region for region in served if region.id == name), None)
        return self.pick(here.name) if here else name

    def where_told(self, where: str, *, filing: bool) -> list[str]:
        """How the place of a case is read, where its words don't say so, or that nothing here is of it.

        `filing` tells whether something is said of a filing, which holds there alone.
        """
        region = self.registry.find(where)
        if region in self.registry.measures_alone:
            return [self.say("say.where_measures", where=where)] if filing else []
        if region is not None:
            return self._read_as(where, region)
        names = self.alike(where)
        near = self.say("problem.near", name=self.listed(names)) if names else self.say("say.stop")
        if filing:
            return [self.say("say.where_unknown", where=where, near=near)]
        named = not where.isascii() and any(sign.isalpha() for sign in where)
        return [self.say("say.where_no_row", where=where, near=near)] if named or names else []

    def alike(self, where: str) -> list[str]:
        """What may have been meant by a place that isn't known."""
        from ..policy.places import alike

        if where.isascii():
            return [name for name in [self.registry.nearest(where)] if name]
        return [place.path for place in alike(where)]

    def _read_as(self, where: str, region: str) -> list[str]:
        """That the place is another by now, or a town or zone in it was named."""
        here = self.registry.answering.get(region)
        if here is None or here.region.is_called(where):
            return []
        from ..policy.places import called

        (place,) = called(where)
        values = {"path": place.path, "code": place.code}
        if place.former is not None:
            old = place.former
            said = {"name": old.name, "old": old.code, "year": old.year}
            key = "say.where_recoded" if old.name == place.name else "say.where_former"
            return [self.say(key, where=where, **said, **values)]
        return [self.say("say.where_inside", inside=place.inside, **values)] if place.inside else []

    def place(self, where: str) -> str:
        """Where the matter is: by the region's name, if it is one that is on."""
        region = self.registry.find(where)
        return self.region(region) if region else where

    def regions(self, names: Iterable[str]) -> str:
        """The names of regions, by their ids."""
        return self.listed(self.region(name) for name in names)

    def fact(self, name: str, here: Jurisdiction | None = None, *, in_row: bool = False) -> str:
        """A fact's label; a finding names its clause, in a row of its own region without the region."""
        texts = (here,) if here else tuple(self.registry.jurisdictions.values())
        for jurisdiction in texts:
            finding = jurisdiction.by_id[name].finding_words if name in jurisdiction.by_id else None
            if finding is not None:
                clause = self.in_own_row(name, jurisdiction) if in_row else name
                return self.say("say.finding_of", finding=self.pick(finding), clause=clause)
            if name in jurisdiction.variables:
                return self.pick(jurisdiction.variables[name].label)
        fact = self.registry.vocabulary.get(name)
        return self.pick(fact.label) if fact else name

    def question(self, name: str) -> str:
        """A fact as it is asked; a finding by its clause."""
        fact = self.registry.vocabulary.get(name)
        return self.fact(name) if fact is None else self.pick(fact.ask)

    def facts(self, names: Iterable[str], here: Jurisdiction | None = None, *, in_row: bool = False) -> str:
        """The labels of facts, by their ids, one behind the other."""
        return self.listed(self.in_list([self.fact(name, here, in_row=in_row) for name in names]))

    def in_list(self, names: Sequence[str]) -> list[str]:
        """Names as they stand in a list: in quotation marks where they would read as several."""
        several = [len(names) > 1 and "、" in name.partition("（")[0] for name in names]
        return [f"“{name}”" if more else name for name, more in zip(names, several, strict=True)]

    def clause(self, name: str, here: Jurisdiction) -> str:
        """A clause's id and title, and what is to be said of it; a list by what it lists, and its layer."""
        if name in here.by_id:
            clause = here.by_id[name].clause
            said = f"{name} {self.pick(clause.title)}"
            marks = [
                self.say(f"say.{mark}") for mark in ("local_practice", "verify") if getattr(clause, mark)
            ]
            return self.aside(said, self.listed(marks)) if marks else said
        plugin = name.partition(":")[0]
        above = (text for text in here.texts if text.plugin == plugin != self.own(here))
        text = next(above, None)
        return self.aside(self.list_name(name), self.pick(text.region.name)) if text else self.list_name(name)

    def in_row(self, name: str, here: Jurisdiction) -> str:
        """A clause's id and title in a row, where the row's own region needn't be said again."""
        return self.clause(name, here).replace(name, self.in_own_row(name, here), 1)

    def in_own_row(self, name: str, here: Jurisdiction) -> str:
        """A clause's id without the region, if that is the row's own."""
        return name.removeprefix(f"{self.own(here)}:")

    def own(self, here: Jurisdiction) -> str:
        """The plugin of a row's own text; nothing where it has none."""
        return here.policies[0].plugin if here.own_text else ""

    def missing(self, policy: Policy, kind: str) -> str:
        """How many clauses of a list nobody has seen; a least and a most where the source leaves it open."""
        return self.from_to(policy.missing(kind), policy.missing_at_most(kind))

    def from_to(self, least: int | None, most: int | None) -> str:
        """A number of which a least and a most are known."""
        return str(least) if least == most else self.say("say.from_to", least=least, most=most)

    def list_name(self, name: str) -> str:
        """The whole of a list, such as `hongze:red_line`."""
        return self.say("say.list", kind=self.say(f"kind.{name.partition(':')[2]}"))

    def value(self, fact: Fact, known: Known | None) -> str:
        """What is known of a fact, in words, with who established it; who checked one, `checked` tells for all."""
        if known is None:
            return self.say("say.unknown")
        single = known.single(fact)
        if single is not None:
            text = self.pick(fact.show(single))
        elif fact.numeric:
            text = _span(known.span, fact, self.language)
        elif fact.type == "set":
            text = self.say("say.includes", values=self.pick(fact.show(known.includes)))
        else:
            choices = [fact.show(value) for value in _ordered(fact, known)]
            text = "/".join(self.pick(choice) for choice in choices)
        if known.checked:
            return self.say("say.absent")
        if known.by:
            return self.say("say.known_by", value=text, by=known.by)
        return text

    def checked(self, facts: Mapping[str, Known]) -> list[str]:
        """Who checked the adverse facts that were not found, and when, where anybody is named."""
        checkers: dict[str, list[str]] = {}
        for name, known in facts.items():
            if known.checked:
                parts = {key: value for key in ("by", "on") if (value := getattr(known, key))}
                who = self.say(f"checked.{'_'.join(parts) or 'nobody'}", **parts)
                checkers.setdefault(who, []).append(name)
        if not {*checkers} - {self.say("checked.nobody")}:
            return []
        said = (
            checkers if len(checkers) == 1 else [self.labelled(w, self.facts(n)) for w, n in checkers.items()]
        )
        return [self.say("say.checked", who=self.joined(said))]

    # Answers

    def verdict(self, word: str) -> str:
        """A verdict such as `tolerated` or `open`, as it is said."""
        return self.say(f"verdict.{word}")

    def verdicts(self, possible: Iterable[Possible]) -> str:
        """The verdicts that are possible, with strokes between them."""
        return self.either(self.verdict(p.verdict) for p in possible)

    def either(self, items: Iterable[str]) -> str:
        """Items of which one holds, with strokes between them."""
        return ("／" if self.language == "zh" else " / ").join(items)

    def tiers(self, possible: Possible) -> str:
        """The tiers one answer allows."""
        if possible.tiers is None or possible.verdict != "tolerated":
            return ""
        if not possible.tiers:
            return self.say("tiers.none")
        said = self.listed(self._tier(tier, possible) for tier in possible.tiers)
        return self.aside(said, self.say("tiers.open")) if possible.tiers_open else said

    def _tier(self, tier: str, possible: Possible) -> str:
        """A tier, with what it is about alone, marked where it stands behind a gate nobody has seen."""
        said = self.about(self.say(f"tier.{tier}"), possible.about.get(tier, ()))
        return self.say("tiers.behind", tier=said) if tier in possible.behind else said

    def about(self, said: str, subjects: Iterable[str]) -> str:
        """A text with what it is about alone, where that is limited."""
        named = self.listed(self.say(f"about.{subject}") for subject in subjects)
        return self.aside(said, self.say("say.about", subjects=named)) if named else said

    def remaining(self, remaining: Remaining) -> str:
        """The verdict left under a supposition; for an open one with those that are possible."""
        text = self.verdict(remaining.verdict)
        if remaining.verdict == "open":
            return self.aside(text, self.verdicts(remaining.possible))
        return text

    def conflict(self, conflict: Conflict, here: Jurisdiction) -> str:
        """What two layers say of a case, and which of them the answer follows."""
        names = {text.region.id: self.pick(text.region.name) for text in here.texts}
        low, high = conflict.layers
        return self.say(
            f"conflict.{conflict.kind}",
            lower=names[low],
            higher=names[high],
            lower_clauses=self.listed(self.clause(name, here) for name in conflict.lower),
            higher_clauses=self.listed(self.clause(name, here) for name in conflict.higher),
        )

    def layer(self, name: str, here: Jurisdiction) -> str:
        """The name of the layer that a clause comes from."""
        return next(self.pick(text.region.name) for text in here.texts if text.region.id == name)

    def note(self, note: Note) -> str:
        """A note of a ruling, with the names in it as they are said."""
        values = {k: self.pick(v) if isinstance(v, Text) else v for k, v in note.values.items()}
        if "levels" in values:
            values["levels"] = self.listed(self.pick(level) for level in note.values["levels"])
        for name in ("clauses", "names"):
            if isinstance(values.get(name), tuple):
                values[name] = self.listed(self.clause_or_list(clause) for clause in values[name])
        if "facts" in values:
            values["facts"] = self.listed(self.in_list([*map(self.fact_or_list, values["facts"])]))
        if "years" in values:
            values["years"] = self.years(note.values["years"])
        return self.say(note.key, **values)

    def years(self, years: Sequence[int]) -> str:
        """Years in order, those that follow each other told together."""
        return self.listed(runs(years))

    def fact_or_list(self, name: str) -> str:
        """A fact's label, or the name of a whole list."""
        return self.list_name(name) if _is_list(name) else self.fact(name)

    def clause_or_list(self, name: str) -> str:
        """A clause's id as it is, or the name of a whole list."""
        return self.list_name(name) if _is_list(name) else name

    # Cells of the comparison

    def answer(self, ruling: Ruling, here: Jurisdiction) -> str:
        """The answer, its tiers, and what a filing is worth there."""
        lines = [self.verdict(ruling.verdict)]
        if ruling.verdict == "open":
            lines.append(self.say("say.possible", verdicts=self.verdicts(ruling.possible)))
        lines += self.allowed(ruling)
        lines += self.filed(ruling, here)
        if ruling.if_filed is not None:
            lines.append(self.say("say.if_filed", verdict=self.remaining(ruling.if_filed)))
        return "\n".join(lines)

    def allowed(self, ruling: Ruling) -> list[str]:
        """The tiers, where tolerance is possible."""
        key = "say.tiers_if" if len(ruling.possible) > 1 else "say.tiers"
        return [self.say(key, tiers=tiers) for p in ruling.possible if (tiers := self.tiers(p))]

    def effects(self, ruling: Ruling, here: Jurisdiction) -> list[str]:
        """What a tolerance brings here, and what each effect is about."""
        named = []
        for name in ruling.effects:
            subjects = self.listed(self.say(f"about.{subject}") for subject in here.by_id[name].about)
            clause = self.clause(name, here)
            named.append(self.aside(clause, subjects) if subjects else clause)
        return [self.say("say.effects", effects=self.listed(named))] if named else []

    def filed(self, ruling: Ruling, here: Jurisdiction) -> list[str]:
        """What the filing is worth here, or what one would have been; or why it isn't worth what it could be."""
        return [self._worth(filing, ruling, here) for filing in ruling.filing_worth]

    def _worth(self, filing: FilingWorth, ruling: Ruling, here: Jurisdiction) -> str:
        worth = self.say(f"worth.{here.by_id[filing.clause].worth}")
        clause = filing.clause.partition(":")[2]
        if filing.state == "not_met":
            facts = [
                self.labelled(self.fact(b.fact, here), self.value(self.described(b.fact, here), b.known))
                for b in filing.because
            ]
            why = self.joined(facts) or self.say("say.worth_answer", verdict=self.verdict(ruling.verdict))
            return self.say("say.worth_not", worth=worth, clause=clause, why=why)
        more = self.say("say.worth_open", clause=clause) if filing.state == "open" else clause
        said = self.aside(worth, more)
        return self.say("say.worth_if", worth=said) if filing.supposed else said

    def deciding(self, ruling: Ruling, here: Jurisdiction) -> str:
        """The clauses that decided; of an open answer, its red lines only as a number."""
        names = list(ruling.decided_by)
        if ruling.verdict == "open":
            red = [n for n in names if n in here.by_id and here.by_id[n].kind == "red_line"]
            if len(red) > 2:
                names = [name for name in names if name not in red]
                lines = [self.in_row(name, here) for name in names]
                return "\n".join([*lines, self.say("say.red_lines", count=len(red))])
        return "\n".join([*self.waiting(ruling, here), *(self.in_row(name, here) for name in names)])

    def clock(self, clock: Clock | None, form: str = "say", rulings: Iterable[Ruling] = ()) -> list[str]:
        """Which day's texts rule, and what was known by then; the form "screen" is shorter.

        Where a text of that day leaves one of these rulings to an earlier one, that is said as well.
        """
        lines = []
        if clock is not None:
            days = self.say("say.between").join(dict.fromkeys(clock.days))
            name = "today" if clock.is_today else clock.on if clock.on in NAMED else "date"
            lines.append(self.say(f"{form}.on_{name}", day=days))
            if any(note.key.startswith("note.transition_") for ruling in rulings for note in ruling.notes):
                lines[-1] = self.say(f"{form}.own_rule", basis=lines[-1])
        if clock is not None and clock.as_known is not None:
            lines.append(self.say("say.as_known", day=clock.as_known))
        return lines

    def one_of(self, verdicts: Iterable[str]) -> str:
        """The one verdict, as it is said; where several are possible that it is open, and between which."""
        distinct = [*dict.fromkeys(verdicts)]
        between = self.say("say.or").join(distinct)
        return between if len(distinct) == 1 else self.aside(self.verdict("open"), between)

    def either_of(self, verdict: str, possible: Iterable[Possible]) -> str:
        """A verdict, or for an open one those that are possible."""
        if verdict != "open":
            return self.verdict(verdict)
        return self.aside(self.verdict(verdict), self.either(self.verdict(p.verdict) for p in possible))

    def open_points(self, ruling: Ruling, here: Jurisdiction) -> str:
        """What would have to be known."""
        needs = ruling.needs
        lines: list[str] = []
        if needs.checks:
            lines.append(self.checks(needs.checks, here))
        if ruling.if_absent is not None and needs.checks:
            lines.append(self.say("say.if_absent", verdict=self.remaining(ruling.if_absent)))
        for key in ("scenes", "questions", "aside"):
            names = getattr(needs, key)
            if names:
                lines.append(self.say(f"say.{key}", facts=self.facts(names, here, in_row=True)))
        lines += self.failures(ruling, here)
        if "dates" in ruling.open_because:
            lines.append(self.say("say.dates_open"))
        for reading in ruling.readings:
            if reading.taken is None:
                lines.append(self.say("say.reading_open", question=self.fact(reading.id, here)))
        if said := self.unaddressed(ruling, here):
            lines.append(said)
        return "\n".join(lines)

    def unaddressed(self, ruling: Ruling, here: Jurisdiction) -> str:
        """The adverse facts that nothing addresses, and the findings that would settle the row.

        Nothing where every red line was seen: the ruling is settled then, and a note tells it.
        """
        lists = [f"{text.plugin}:red_line" for text in here.policies if not text.seen_whole("red_line")]
        if not ruling.unaddressed or not lists:
            return ""
        findings = self.listed(f'[findings."{name}"]' for name in lists)
        return self.say("say.unaddressed", facts=self.facts(ruling.unaddressed, here), findings=findings)

    def failures(self, ruling: Ruling, here: Jurisdiction) -> list[str]:
        """What failed: clause by clause, those that failed for the same reason together."""
        looked_at = {
            "unmet": ("situation", "condition"),
            "not_covered": ("situation",),
            "not_fileable": ("scope", "filing_condition"),
            "not_due": ("trigger",),
        }.get(ruling.answer, ())
        failed = [state for state in ruling.clauses if state.state == "not_met" and state.kind in looked_at]
        if ruling.answer == "unmet":
            failed = [s for s in failed if s.kind == "condition" or s.failed in ("requires", "finding")]
        readings = {name for policy in here.texts for name in policy.readings}
        why: dict[str, list[str]] = {}
        for state in failed:
            facts = [b for b in state.because if b.fact not in readings]
            said = [
                self.labelled(self.fact(b.fact, here), self.value(self.described(b.fact, here), b.known))
                for b in facts
            ]
            if said:
                why.setdefault(self.joined(said), []).append(self.in_own_row(state.id, here))
        key = "say.failed" if ruling.answer == "unmet" else "say.not_this_kind"
        return [self.say(key, clauses=self.listed(names), facts=facts) for facts, names in why.items()]

    def checks(self, names: tuple[str, ...], here: Jurisdiction) -> str:
        """The facts to be checked; of more than three only their number."""
        if len(names) <= 3:
            return self.labelled(self.say("say.checks", count=len(names)), self.facts(names, here))
        return self.say("say.checks", count=len(names))

    def unseen(self, ruling: Ruling, here: Jurisdiction) -> dict[str, str]:
        """The lists of which something may be unseen, by kind; one that only ends in 等 where that may matter."""
        lines: dict[str, str] = {}
        for kind, unseen in ruling.unseen.items():
            values = {"kind": self.say(f"kind.{kind}"), "missing": unseen.missing}
            seen = any(here.whole(policy).all_of(kind) for policy in here.policies)
            key = "unseen_report" if seen else "unseen_none"
            if unseen.missing:
                key = "unseen_missing"
            elif unseen.seen != "report" and unseen.open_ended:
                if not unseen.could_turn:
                    continue
                key = "unseen_open_ended"
            lines[kind] = self.say(f"say.{key}", **values)
        return lines

    def here(self, ruling: Ruling) -> Jurisdiction | None:
        """The region of a ruling, its clauses in the words of the versions that ruled; None if it failed."""
        here = self.registry.jurisdictions.get(ruling.region)
        return here and here.in_the_words_of(ruling.editions)

    def ruled(self, ruling: Ruling) -> Jurisdiction:
        """The same of a region that ruled."""
        here = self.here(ruling)
        assert here is not None
        return here

    def above(self, verdict: str, ground: str) -> str:
        """Another answer by the texts above, and what it rests on; one may rest on no clause of theirs."""
        return self.say("say.above_by" if ground else "say.above", verdict=verdict, ground=ground)

    def waiting(self, ruling: Ruling, here: Jurisdiction) -> list[str]:
        """The local clauses that hold and wait for what other texts add, where clauses above decided alone."""
        return [self.aside(self.in_row(n, here), self.say("say.met_alone")) for n in _met_alone(ruling, here)]

    def cited(self, ruling: Ruling, here: Jurisdiction) -> str:
        """The clauses that decided, the local ones first, or the list that was searched in vain."""
        waiting = [
            self.aside(self.clause(n, here), self.say("say.met_alone")) for n in _met_alone(ruling, here)
        ]
        clauses = [*waiting, *(self.clause(name, here) for name in ruling.decided_by)]
        lists = all(map(_is_list, ruling.decided_by))
        return self.labelled(self.say("column.searched" if lists else "column.clauses"), self.listed(clauses))

    def cited_above(self, name: str, ruling: Ruling) -> str:
        """A clause of the texts above: by its place in its document, if that is told, with what limits it."""
        here = self.registry.on_every_layer.jurisdictions[ruling.region]
        rule = here.in_the_words_of(ruling.editions_above).by_id[name]
        title, locator = self.pick(rule.clause.title), rule.clause.locator
        if locator is not None:
            title = self.say(
                "say.above_place", source=self.pick(rule.source.title), locator=self.pick(locator)
            )
        subjects = self.listed(self.say(f"about.{subject}") for subject in rule.about)
        limits = [self.say("say.about", subjects=subjects)] if subjects else []
        limits += [self.say("say.verify")] if rule.clause.verify else []
        return f"{name} {self.aside(title, self.listed(limits)) if limits else title}"

    def some(self, names: Sequence[str], most: int, what: str = "others") -> str:
        """The first of several names, and how many there are, of `others`, `regions` or `clauses`."""
        listed = self.listed(names[:most])
        if len(names) <= most:
            return listed
        return self.say(f"screen.and_{what}", names=listed, count=len(names), more=len(names) - most)

    def accusation(self, ruling: Ruling, here: Jurisdiction) -> list[str]:
        """Whether the report was a false accusation, where the case tells something of it, and what that rests on."""
        accusation = ruling.accusation
        if accusation is None or not accusation.raised:
            return []
        said = [
            self.labelled(self.fact(b.fact, here), self.value(self.described(b.fact, here), b.known))
            for b in accusation.because
        ]
        return [self.say("say.accusation", state=self.say(f"accusation.{accusation.state}")), *said]

    def worse(self, ruling: Ruling, here: Jurisdiction, state: str) -> list[str]:
        """The clauses by which a false accusation would be a worse one, those in this state."""
        accusation = ruling.accusation
        if accusation is None or not accusation.raised or accusation.state not in ("met", "open"):
            return []
        own = [
            self.clause(s.id, here) for s in ruling.clauses if s.kind == "aggravation" and s.state == state
        ]
        return own + [self.cited_above(s.id, ruling) for s in accusation.weighing if s.state == state]

    def state(self, state: ClauseState) -> str:
        """A clause's state; a red line is touched or not."""
        line = state.kind == "red_line" and state.state in ("met", "not_met")
        return self.say(f"{'red_line' if line else 'state'}.{state.state}")

    def because(self, state: ClauseState, here: Jurisdiction) -> str:
        """The facts behind a clause's state, with their values."""
        parts = [
            self.labelled(self.fact(b.fact, here), self.value(self.described(b.fact, here), b.known))
            for b in state.because
        ]
        if state.failed and state.kind == "situation":
            parts.append(self.say(f"failed.{state.failed}"))
        return self.joined(parts)

    def described(self, name: str, here: Jurisdiction) -> Fact:
        """A fact as the region has it, or else as the shared vocabulary does."""
        try:
            return here.fact(name)
        except KeyError:
            return self.registry.vocabulary[name]


def _is_list(name: str) -> bool:
    return f"kind.{name.partition(':')[2]}" in MESSAGES


def _ordered(fact: Fact, known: Known) -> list[bool | str]:
    values: tuple[bool | str, ...] = (True, False) if fact.type == "yes_no" else fact.values
    return [value for value in values if value in known.values]


def _span(span: Span, fact: Fact, language: Language) -> str:
    import datetime

    def text(number: int) -> str:
        if fact.type == "amount":
            return amount_in_words(number)[language]
        if fact.type == "working_days":
            return str(number // 2)
        return datetime.date.fromordinal(number).isoformat() if fact.type == "date" else str(number)

    # a day off stands between two working days, of which neither is reached
    between = {
        end for end in (span.low, span.high) if fact.type == "working_days" and end is not None and end % 2
    }
    if span.low is not None and span.high is not None and not between:
        return f"{text(span.low)} – {text(span.high)}"
    low = "" if span.low is None else f"{'>' if span.low in between else '≥'} {text(span.low)}"
    high = (
        ""
        if span.high is None
        else f"< {text(span.high + 1)}"
        if span.high in between
        else f"≤ {text(span.high)}"
    )
    return ", ".join(filter(None, (low, high))) or "?"


def _met_alone(ruling: Ruling, here: Jurisdiction) -> list[str]:
    """The local situations that are met, where clauses above tolerate alone: a condition they add is still open."""
    local = [state for state in ruling.clauses if state.layer == here.id and state.kind == "situation"]
    shut = any(state.kind == "condition" and state.state == "not_met" for state in ruling.clauses)
    if ruling.answer != "tolerated" or shut or {state.id for state in local} & {*ruling.decided_by}:
        return []
    return [state.id for state in local if state.state == "met"]
