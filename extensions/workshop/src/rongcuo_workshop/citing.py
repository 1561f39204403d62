"""Citing: the clauses of a plugin put beside the passages of its document, by their locators."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from attrs import field, fields, frozen

from rongcuo.facts.problems import InputError, Problem, nearest
from rongcuo.facts.text import Text
from rongcuo.policy.clauses import Source
from rongcuo.policy.policy import Policy, Rule
from rongcuo.render.amendments import earlier_texts

from .numerals import in_characters
from .outline.passages import Passage
from .overlap import Fold, folding, pairs

#: The parts that a locator names, from the widest: an article or a part, its paragraph, item and point.
_DEPTHS = {"条": 0, "部分": 0, "款": 1, "项": 2, "目": 3}
_STEP = re.compile(
    r"(至|到|—|-)?第?\s*[（(]?([零〇一二三四五六七八九十百0-9]+)[）)]?(条|部分|款|项|目)(?:之([一二三四五六七八九十]+))?"
)
_PARAGRAPH = re.compile(
    r"(?:“([^”]+)”一?[节段部]\S*?)?(?:第([零〇一二三四五六七八九十百0-9]+)自?然?段|(末段|最后一段))"
)

#: A sentence of its paragraph that a locator names.
_SENTENCE = re.compile(r"第([零〇一二三四五六七八九十百0-9]+)句|(末句|最后一句)")
#: The share of a sentence's pairs of characters that has to stand in the clauses that cite its paragraph.  In the
#: reports that our plugins cite, what a clause was made of has a fifth or more, what tells no rule an eighth or less.
SHARE = 0.15

#: A part that a locator names: how deep, its number, and what stands behind 之.
Step = tuple[int, int, int]


@frozen
class Beside:
    """A passage, the clauses that are shown beside it, and those shown elsewhere that cite it as well.

    `unsaid` are the places of its sentences that none of them takes up.
    """

    passage: Passage
    clauses: tuple[Rule, ...] = ()
    also: tuple[Rule, ...] = ()
    unsaid: tuple[int, ...] = ()

    @property
    def cited(self) -> bool:
        return bool(self.clauses or self.also)

    @property
    def missed(self) -> bool:
        """Whether it says something and no clause cites it."""
        return not self.cited and not self.passage.heads


@frozen(kw_only=True)
class Compared:
    """A document beside the clauses of `sources`; `nowhere` are those whose place isn't found in it."""

    rows: tuple[Beside, ...]
    nowhere: tuple[Rule, ...]
    sources: tuple[Source, ...] = field(default=())

    @property
    def missed(self) -> list[Passage]:
        return [row.passage for row in self.rows if row.missed]

    @property
    def unsaid(self) -> list[tuple[Passage, str]]:
        """The sentences that the clauses which cite their passage don't take up, with it."""
        return [(row.passage, row.passage.sentences[at]) for row in self.rows for at in row.unsaid]


def beside(policy: Policy, passages: Sequence[Passage], source_id: str | None = None) -> Compared:
    """Each passage with the clauses that cite it; `source_id` is that of the source that the document is.

    Raises InputError.
    """
    sources = _sources(policy, passages, source_id)
    rules = _citing(policy, {source.id for source in sources})
    fold = _folding()
    shown: dict[int, list[Rule]] = {}
    also: dict[int, list[Rule]] = {}
    nowhere = []
    for rule in rules:
        exact, within = _cited(rule, passages, fold)
        for number in exact or within[:1]:
            shown.setdefault(number, []).append(rule)
        for number in within if exact else within[1:]:
            also.setdefault(number, []).append(rule)
        if not exact and not within:
            nowhere.append(rule)
    rows = []
    for number, passage in enumerate(passages):
        beside_it, elsewhere = tuple(shown.get(number, ())), tuple(also.get(number, ()))
        rows.append(Beside(passage, beside_it, elsewhere, _unsaid(passage, (*beside_it, *elsewhere), fold)))
    return Compared(rows=tuple(rows), nowhere=tuple(nowhere), sources=sources)


def _citing(policy: Policy, sources: Collection[str]) -> list[Rule]:
    """The clauses that cite these sources, those that earlier texts had otherwise too."""
    rules = list(policy.rules)
    for earlier in earlier_texts(policy):
        rules += earlier.rules
    return [rule for rule in rules if rule.source.id in sources]


def _folding() -> Fold:
    """What makes traditional characters simplified ones, where the library for it is there."""
    try:
        return folding()
    except InputError:
        return str


