"""Checking: everything about a plugin that is wrong, suspicious or left to do, in one run."""

from __future__ import annotations

from attrs import evolve

from ..finding import SEVERITIES, Finding
from ..workspace import Workspace
from .coverage import coverage_findings
from .logic import logic_findings
from .places import Places
from .provenance import provenance_findings
from .wording import wording_findings


def _versions(workspace: Workspace) -> list[Workspace]:
    """The newest text, and each earlier one as it stood for itself."""
    former = [version.policy for version in workspace.policy.earlier if version.policy is not None]
    here = workspace.here
    alone = [evolve(workspace, policy=text, here=evolve(here, policies=(text,))) for text in former]
    return [workspace, *alone]


def check(workspace: Workspace, source: str | None = None) -> list[Finding]:
    """Every finding, the gravest first.  `source` is the document's text, to find copied passages.

    What spans several clauses is looked at once all of them can be read.
    """
    places = Places(workspace)
    found = [Finding(problem=problem) for problem in workspace.problems]
    whole = not found
    for text in _versions(workspace):
        found += [*logic_findings(text, places, whole=whole), *wording_findings(text, places)]
        found += provenance_findings(text, places)
    if whole:
        found += coverage_findings(workspace, places)
    if source is not None:
        from .copies import copied

        found += copied(workspace, places, source)
    distinct = [finding for index, finding in enumerate(found) if finding not in found[:index]]
    return sorted(map(places.with_line, distinct), key=lambda f: (SEVERITIES.index(f.severity), f.code))
