"""Checking: everything about a plugin that is wrong, suspicious or left to do, in one run."""

from __future__ import annotations

from attrs import evolve

from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import Text
from rongcuo.policy.accepted import AcceptedWarning
from rongcuo.policy.files import ACCEPTED_FILE

from ..accepted import accepted
from ..finding import SEVERITIES, Finding, as_finding
from ..workspace import Workspace
from .amendments import came_later, renamed, successions
from .coverage import coverage_findings
from .logic import broken_laws, logic_findings
from .periods import period_findings
from .places import Places
from .provenance import provenance_findings
from .questions import question_findings
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
    entries, problems = _accepted(workspace)
    whole = not workspace.problems
    findings = [Finding(problem=problem) for problem in (*workspace.problems, *problems)]
    findings = [places.with_line(finding) for finding in findings]
    for text in _versions(workspace):
        own = Places(text)
        of_text = [*logic_findings(text, own, whole=whole), *wording_findings(text, own)]
        of_text += [*period_findings(text, own), *provenance_findings(text, own, whole=whole)]
        of_text += [*successions(text, own), *question_findings(text, own)]
        findings += (_of_version(own.with_line(finding), text, findings) for finding in of_text)
    if whole:
        of_all = (*coverage_findings(workspace, places), *renamed(workspace), *came_later(workspace))
        findings += broken_laws(workspace)
        findings += map(places.with_line, of_all)
    if source is not None:
        from .copies import copied

        findings += map(places.with_line, copied(workspace, places, source))
    distinct = [finding for index, finding in enumerate(findings) if finding not in findings[:index]]
    if whole:
        distinct += _stale(entries, distinct)
    distinct = [evolve(finding, accepted=_why(finding, entries)) for finding in distinct]
    return sorted(distinct, key=lambda f: (SEVERITIES.index(f.severity), f.code))


def _accepted(workspace: Workspace) -> tuple[tuple[AcceptedWarning, ...], tuple[Problem, ...]]:
    """The warnings that the author accepts, and what is wrong with the file that says so."""
    try:
        return accepted(workspace).warning, ()
    except InputError as error:
        return (), tuple(error.problems)


def _accepts(entry: AcceptedWarning, finding: Finding) -> bool:
    return finding.severity == "warning" and (entry.code, entry.clause) == (finding.code, finding.clause)


def _why(finding: Finding, entries: tuple[AcceptedWarning, ...]) -> Text | None:
    return next((entry.why for entry in entries if _accepts(entry, finding)), None)


def _stale(entries: tuple[AcceptedWarning, ...], findings: list[Finding]) -> list[Finding]:
    """What is accepted and isn't there."""
    left = (entry for entry in entries if not any(_accepts(entry, finding) for finding in findings))
    return [
        as_finding("check_accepted_stale", ACCEPTED_FILE, "warning", clause=entry.clause, code=entry.code)
        for entry in left
    ]


def _of_version(finding: Finding, text: Workspace, others: list[Finding]) -> Finding:
    """A finding on an earlier version that its file doesn't tell from one on the next says of which it is."""
    edition, problem = text.policy.edition, finding.problem
    if edition is None or problem.file.startswith("earlier/") or finding in others:
        return finding
    place = f"{problem.place}, earlier {edition}" if problem.place else f"earlier {edition}"
    return evolve(finding, problem=evolve(problem, place=place))
