"""Replaying: every case that is kept, ruled by two texts, and those of which they say different things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.vocabulary import Vocabulary
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import Case, Question, case_from
from rongcuo.ruling import Ruling
from rongcuo.ruling import rule as ruled

from .diverging import Side, before_one_text

#: A case as it is kept: its number, its title, and its plain data; neither where it was erased.
Kept = tuple[int, str | None, Mapping[str, Any] | None]


@frozen(kw_only=True)
class Replayed:
    """A kept case, and what each text says of it."""

    number: int
    title: str | None
    where: str
    first: Ruling
    second: Ruling

    @property
    def alike(self) -> bool:
        """Whether both leave the same answers possible, with the same tiers."""
        first, second = self.first.possible, self.second.possible
        return len(first) == len(second) and all(possible in second for possible in first)


@frozen(kw_only=True)
class Unable:
    """A kept case that can't be ruled, and why."""

    number: int
    title: str | None
    problems: tuple[Problem, ...]


@frozen(kw_only=True)
class Replay:
    """Every kept case by two texts: those that come out differently, and how many are alike.

    `unable` are those that can't be ruled; `unasked` counts those that pose another question.
    """

    file: str
    apart: tuple[Replayed, ...]
    alike: int
    unable: tuple[Unable, ...]
    unasked: int

    @property
    def count(self) -> int:
        return len(self.apart) + self.alike + len(self.unable) + self.unasked


def replay(
    kept: Iterable[Kept],
    file: str,
    sides: tuple[Side, Side],
    question: Question,
    registry: Registry,
    vocabulary: Vocabulary,
) -> Replay:
    """What two texts say of every kept case that poses a question, each taken as a matter of the text's own region."""
    apart: list[Replayed] = []
    unable: list[Unable] = []
    alike = unasked = 0
    plugins = registry.plugin_names.union(*({text.plugin for text in side.here.texts} for side in sides))
    for number, title, raw in kept:
        try:
            if raw is None:
                raise InputError(Problem("replay_erased"))
            case = case_from(raw, "", vocabulary, plugins, registry.text_called)
            if question not in case.questions():
                unasked += 1
                continue
            first, second = (_ruled(case, side, sides, question, vocabulary) for side in sides)
        except InputError as error:
            unable.append(Unable(number=number, title=title, problems=tuple(error.problems)))
            continue
        replayed = Replayed(number=number, title=title, where=case.where, first=first, second=second)
        if replayed.alike:
            alike += 1
        else:
            apart.append(replayed)
    return Replay(file=file, apart=tuple(apart), alike=alike, unable=tuple(unable), unasked=unasked)


def _ruled(
    case: Case, side: Side, sides: tuple[Side, Side], question: Question, vocabulary: Vocabulary
) -> Ruling:
    """What one text says of a case.  Raises InputError where it can't say anything."""
    policies = [text for each in sides for text in each.here.texts]
    ruling = ruled(side.here, before_one_text(case, side.here, policies, vocabulary), question)
    if ruling.verdict == "error" or not ruling.possible:
        raise InputError(Problem("replay_no_answer", {"text": side.name}))
    return ruling
