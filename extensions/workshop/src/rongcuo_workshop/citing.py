"""Citing: the clauses of a plugin put beside the passages of its document, by their locators."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from attrs import field, frozen

from rongcuo.facts.problems import InputError, Problem, nearest
from rongcuo.policy.clauses import Source
from rongcuo.policy.policy import Policy, Rule
from rongcuo.render.amendments import earlier_texts

from .numerals import in_characters
from .outline.passages import Passage

#: The parts that a locator names, from the widest: an article or a part, its paragraph, item and point.
_DEPTHS = {"条": 0, "部分": 0, "款": 1, "项": 2, "目": 3}
_STEP = re.compile(
    r"(至|到|—|-)?第?\s*[（(]?([零〇一二三四五六七八九十百0-9]+)[）)]?(条|部分|款|项|目)(?:之([一二三四五六七八九十]+))?"
)
_PARAGRAPH = re.compile(
    r"(?:“([^”]+)”一?[节段部]\S*?)?(?:第([零〇一二三四五六七八九十百0-9]+)自?然?段|(末段|最后一段))"
)

#: A part that a locator names: how deep, its number, and what stands behind 之.
Step = tuple[int, int, int]


@frozen
class Beside:
    """A passage, the clauses that are shown beside it, and those shown elsewhere that cite it as well."""

    passage: Passage
    clauses: tuple[Rule, ...] = ()
    also: tuple[Rule, ...] = ()

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


def beside(policy: Policy, passages: Sequence[Passage], source_id: str | None = None) -> Compared:
    """Each passage with the clauses that cite it; `source_id` is that of the source that the document is.

    Raises InputError.
    """
    sources = _sources(policy, passages, source_id)
    rules = _citing(policy, {source.id for source in sources})
    shown: dict[int, list[Rule]] = {}
    also: dict[int, list[Rule]] = {}
    nowhere = []
    for rule in rules:
        exact, within = _cited(rule, passages)
        for number in exact or within[:1]:
            shown.setdefault(number, []).append(rule)
        for number in within if exact else within[1:]:
            also.setdefault(number, []).append(rule)
        if not exact and not within:
            nowhere.append(rule)
    rows = (
        Beside(passage, tuple(shown.get(number, ())), tuple(also.get(number, ())))
        for number, passage in enumerate(passages)
    )
    return Compared(rows=tuple(rows), nowhere=tuple(nowhere), sources=sources)


def _citing(policy: Policy, sources: Collection[str]) -> list[Rule]:
    """The clauses that cite these sources, those that earlier texts had otherwise too."""
    rules = list(policy.rules)
    for earlier in earlier_texts(policy):
        rules += earlier.rules
    return [rule for rule in rules if rule.source.id in sources]


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


def _cited(rule: Rule, passages: Sequence[Passage]) -> tuple[list[int], list[int]]:
    """The numbers of the passages that a clause cites: exactly, and as part of what it cites."""
    locator = rule.clause.locator
    if locator is None:
        return [], []
    if _PARAGRAPH.search(locator.zh):
        numbers = [number for number, passage in enumerate(passages) if _is_paragraph(locator.zh, passage)]
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


def _is_paragraph(locator: str, passage: Passage) -> bool:
    for section, number, _ in _PARAGRAPH.findall(locator):
        if section and section not in passage.section:
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
