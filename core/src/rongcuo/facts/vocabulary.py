"""Facts: what can be asked of a case, and the values they take."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import combinations
from typing import ClassVar, Literal, get_args

from attrs import frozen

from .problems import InputError, Problem, Problems, as_written, nearest, not_one_of
from .text import Text, by_label, listing, plain
from .written import amount_written, date_meant

FactType = Literal["yes_no", "choice", "level", "set", "amount", "date", "period", "working_days"]

#: The six factors every policy weighs, in the order of the national text of 2018.
SIX_FACTORS = ("motive", "circumstances", "procedure", "nature", "consequences", "remedy")
GROUPS = ("scene", *SIX_FACTORS, "filing", "clarification", "stage")

#: The screens on which an interview asks for adverse facts, in the order in which they are told apart.
Screen = Literal["probity", "safety", "finance", "procedure", "conduct"]
SCREENS: tuple[Screen, ...] = get_args(Screen)
#: The screen of an adverse fact that names none, by its group.
_SCREEN_OF_GROUP: dict[str, Screen] = {
    "procedure": "procedure",
    "consequences": "safety",
    "motive": "probity",
    "nature": "probity",
}

#: A value as the core keeps it: yes/no, a choice's id, a set of ids, fen, a day's ordinal number, days,
#: half working days (so that a day off stands between two working days).
Value = bool | str | frozenset[str] | int


#: The longest list of choices that anybody can be asked to choose from.
MOST_CHOICES = 500

#: What a data file gives as an adverse fact's absent value: no, a choice, or the empty set.
Absent = bool | str | tuple[str, ...] | None


@frozen
class Choice:
    """One value of a closed list; `also` are other words for it, which help to find it and are no names of it."""

    id: str
    zh: str
    en: str
    also: tuple[str, ...] = ()

    @property
    def label(self) -> Text:
        return Text(self.zh, self.en)


#: What a harm can be measured by.
_HARMFUL = ("yes_no", "level", "amount")


@frozen(kw_only=True)
class Fact:
    """One thing that can be known of a case.

    `absent` is declared by adverse facts alone: the value once somebody checked and found nothing.
    `only_if` is a condition without which the fact can't be; `weighs_for` and `weighs_against` are
    conditions of the six-factor sheet.  `body` marks what only a competent body establishes.  `screen` is the
    screen of an interview that asks for an adverse fact, where its group doesn't tell.  `also` are other words
    for it and, of a yes/no fact, `also_no` words that say that it isn't so: they help to find it and are no names.
    `note` helps whoever answers to tell it from another.  `before` and `after` are values that can still be
    brought about, before the act is done or after it: of a set the members that it can be given, none at all
    where it can be left empty, and of any other fact none where nobody can plan on it; None where it isn't for
    anybody to bring about.  `harm` is what went wrong, which
    a case presupposes: yes is worse than no, a later value worse than an earlier one, a larger amount worse.
    """

    #: Keys that somebody might expect, and the problem that tells what to write instead.
    EXPECTED: ClassVar[Mapping[str, str]] = {"adverse": "fact_adverse"}

    id: str
    group: str
    type: FactType
    label: Text
    ask: Text
    choices: tuple[Choice, ...] = ()
    absent: Absent = None
    adverse_from: str | None = None
    harm: bool = False
    body: bool = False
    unknown: str | None = None
    only_if: str | None = None
    weighs_for: str | None = None
    weighs_against: str | None = None
    screen: Screen | None = None
    also: tuple[str, ...] = ()
    also_no: tuple[str, ...] = ()
    note: Text | None = None
    before: tuple[bool | str, ...] | None = None
    after: tuple[bool | str, ...] | None = None

    def __attrs_post_init__(self) -> None:
        listed = self.type in ("choice", "level", "set")
        ids = [choice.id for choice in self.choices]
        twice = [name for name, times in Counter(ids).items() if times > 1]
        problems = Problems()
        if len(ids) > MOST_CHOICES:
            raise InputError(Problem("fact_many_choices", {"most": MOST_CHOICES}, "choices"))
        if self.group not in GROUPS:
            problems.append(not_one_of("group", self.group, GROUPS))
        if listed and not self.choices:
            problems.add("fact_needs_choices", "choices", type=self.type)
        if self.choices and not listed:
            problems.add("fact_takes_no_choices", "choices", type=self.type)
        if twice:
            problems.add("fact_choice_twice", "choices", names=", ".join(twice))
        if self.absent is not None and self.numeric:
            problems.add("fact_never_adverse", "absent", type=self.type)
        elif self.absent is not None and (self.choices or not listed):
            possible: dict[str, tuple[object, ...]] = {"yes_no": (False, True), "set": ((),)}
            allowed = possible.get(self.type, self.values)
            if self.absent not in allowed:
                problems.append(not_one_of("absent", self.absent, allowed))
        if self.screen is not None and self.absent is None:
            problems.add("fact_needs_absent", "screen")
        if self.also_no and self.type != "yes_no":
            problems.add("fact_also_no", "also_no", type=self.type)
        if self.adverse_from is not None:
            if self.absent is None:
                problems.add("fact_needs_absent", "adverse_from")
            if self.adverse_from not in self.values:
                problems.append(not_one_of("adverse_from", self.adverse_from, self.values))
        if self.harm and (self.absent is not None or self.type not in _HARMFUL):
            problems.add("fact_harm", "harm", type=self.type)
        for key in ("before", "after"):
            for value in getattr(self, key) or ():
                if value not in self._named_values:
                    problems.append(not_one_of(key, value, self._named_values))
        problems.raise_any()

    @property
    def _named_values(self) -> tuple[bool | str, ...]:
        return (False, True) if self.type == "yes_no" else self.values

    @property
    def adverse(self) -> bool:
        return self.absent is not None

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The ids of its choices, without the one that means "not known yet"."""
        return tuple(choice.id for choice in self.choices if choice.id != self.unknown)

    @property
    def asked_on(self) -> Screen:
        """The screen on which an adverse fact is asked for."""
        return self.screen or _SCREEN_OF_GROUP.get(self.group, "conduct")

    @cached_property
    def worsenings(self) -> tuple[tuple[Value, Value], ...]:
        """The pairs of its values of which the second is worse; of a set those of each member, in it or not.

        A number that is a harm has no list of values: the larger is the worse.
        """
        values: tuple[Value, ...] = (False, True) if self.type in ("yes_no", "set") else self.values
        if self.harm:
            return tuple(combinations(values, 2))
        if self.type == "set":
            return ((False, True),) if self.adverse else ()
        bad = [value for value in values if value in self.adverse_values()]
        pairs = [(value, worse) for value in values if value not in bad for worse in bad]
        return (*pairs, *(combinations(bad, 2) if self.type == "level" else ()))

    @property
    def numeric(self) -> bool:
        return self.type in ("amount", "date", "period", "working_days")

    @property
    def derived(self) -> bool:
        """Whether it is the days between two dates, which are asked in its place."""
        return self.type in ("period", "working_days")

    def adverse_values(self) -> frozenset[Value]:
        """Of a fact with finitely many values other than a set: those that count against a person."""
        if self.absent is None:
            return frozenset()
        if self.type == "yes_no":
            return frozenset([not self.absent])
        if self.adverse_from is not None:
            return frozenset(self.values[self.values.index(self.adverse_from) :])
        return frozenset(value for value in self.values if value != self.absent)

    def has_word(self, word: str) -> bool:
        """Whether a word stands in its names, its question, its choices or the other words for them."""
        texts = [self.id, self.label.zh, self.label.en, self.ask.zh, self.ask.en, *self.also, *self.also_no]
        texts += [text for c in self.choices for text in (c.id, c.zh, c.en, *c.also)]
        return any(plain(word) in plain(text) for text in texts)

    def show(self, value: Value) -> Text:
        """A value in words."""
        if isinstance(value, bool):
            return Text("是", "yes") if value else Text("否", "no")
        if isinstance(value, frozenset):
            if not value:
                return Text("无", "none")
            return listing(choice.label for choice in self.choices if choice.id in value)
        if isinstance(value, int):
            if self.type == "amount":
                return amount_in_words(value)
            if self.type == "date":
                day = datetime.date.fromordinal(value).isoformat()
                return Text(day, day)
            if self.type == "working_days":
                return _show_halves(value)
            return Text(f"{value}日", f"{value} days")
        for choice in self.choices:
            if choice.id == value:
                return choice.label
        return Text(value, value)


