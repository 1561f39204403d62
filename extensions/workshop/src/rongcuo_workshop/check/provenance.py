"""Provenance: where a text comes from, whether it is whole and in both languages, and from when to when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import attrs

from rongcuo.facts.text import Language, Text, say
from rongcuo.policy.clauses import LIST_KINDS, Clause, Earlier
from rongcuo.policy.policy import Policy

from ..finding import Finding, as_finding
from ..workspace import REGION_FILE, SOURCES_FILE, Workspace
from .amendments import OF_THE_TEXT, as_date, first_day, last_day, taken_over
from .places import Places

CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
#: The lists of each chapter that decide an answer, whether there is a clause of them or not.
_DECIDING = {
    "red_lines": ("red_line",),
    "tolerance_criteria": ("situation", "condition"),
    "filing": ("scope", "filing_condition"),
    "clarification": ("trigger",),
}
_PLACEHOLDERS = (
    *(f"outline.placeholder.{name}" for name in ("code", "name", "title", "issuer")),
    *("new.placeholder.title", "new.placeholder.issuer", "new.state", "outline.state"),
)


def provenance_findings(workspace: Workspace, places: Places, *, whole: bool) -> list[Finding]:
    """What isn't told of its origin.  `whole` says that every clause can be read, so that they can be counted."""
    findings: list[Finding] = []
    broken = {problem.place.partition(",")[0] for problem in workspace.problems}
    by_its_time = taken_over(workspace.policy, workspace)
    for rule in workspace.policy.rules:
        clause = rule.clause
        file, where = places.file(clause.kind, clause.id), f"{clause.kind} {clause.id}"
        located = clause.locator is not None or rule.id in by_its_time or where in broken
        if not located and clause.status in ("stated", "named"):
            findings.append(as_finding("check_uncited", file, where, source=clause.source))
        if clause.status == "todo":
            findings.append(as_finding("check_todo", file, where, clause=clause.id))
        if clause.verify:
            findings.append(as_finding("check_verify", file, where, clause=clause.id))
        if clause.status != "todo":
            findings += _languages(clause, file, where)
    findings += _placeholders(workspace)
    findings += _lists(workspace, places, whole=whole)
    findings += _undeclared(workspace, places) if whole else ()
    findings += _versions(workspace)
    return findings


def _languages(clause: Clause, file: str, where: str) -> Iterator[Finding]:
    """Texts that are in one language only, though both are given."""
    for attribute in attrs.fields(type(clause)):
        text = getattr(clause, attribute.name)
        if not isinstance(text, Text):
            continue
        at = f"{where}, {attribute.name}"
        if not CHINESE.search(text.zh):
            yield as_finding("check_zh_missing", file, at)
        if not LATIN.search(text.en):
            yield as_finding("check_en_missing", file, at)
        elif attribute.name in ("title", "statement") and (sign := CHINESE.search(text.en)):
            yield as_finding("check_zh_in_en", file, at, sign=sign[0])


def _placeholders(workspace: Workspace) -> Iterator[Finding]:
    """What a new plugin is given until its author knows better."""
    languages: tuple[Language, ...] = ("zh", "en")
    made = {say(language, key) for key in _PLACEHOLDERS for language in languages}
    region = workspace.policy.region
    if REGION_FILE in workspace.raw and workspace.raw[REGION_FILE].get("id") != region.id:
        return  # region.toml can't be read
    about = region.policy
    texts: list[tuple[str, str, Text | str]] = [
        (REGION_FILE, "name", region.name),
        (REGION_FILE, "full_name", region.full_name),
        (REGION_FILE, "code", region.code),
        (REGION_FILE, "policy, title", about.title),
        (REGION_FILE, "policy, issuer", about.issuer),
        (REGION_FILE, "policy, summary", about.summary),
    ]
    for source in workspace.policy.sources.values():
        texts.append((SOURCES_FILE, f"source {source.id}, title", source.title))
        texts.append((SOURCES_FILE, f"source {source.id}, issuer", source.issuer))
    for file, where, text in texts:
        for part in (text,) if isinstance(text, str) else (text.zh, text.en):
            if part in made:
                yield as_finding("check_placeholder", file, where, text=part)


