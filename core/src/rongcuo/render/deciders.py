"""Who decides about a matter, in the words of each version that may rule."""

from __future__ import annotations

from ..policy.jurisdiction import Jurisdiction
from ..ruling.result import ByText, Ruling
from .words import Words


def bodies_of(ruling: Ruling, words: Words) -> tuple[str, ...]:
    """The bodies that decide by any version that may rule, each once."""
    ways = [names for way in ruling.by_text if (names := bodies(way, words.ruled(ruling), words))]
    each = ways or [bodies(ruling, words.ruled(ruling), words)]
    return tuple(dict.fromkeys(name for names in each for name in names))


def decided(ruling: Ruling, words: Words) -> str | None:
    """Who decides; nothing where no clause says it, or the versions that may rule part over it."""
    return None if parted(ruling, words) else _line(ruling, words)


def decided_by_text(way: ByText, ruling: Ruling, words: Words) -> str | None:
    """Who decides in one way in which the texts may stand, where the ways part over it."""
    return _line(ruling, words, way) if parted(ruling, words) else None


def parted(ruling: Ruling, words: Words) -> bool:
    """Whether the versions that may rule name other bodies, or the same on other grounds."""
    return len({_line(ruling, words, way) for way in ruling.by_text}) > 1


def _line(ruling: Ruling, words: Words, way: ByText | None = None) -> str | None:
    here, of = words.ruled(ruling), way or ruling
    deciding = bodies(of, here, words)
    if not deciding:
        return None
    needs = words.listed(_depends(name, here, words) for name in of.decider_needs)
    return words.say("say.decider_by" if needs else "say.decider", body=words.joined(deciding), facts=needs)


def bodies(of: Ruling | ByText, here: Jurisdiction, words: Words) -> tuple[str, ...]:
    """The bodies that decide by one ruling, or in one of its ways, in the words of the versions that ruled."""
    there = here.in_the_words_of(of.editions)
    return tuple(words.pick(body) for name in of.deciders if (body := there.by_id[name].body))


def _depends(name: str, here: Jurisdiction, words: Words) -> str:
    """What a decider depends on: of what is so or not, whether it is so; a finding by its clause."""
    fact = words.registry.vocabulary.get(name)
    if fact is None or fact.type != "yes_no" or name in here.variables:
        return words.fact(name, here)
    return words.say(f"say.depends{'_scene' if fact.group == 'scene' else ''}", fact=words.pick(fact.label))