def _show_halves(halves: int) -> Text:
    """A number of working days; of a day off, the two that it is between."""
    whole = halves // 2
    if halves % 2 == 0:
        return Text(f"{whole}个工作日", f"{whole} working days")
    return Text(
        f"超过{whole}个工作日、不满{whole + 1}个工作日",
        f"more than {whole} and less than {whole + 1} working days",
    )


def show_yuan(fen: int) -> str:
    """An amount in fen as yuan, the decimals only where there are any."""
    yuan, rest = divmod(fen, 100)
    return f"{yuan:,}.{rest:02}" if rest else f"{yuan:,}"


def amount_in_words(fen: int) -> Text:
    """An amount in fen with its unit, in Chinese as officials write it: 30万元, 1.2亿元, but 300,500元."""
    plainly = show_yuan(fen)
    ten_thousands, rest = divmod(fen, 10**6)
    zh = f"{plainly}元"
    if fen and not rest:
        hundredths, uneven = divmod(ten_thousands, 100)
        exact = ten_thousands < 10**4 or uneven
        zh = f"{ten_thousands}万元" if exact else f"{f'{hundredths / 100:.2f}'.rstrip('0').rstrip('.')}亿元"
    return Text(zh, f"{plainly} yuan")


#: What a word stands for: a fact, and what it says of it, where it says anything.
Meant = tuple[Fact, Value | None]


