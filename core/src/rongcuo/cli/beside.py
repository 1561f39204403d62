"""What extensions show beside a comparison, under all that its regions say."""

from __future__ import annotations

from collections.abc import Callable

from ..comparing.comparison import Comparison
from ..facts.problems import InputError
from ..plugins.distributions import entry_points
from ..render.page import Block, Lines
from ..render.words import Words
from .extensions import loaded

#: The entry points whose values show something beside a comparison.
GROUP = "rongcuo.beside"
#: Makes the blocks of it, none where there is nothing to show.
Shown = Callable[[Comparison, Words], list[Block]]


def beside(comparison: Comparison, words: Words) -> list[Block]:
    """The blocks of every extension, by name; what is wrong with one is told in its place."""
    blocks: list[Block] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        try:
            shown: Shown = loaded(point)
            blocks += shown(comparison, words)
        except InputError as error:
            blocks.append(Lines(tuple(problem.message(words.language) for problem in error.problems)))
    return blocks
