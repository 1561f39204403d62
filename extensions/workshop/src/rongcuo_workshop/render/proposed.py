"""What is said of the cases that were written: how much they would notice, and for what none was found."""

from __future__ import annotations

from collections.abc import Sequence

from rongcuo.facts.problems import on_one_line
from rongcuo.render.words import Words

from ..testing.mutants import Mutant
from ..testing.proposals import Proposal


def written_lines(
    files: Sequence[str], proposals: Sequence[Proposal], survivors: Sequence[Mutant], words: Words
) -> list[str]:
    """Which files were written, and why they are as few as they are."""
    if not survivors:
        return [words.say("test.nothing_to_write")]
    lines = []
    if proposals:
        lines.append(words.say("test.written", count=len(files), names=words.listed(map(on_one_line, files))))
        noticed = len({mutant for proposal in proposals for mutant in proposal.notices})
        lines.append(words.say("test.would_notice", noticed=noticed, count=len(survivors)))
    left = not_proposed(proposals, survivors)
    if left:
        names = words.listed(f"{mutant.owner} {mutant.key}: {mutant.becomes}" for mutant in left)
        lines.append(words.say("test.not_proposed", count=len(left), names=names))
    return lines


def not_proposed(proposals: Sequence[Proposal], survivors: Sequence[Mutant]) -> list[Mutant]:
    """The mutants for which no case was found."""
    noticed = {mutant for proposal in proposals for mutant in proposal.notices}
    return [mutant for mutant in survivors if mutant not in noticed]
