"""The form as it is shown: the case in words, then its facts by the six factors, each with where it matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from rongcuo.facts.vocabulary import GROUPS, Fact
from rongcuo.policy.cases import DATES
from rongcuo.render.words import Words
from rongcuo_documents.markup import Markup, element

from ..serving.address import Fields
from .fields import (
    BASIS,
    BEFORE,
    BY,
    CHECKED_BY,
    CHECKED_ON,
    DATE,
    FACT,
    FILE,
    FINDING,
    KEPT,
    TEXTS,
    names_of,
)
from .filled import findings_of

#: The form that fields outside it belong to.
FORM = "case"
#: So many regions are named where a fact matters; of more their number is told.
_NAMED = 4


@frozen
class Controls:
    """The controls of one form, with what is filled in."""

    words: Words
    fields: Fields
    readers: Mapping[str, Sequence[str]]

    def shown(self) -> list[Markup]:
        """Every control, by group; a group that has something filled in is open."""
        return [self._about(), *map(self._group, GROUPS), *self._findings()]

    def _about(self) -> Markup:
        """What the case is about: its title and place, the days, and the file that it was opened with."""
        say = self.words.say
        rows = [self._text(key, say(f"web.{key}"), say(f"web.{key}_hint")) for key in TEXTS[:2]]
        days = [self._text(DATE + key, say(f"web.date_{key}"), short=True) for key in DATES]
        return element(
            "div",
            *(
                element("input", type="hidden", name=name, value=self.fields.all(name)[-1])
                for name in (FILE, KEPT, BEFORE)
                if self.fields.get(name)
            ),
            *rows,
            element("div", *days, class_="days"),
            element("p", say("web.days_hint"), class_="hint"),
            element(
                "label",
                element("span", say("web.summary")),
                element("textarea", self.fields.get("summary"), name="summary", rows="3"),
                class_="text",
            ),
            class_="about",
        )

    def _text(self, name: str, label: str, hint: str = "", *, short: bool = False) -> Markup:
        return element(
            "label",
            element("span", label),
            element("input", name=name, value=self.fields.get(name), placeholder=hint, autocomplete="off"),
            class_="text short" if short else "text",
        )

    def _group(self, group: str) -> Markup:
        facts = [f for f in self.words.registry.vocabulary.values() if f.group == group and not f.derived]
        read = [fact for fact in facts if fact.id in self.readers]
        unread = [fact for fact in facts if fact not in read]
        inside = [*map(self.fact, read)]
        if group == "nature":
            inside.insert(0, self._checker())
        if unread:
            summary = element("summary", self.words.say("web.unread", count=len(unread)))
            is_open = any(map(self._is_filled, unread))
            inside.append(element("details", summary, *map(self.fact, unread), open=is_open, class_="unread"))
        count = sum(map(self._is_filled, facts))
        title = self.words.say(f"group.{group}")
        head = [
            element("h2", title),
            " ",
            element("span", self.words.say("web.of", count=count, all=len(facts))),
        ]
        return element(
            "details",
            element("summary", *head),
            *inside,
            class_="group",
            id=f"group-{group}",
            open=bool(count) or group == "scene",
        )

    def _checker(self) -> Markup:
        """Who checked what is marked as not found."""
        say = self.words.say
        return element(
            "div",
            element("p", say("web.checked_hint"), class_="hint"),
            self._text(CHECKED_BY, say("web.checked_by"), short=True),
            self._text(CHECKED_ON, say("web.checked_on"), short=True),
            class_="days",
        )

    def _is_filled(self, fact: Fact) -> bool:
        return any(self.fields.filled(name) for name in names_of(fact))

    # One fact

    def fact(self, fact: Fact) -> Markup:
        words = self.words
        name = FACT + fact.id
        asked = element("legend", words.pick(fact.ask), class_="ask")
        beside = [element("p", " · ".join(self._beside(fact)), class_="where")]
        if fact.note is not None:
            beside.append(element("p", words.pick(fact.note), class_="hint"))
        inside: list[Markup]
        if fact.type == "yes_no":
            inside = [self._three(name, absent=fact.adverse and fact.absent is False)]
        elif fact.numeric:
            hint = words.say(f"web.hint_{fact.type}")
            field = element(
                "input", name=name, value=self.fields.get(name), placeholder=hint, autocomplete="off",
                aria_label=words.pick(fact.label),
            )  # fmt: skip
            inside = [element("p", field, class_="number")]
        elif fact.type == "set":
            inside = [self._members(fact)]
        else:
            inside = [self._choices(fact)]
        if fact.body:
            inside.append(self._who(fact.id))
        kind = "fact adverse" if fact.adverse else "fact"
        return element("fieldset", asked, *inside, *beside, class_=kind, id=f"fact-{fact.id}")

    def _beside(self, fact: Fact) -> Iterator[str]:
        """The name of a fact, and where it matters."""
        words = self.words
        yield words.pick(fact.label)
        if fact.adverse:
            yield words.say("mark.adverse")
        if fact.body:
            yield words.say("mark.body")
        regions = self.readers.get(fact.id, ())
        if regions:
            named = words.regions(regions[:_NAMED])
            more = len(regions) > _NAMED
            yield words.say("web.read_by_many" if more else "web.read_by", regions=named, count=len(regions))

    def _three(self, name: str, *, absent: bool = False) -> Markup:
        """Yes, no or unknown; of what is looked for, no means that it was looked for and not found."""
        say, value = self.words.say, self.fields.get(name)
        labels = {
            "yes": say("web.yes"),
            "no": say("web.absent" if absent else "web.no"),
            "": say("web.unknown"),
        }
        return element("div", *(self._radio(name, key, labels[key], value) for key in labels), class_="three")

    def _radio(self, name: str, key: str, label: str, value: str) -> Markup:
        field = element("input", type="radio", name=name, value=key or "", checked=key == value)
        if not key:  # an attribute without a value is left out
            field = Markup(str(field).replace(' name="', ' value="" name="', 1))
        return element("label", field, element("span", label))

    def _choices(self, fact: Fact) -> Markup:
        """The choices; with several of them it may be any of these."""
        chosen = self.fields.all(FACT + fact.id)
        boxes = [
            element(
                "label",
                element(
                    "input", type="checkbox", name=FACT + fact.id, value=each.id, checked=each.id in chosen
                ),
                element("span", self.words.pick(each.label)),
            )
            for each in fact.choices
            if each.id != fact.unknown
        ]
        hint = element("p", self.words.say("web.several_hint"), class_="hint")
        return element("div", element("div", *boxes, class_="chips"), hint)

    def _members(self, fact: Fact) -> Markup:
        rows = [
            element(
                "div",
                element("span", self.words.pick(choice.label), id=f"{name}-label"),
                Markup(
                    str(self._three(name)).replace(
                        "<div", f'<div role="group" aria-labelledby="{name}-label"', 1
                    )
                ),
                class_="member",
            )
            for choice, name in zip(
                [each for each in fact.choices if each.id != fact.unknown], names_of(fact), strict=True
            )
        ]
        rest = element("button", self.words.say("web.rest_no"), type="button", data_rest=True, class_="plain")
        return element("div", *rows, rest, class_="members")

    def _who(self, name: str) -> Markup:
        """Who established something, and on what basis."""
        say = self.words.say
        return element(
            "div",
            self._text(BY + name, say("web.by"), short=True),
            self._text(BASIS + name, say("web.basis"), short=True),
            class_="days",
        )

    # Findings

    def _findings(self) -> Iterator[Markup]:
        """What a person finds on a clause, where its text leaves that to somebody."""
        words = self.words
        rows = []
        filled = 0
        for name, region in findings_of(words.registry):
            here = words.registry.jurisdictions[region]
            finding = words.pick(here.variables[name].label)
            asked = words.say("ask.finding", finding=finding, clause=words.clause(name, here))
            filled += bool(self.fields.get(FINDING + name))
            rows.append(
                element(
                    "fieldset",
                    element("legend", asked, class_="ask"),
                    self._three(FINDING + name),
                    self._who(name),
                    element("p", words.pick(here.by_id[name].clause.statement), class_="where"),
                    class_="fact",
                    id=f"fact-{name}",
                )
            )
        if rows:
            count = words.say("web.of", count=filled, all=len(rows))
            head = [element("h2", words.say("web.findings")), " ", element("span", count)]
            yield element(
                "details",
                element("summary", *head),
                *rows,
                class_="group",
                id="group-findings",
                open=bool(filled),
            )