def _lists(workspace: Workspace, places: Places, *, whole: bool) -> Iterator[Finding]:
    """Lists without a source, and lists that lack clauses though their text was read."""
    policy = workspace.policy
    for kind, info in policy.lists.items():
        file, where = places.list_file(kind), f"list.{kind}"
        source = policy.sources.get(info.source or "")
        if info.source is None and info.seen != "report":
            yield as_finding("check_list_uncited", file, where)
        if not whole:
            continue
        missing = policy.missing(kind)
        read = source is not None and source.kind in OF_THE_TEXT
        # a clause that is still to be written is told of as such, and not missing
        begun = sum(rule.clause.status == "todo" and rule.clause.counted for rule in policy.all_of(kind))
        if read and missing is not None and missing > begun and info.missing_at_least is None:
            declared = (info.announced or 0) - missing + begun
            yield as_finding("check_count", file, where, announced=info.announced, found=declared)
        left_out = _left_out(policy, kind) if info.seen == "complete" else []
        if left_out:
            yield as_finding("check_number_left_out", file, where, ids=", ".join(left_out))


def _undeclared(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """Lists of a text that was read of which nothing says how much was: each counts as known from a report."""
    policy = workspace.policy
    for hook, chapter in policy.chapters.items():
        clauses = [clause for clause in chapter.clauses if clause.kind in LIST_KINDS]
        sources = [policy.sources[clause.source] for clause in clauses if clause.source in policy.sources]
        read = sources and all(source.kind in OF_THE_TEXT for source in sources)
        if not read or any(clause.fills or clause.status == "todo" for clause in clauses):
            continue
        kinds = dict.fromkeys((*_DECIDING.get(hook, ()), *(clause.kind for clause in clauses)))
        missing = [kind for kind in kinds if kind not in policy.lists and kind != "measure"]
        if missing:
            file = places.file(clauses[0].kind, clauses[0].id)
            yield as_finding("check_list_undeclared", file, lists=", ".join(missing))


def _left_out(policy: Policy, kind: str) -> list[str]:
    """The ids up to the last one of a list that no clause has, and that no amendment brought or took away."""
    amended = {name for version in policy.region.earlier for name in (*version.added, *version.repealed)}
    taken = {rule.clause.id for rule in policy.rules} | amended
    numbers: dict[str, set[int]] = {}
    for rule in policy.all_of(kind):
        match = re.fullmatch(r"([A-Za-z_]+)([0-9]{1,3})", rule.clause.id)
        if match:
            numbers.setdefault(match[1], set()).add(int(match[2]))
    others = {rule.clause.id.rstrip("0123456789") for rule in policy.rules if rule.kind != kind}
    # letters that several lists share number the articles of a document, and none of them begins with the first
    ids = [
        f"{name}{number}"
        for name, seen in numbers.items()
        for number in range(min(seen) if name in others else 1, max(seen))
    ]
    return [name for name in ids if name not in taken]


def _versions(workspace: Workspace) -> Iterator[Finding]:
    """Versions between which nothing is in force, and clauses that are never in force."""
    region = workspace.policy.region
    spans: list[tuple[str, str | None, str | None]] = []
    for version in region.earlier:
        spans.append((_called(version), as_date(version.from_), as_date(version.to)))
    start, end = as_date(region.policy.from_), as_date(region.policy.to)
    spans.append(("policy", start, end))
    known = [(_called(version), version.from_ or version.reported) for version in region.earlier]
    for where, since in [*known, ("policy", region.policy.from_ or region.policy.reported)][1:]:
        if since is None:
            yield as_finding("check_no_start", REGION_FILE, where)
    for (one, _, to), (other, from_, _) in pairwise(spans):
        if to is not None and from_ is not None and first_day(from_) > last_day(to) + 1:
            values = {"one": one, "other": other, "to": to, "start": from_}
            yield as_finding("check_gap", REGION_FILE, other, **values)
    for rule in workspace.policy.rules:
        in_force = rule.in_force
        late = end is not None and in_force.low is not None and in_force.low > last_day(end)
        early = start is not None and in_force.high is not None and in_force.high < first_day(start)
        if late or early:
            where = f"{rule.kind} {rule.clause.id}, in_force"
            file = Places(workspace).file(rule.kind, rule.clause.id)
            yield as_finding("check_outside_version", file, where, clause=rule.clause.id)


def _called(version: Earlier) -> str:
    return f"earlier {version.id}"
