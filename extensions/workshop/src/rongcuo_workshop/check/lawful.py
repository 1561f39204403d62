"""Which laws hold of a text, read off what checking it found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from ..finding import Finding
from ..workspace import Workspace

#: `violated`: by the text; `unproved`: a clause is found by its words alone, or the text is too complex or can't be
#: read whole; `nothing`: it has no clause that the law is about.
State = Literal["holds", "violated", "unproved", "nothing"]

_WORSE = ("check_worse_fact_helps", "check_worse_helps")


@frozen
class Law:
    """A law by its name, with the kinds of clause that it is about, and the findings that tell of a breach.

    `part` is the part of a clause that it is about, where it isn't the whole.
    """

    name: str
    kinds: tuple[str, ...]
    problems: tuple[str, ...]
    part: str = ""

    def told_by(self, finding: Finding) -> bool:
        """Whether a finding tells that it is broken."""
        if finding.problem.code not in self.problems:
            return False
        if self.problems != _WORSE:
            return True
        clause, *parts = re.sub(r"^line \d+, ", "", finding.problem.place).split(", ")
        about = clause.partition(" ")[0] in self.kinds
        return about and (not self.part or self.part in parts or not finding.witness)


LAWS: Sequence[Law] = (
    Law("worse_red_line", ("red_line",), _WORSE),
    Law("worse_condition", ("condition",), _WORSE),
    Law("worse_requires", ("situation",), _WORSE, part="requires"),
    Law("fails_closed", ("red_line",), ("check_line_open",)),
    Law("learning", ("red_line", "situation", "scope", "trigger"), ("check_learning_widens",)),
    Law("filing", ("red_line", "situation"), ("check_filing_hurts",)),
)


@frozen
class Lawful:
    """How it stands with one law, and the findings that tell why."""

    law: Law
    state: State
    findings: tuple[Finding, ...] = ()


def lawful(workspace: Workspace, findings: Sequence[Finding]) -> list[Lawful]:
    """Each law, given everything that was found."""
    return [_stands(law, workspace, findings) for law in LAWS]


def _stands(law: Law, workspace: Workspace, findings: Sequence[Finding]) -> Lawful:
    breaches = tuple(finding for finding in findings if law.told_by(finding))
    if any(finding.witness for finding in breaches):
        return Lawful(law, "violated", breaches)
    complex_ = tuple(finding for finding in findings if finding.problem.code == "check_too_complex")
    if breaches or complex_ or workspace.problems:
        return Lawful(law, "unproved", breaches or complex_)
    return Lawful(law, "holds" if workspace.here.rules(*law.kinds) else "nothing")