def _meant(fact: Fact) -> Iterator[tuple[str, Meant]]:
    """Each of a fact's other words, and of its choices' words and names."""
    yield from ((plain(word), (fact, None)) for word in fact.also)
    yield from ((plain(word), (fact, False)) for word in fact.also_no)
    for choice in fact.choices:
        yield from (
            (word, (fact, choice.id)) for word in {plain(w) for w in (choice.zh, choice.en, *choice.also)}
        )


class Vocabulary(Mapping[str, Fact]):
    """Facts by id, and what can't be true together."""

    def __init__(self, facts: Iterable[Fact], impossible: Iterable[tuple[str, Text]] = ()) -> None:
        self._facts = {fact.id: fact for fact in facts}
        self.impossible = tuple(impossible)

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the facts with each label, in plain words; what is derived can't be told."""
        facts = [fact for fact in self.values() if fact.type != "period"]
        return by_label((fact.id, label) for fact in facts for label in (fact.label.zh, fact.label.en))

    @cached_property
    def meant(self) -> Mapping[str, Meant]:
        """What people's other words stand for, in plain words; a word that stands for several things isn't here."""
        pairs = [pair for fact in self.values() if fact.type != "period" for pair in _meant(fact)]
        times = Counter(word for word, _ in pairs)
        return {word: meant for word, meant in pairs if times[word] == 1 and word not in self.labels}

    def adding(self, facts: Iterable[Fact]) -> Vocabulary:
        """This vocabulary with more facts."""
        return Vocabulary([*self._facts.values(), *facts], self.impossible)


@frozen
class _Impossible:
    when: str
    says: Text


@frozen
class _FactFile:
    fact: tuple[Fact, ...]
    impossible: tuple[_Impossible, ...]


@cache
def shared_vocabulary() -> Vocabulary:
    """The facts that every plugin may read."""
    import tomllib
    from importlib.resources import files

    from .structuring import structure

    text = files("rongcuo").joinpath("data/facts.toml").read_text("utf-8")
    read = structure(tomllib.loads(text), _FactFile)
    return Vocabulary(read.fact, ((entry.when, entry.says) for entry in read.impossible))


def parse_amount(raw: object) -> int:
    """Yuan as an integer, or in quotes as people write them, in fen.  Raises InputError."""
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw < 10**15:
        return raw * 100
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,2})?", raw):
        yuan, _, rest = raw.partition(".")
        return int(yuan) * 100 + int(rest.ljust(2, "0"))
    if isinstance(raw, str) and (fen := amount_written(raw)) is not None:
        return fen
    raise InputError(Problem("bad_amount", {"value": as_written(raw)}))


def parse_date(raw: object) -> int:
    """A day, as TOML's own date or in quotes, as its ordinal number.  Raises InputError."""
    if isinstance(raw, datetime.date) and not isinstance(raw, datetime.datetime):
        return raw.toordinal()
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
        try:
            return datetime.date.fromisoformat(raw).toordinal()
        except ValueError:
            pass
    near = date_meant(raw)
    day = f'"{near}"' if len(near) == len("2024-05-01") else ""
    raise InputError(Problem("bad_date", {"value": as_written(raw), "near": day}))


def parse_days(raw: object) -> int:
    """A whole number of days.  Raises InputError."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise InputError(Problem("bad_days"))


def parse_number(fact: Fact, raw: object) -> int:
    """An amount, a date or a number of days as it is kept.  Raises InputError."""
    if fact.type == "working_days":
        return 2 * parse_days(raw)
    return {"amount": parse_amount, "date": parse_date, "period": parse_days}[fact.type](raw)


def parse_choice(fact: Fact, raw: object) -> str:
    """One of a fact's choices.  Raises InputError."""
    if isinstance(raw, str) and raw in {choice.id for choice in fact.choices}:
        return raw
    ids = [choice.id for choice in fact.choices]
    labels = {label: choice.id for choice in fact.choices for label in (choice.zh, choice.en)}
    near = labels.get(raw) or nearest(raw, ids) if isinstance(raw, str) else ""
    values = {"fact": fact.id, "label": fact.id, "value": as_written(raw)}
    values |= {"choices": ", ".join(ids), "near": near}
    raise InputError(Problem("bad_choice", values))
