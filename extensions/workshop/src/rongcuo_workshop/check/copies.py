"""Copies: statements with passages that stand word for word in the document they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rongcuo.policy.policy import topics

from ..finding import Finding, as_finding
from ..overlap import OFFICIAL, Fold, folding
from ..workspace import Workspace
from .places import Places

#: As many characters in a row as may not be copied.
LONGEST = 13
#: What doesn't count when two texts are compared: blanks, brackets, quotes and pauses.
_LEFT_OUT = re.compile(r"[\s\u3000()（）\[\]【】〔〕{}<>《》〈〉「」『』“”‘’\"'、，,：:·—-]+")


def copied(workspace: Workspace, places: Places, source: str) -> Iterator[Finding]:
    """The passages of clauses that the source has word for word, titles and official terms aside."""
    fold = folding()
    there = _bare(source, fold)
    excepted = sorted({_bare(text, fold) for text in _excepted(workspace)} - {""}, key=len, reverse=True)
    grams = {there[at : at + LONGEST] for at in range(len(there) - LONGEST + 1)}
    for rule in workspace.policy.rules:
        clause = rule.clause
        for key in ("statement", "note", "inferred"):
            text = getattr(clause, key)
            if text is None:
                continue
            for run in _runs(_bare(text.zh, fold), there, grams):
                if _without(run, excepted) >= LONGEST:
                    file, where = places.file(clause.kind, clause.id), f"{clause.kind} {clause.id}, {key}"
                    yield as_finding("check_copied", file, where, passage=run, count=len(run))


def _runs(text: str, there: str, grams: set[str]) -> Iterator[str]:
    """The longest passages of a text that are in the source, LONGEST characters or more."""
    at = 0
    while at + LONGEST <= len(text):
        if text[at : at + LONGEST] not in grams:
            at += 1
            continue
        end = at + LONGEST
        while end < len(text) and text[at : end + 1] in there:
            end += 1
        yield text[at:end]
        at = end


def _without(run: str, excepted: Iterable[str]) -> int:
    """How long a passage is, titles and official terms aside."""
    for term in excepted:
        if len(term) > 3:
            run = run.replace(term, "")
    return len(run)


def _excepted(workspace: Workspace) -> Iterator[str]:
    """What has to be given as it is: the names of documents, bodies, regions and topics, official terms."""
    policy = workspace.policy
    region = policy.region
    yield from (region.name.zh, region.full_name.zh, region.policy.title.zh, region.policy.issuer.zh)
    for source in policy.sources.values():
        yield from (source.title.zh, source.issuer.zh)
    for term in policy.terms.values():
        yield term.title.zh
    for rule in policy.rules:
        if rule.body is not None:
            yield rule.body.zh
        yield from re.findall(r"《[^》]+》", rule.clause.statement.zh)
    yield from (topic.name.zh for topic in topics().values())
    yield from OFFICIAL


def _bare(text: str, fold: Fold) -> str:
    return _LEFT_OUT.sub("", fold(text))