def _unsaid(passage: Passage, rules: Sequence[Rule], fold: Fold) -> tuple[int, ...]:
    """The sentences of a cited passage that no clause takes up, by their places.

    A clause takes up a sentence that its locator names, and else what shares enough of its words; of a single
    sentence the locator tells all.
    """
    sentences = passage.sentences
    if not rules or passage.heads or len(sentences) == 1:
        return ()
    named: set[int] = set()
    words: list[str] = []
    for rule in rules:
        numbers = _sentences_named(rule, len(sentences))
        named |= numbers
        if not numbers:
            words += _words(rule)
    said = pairs(words, fold)
    return tuple(
        at
        for at, text in enumerate(sentences)
        if at not in named and not _taken_up(pairs([text], fold), said)
    )


def _taken_up(sentence: frozenset[str], said: frozenset[str]) -> bool:
    return len(sentence & said) >= SHARE * len(sentence)


def _sentences_named(rule: Rule, count: int) -> set[int]:
    locator = "" if rule.clause.locator is None else rule.clause.locator.zh
    return {count - 1 if last else _number(number) - 1 for number, last in _SENTENCE.findall(locator)}


def _words(rule: Rule) -> Iterator[str]:
    """What a clause says in Chinese, its locator aside."""
    for attribute in fields(type(rule.clause)):
        text = getattr(rule.clause, attribute.name)
        if isinstance(text, Text) and attribute.name != "locator":
            yield text.zh


def _sources(policy: Policy, passages: Sequence[Passage], source_id: str | None) -> tuple[Source, ...]:
    """The source that the document is: the one given, or the one whose title stands in it, else every one."""
    if source_id is not None and source_id not in policy.sources:
        near = nearest(source_id, policy.sources)
        raise InputError(Problem("unknown_source", {"source": source_id, "near": near}, "--as"))
    if source_id is not None:
        return (policy.sources[source_id],)
    heads = {_plain(passage.text) for passage in passages if passage.heads}
    named = [source for source in policy.sources.values() if _plain(source.title.zh) in heads]
    return tuple(named or policy.sources.values())


def _plain(text: str) -> str:
    return re.sub(r"[\s《》]", "", text)


def _cited(rule: Rule, passages: Sequence[Passage], fold: Fold) -> tuple[list[int], list[int]]:
    """The numbers of the passages that a clause cites: exactly, and as part of what it cites."""
    locator = rule.clause.locator
    if locator is None:
        return [], []
    if _PARAGRAPH.search(locator.zh):
        numbers = [
            number for number, passage in enumerate(passages) if _is_paragraph(locator.zh, passage, fold)
        ]
        return numbers[:1], numbers[1:]
    cited = list(citations(locator.zh))
    exact, within = [], []
    for number, passage in enumerate(passages):
        if passage.place is None or passage.heads:
            continue
        same = _plain(passage.place.zh) == _plain(locator.zh)
        steps = next(iter(citations(passage.place.zh)), ())
        fits = [fit for one in cited if (fit := _fits(one, steps)) is not None]
        if same or 0 in fits:
            exact.append(number)
        elif fits:
            within.append(number)
    return exact, within


def _is_paragraph(locator: str, passage: Passage, fold: Fold) -> bool:
    for section, number, _ in _PARAGRAPH.findall(locator):
        if section and section not in fold(passage.section):
            continue
        if number and (passage.inside if section else passage.paragraph) == _number(number):
            return True
        if not number and (passage.ends_section if section else passage.ends):
            return True
    return False


def _fits(cited: tuple[Step, ...], steps: tuple[Step, ...]) -> int | None:
    """How many steps inside of what is cited a place stands; None where it isn't in there.

    A paragraph is named or not: the third item is that of the whole article, and an article of one
    paragraph has a first one.
    """
    if not steps or not cited:
        return None
    if not any(depth == 1 for depth, *_ in cited):
        steps = tuple(step for step in steps if step[0] != 1 or len(cited) == 1)
    if not any(depth == 1 for depth, *_ in steps):
        cited = tuple(step for step in cited if step[:2] != (1, 1))
    return len(steps) - len(cited) if steps[: len(cited)] == cited else None


def citations(locator: str) -> Iterator[tuple[Step, ...]]:
    """The places that a locator names: 第五条第一项至第三项、第六条 are four."""
    steps: tuple[Step, ...] = ()
    for to, number, kind, sub in _STEP.findall(locator):
        step = (_DEPTHS[kind], _number(number), _number(sub) if sub else 0)
        above = tuple(known for known in steps if known[0] < step[0])
        if len(above) < len(steps):
            yield steps
            if to and steps[-1][0] == step[0]:
                for between in range(steps[-1][1] + 1, step[1]):
                    yield (*above, (step[0], between, 0))
        steps = (*above, step)
    if steps:
        yield steps


def _number(signs: str) -> int:
    if signs.isascii():
        return int(signs)
    return int(in_characters(signs) or 0)
