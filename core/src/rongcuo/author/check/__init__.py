"""Checking: everything about a plugin that is wrong, suspicious or left to do, in one run."""

from __future__ import annotations

from ..finding import SEVERITIES, Finding
from ..workspace import Workspace
from .coverage import coverage_findings
from .logic import logic_findings
from .places import Places
from .provenance import provenance_findings
from .wording import wording_findings


def check(workspace: Workspace, source: str | None = None) -> list[Finding]:
    """Every finding, the gravest first.  `source` is the document's text, to find copied passages.

    What spans several clauses is looked at once all of them can be read.
    """
    places = Places(workspace)
    found = [Finding(problem=problem) for problem in workspace.problems]
    whole = not found
    found += [*logic_findings(workspace, places, whole=whole), *wording_findings(workspace, places)]
    found += provenance_findings(workspace, places)
    if whole:
        found += coverage_findings(workspace, places)
    if source is not None:
        from .copies import copied

        found += copied(workspace, places, source)
    distinct = [finding for index, finding in enumerate(found) if finding not in found[:index]]
    return sorted(map(places.with_line, distinct), key=lambda f: (SEVERITIES.index(f.severity), f.code))
