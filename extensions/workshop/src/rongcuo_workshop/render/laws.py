"""How it stands with the laws, as a section of the checked plugin's page and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rongcuo.render.page import Block, Heading, Lines
from rongcuo.render.words import Words

from ..check.lawful import Lawful
from ..finding import Finding
from ..workspace import Workspace
from .checks import witness


def laws_page(workspace: Workspace, laws: Sequence[Lawful], words: Words) -> list[Block]:
    """Each law: that it holds; or the clause by which it doesn't, the case that shows it, and why it is left so."""
    lines = [line for each in laws for line in _lines(workspace, each, words)]
    return [Heading(words.say("laws.title"), 2), Lines(tuple(lines), bullets=True)]


def _lines(workspace: Workspace, each: Lawful, words: Words) -> Iterator[str]:
    law = words.say(f"law.{each.law.name}")
    yield words.labelled(law, words.say(f"laws.{each.state}"))
    for finding in each.findings:
        yield words.joined(_told(workspace, finding, words))


def _told(workspace: Workspace, finding: Finding, words: Words) -> Iterator[str]:
    """The clause that breaks a law, the case, and whether its author means it."""
    yield f"{finding.code} {finding.clause}".rstrip()
    if finding.witness:
        yield words.say("checked.witness", facts=witness(workspace, finding.witness, words))
    if finding.accepted is not None:
        yield words.say("checked.accepted", why=words.pick(finding.accepted))
    elif finding.severity == "warning" and finding.witness:
        yield words.say("laws.not_accepted")


def laws_data(laws: Sequence[Lawful]) -> dict[str, Any]:
    """The same as plain data: the findings stand among the others, by code and clause."""
    return {
        each.law.name: {
            "state": each.state,
            "findings": [
                {"code": finding.code, "clause": finding.clause, "accepted": finding.accepted is not None}
                for finding in each.findings
            ],
        }
        for each in laws
    }
