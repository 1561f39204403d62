"""Provenance: where a text comes from, whether it is whole and in both languages, and from when to when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

import attrs

from rongcuo.facts.days import day_span, is_inexact_date
from rongcuo.facts.text import Language, Text, say
from rongcuo.policy.clauses import Clause, Earlier
from rongcuo.policy.policy import Policy, Rule

from ..finding import Finding, as_finding
from ..workspace import REGION_FILE, SOURCES_FILE, Workspace
from .places import Places

CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
_PLACEHOLDERS = (
    *(f"outline.placeholder.{name}" for name in ("code", "name", "title", "issuer")),
    *("new.placeholder.title", "new.placeholder.issuer", "new.state", "outline.state"),
)


def provenance_findings(workspace: Workspace, places: Places) -> list[Finding]:
    findings: list[Finding] = []
    by_its_time = _cited_by_its_time(workspace)
    for rule in workspace.policy.rules:
        clause = rule.clause
        file, where = places.file(clause.kind, clause.id), f"{clause.kind} {clause.id}"
        if clause.locator is None and clause.status in ("stated", "named") and rule.id not in by_its_time:
            findings.append(as_finding("check_uncited", file, where, source=clause.source))
        if clause.status == "todo":
            findings.append(as_finding("check_todo", file, where, clause=clause.id))
        if clause.verify:
            findings.append(as_finding("check_verify", file, where, clause=clause.id))
        if clause.status != "todo":
            findings += _languages(clause, file, where)
    findings += _placeholders(workspace)
    findings += _lists(workspace, places)
    findings += _versions(workspace)
    findings += _successions(workspace, places)
    return findings


def _cited_by_its_time(workspace: Workspace) -> set[str]:
    """The clauses of an earlier version that only a later one's files state, with their place in its document."""
    edition = workspace.policy.edition
    stated = {
        entry.get("id")
        for name, data in workspace.raw.items()
        if name.startswith(f"earlier/{edition}/")
        for entries in data.values()
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict)
    }
    return {rule.id for rule in workspace.policy.rules if edition and rule.clause.id not in stated}


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


def _lists(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """Lists without a source, and lists that lack clauses though their text was read."""
    policy = workspace.policy
    for kind, info in policy.lists.items():
        file, where = places.list_file(kind), f"list.{kind}"
        source = policy.sources.get(info.source or "")
        if info.source is None and info.seen != "report":
            yield as_finding("check_list_uncited", file, where)
        missing = policy.missing(kind)
        read = source is not None and source.kind in ("policy_text", "internal_text")
        # a clause that is still to be written is told of as such, and not missing
        begun = sum(rule.clause.status == "todo" and rule.clause.counted for rule in policy.all_of(kind))
        if read and missing is not None and missing > begun and info.missing_at_least is None:
            declared = (info.announced or 0) - missing + begun
            yield as_finding("check_count", file, where, announced=info.announced, found=declared)
        left_out = _left_out(policy, kind) if info.seen == "complete" else []
        if left_out:
            yield as_finding("check_number_left_out", file, where, ids=", ".join(left_out))


def _left_out(policy: Policy, kind: str) -> list[str]:
    """The ids between those of a list that no clause has, and that no amendment took away."""
    gone = {name for version in policy.region.earlier for name in version.repealed}
    taken = {rule.clause.id for rule in policy.rules} | gone
    numbers: dict[str, set[int]] = {}
    for rule in policy.all_of(kind):
        match = re.fullmatch(r"([A-Za-z_]+)([0-9]{1,3})", rule.clause.id)
        if match:
            numbers.setdefault(match[1], set()).add(int(match[2]))
    ids = [f"{name}{number}" for name, seen in numbers.items() for number in range(min(seen), max(seen))]
    return [name for name in ids if name not in taken]


def _versions(workspace: Workspace) -> Iterator[Finding]:
    """Versions between which nothing is in force, and clauses that are never in force."""
    region = workspace.policy.region
    spans: list[tuple[str, str | None, str | None]] = []
    for version in region.earlier:
        spans.append((_called(version), _date(version.from_), _date(version.to)))
    start, end = _date(region.policy.from_), _date(region.policy.to)
    spans.append(("policy", start, end))
    for (one, _, to), (other, from_, _) in pairwise(spans):
        if to is not None and from_ is not None and _low(from_) > _high(to) + 1:
            values = {"one": one, "other": other, "to": to, "start": from_}
            yield as_finding("check_gap", REGION_FILE, other, **values)
    for rule in workspace.policy.rules:
        in_force = rule.in_force
        late = end is not None and in_force.low is not None and in_force.low > _high(end)
        early = start is not None and in_force.high is not None and in_force.high < _low(start)
        if late or early:
            where = f"{rule.kind} {rule.clause.id}, in_force"
            file = Places(workspace).file(rule.kind, rule.clause.id)
            yield as_finding("check_outside_version", file, where, clause=rule.clause.id)


def _called(version: Earlier) -> str:
    return f"earlier {version.id}"


def _date(text: str | None) -> str | None:
    return text if text is not None and is_inexact_date(text) else None


def _low(text: str) -> int:
    return day_span(text).low or 0


def _high(text: str) -> int:
    return day_span(text).high or 0


def _between(to: str, from_: str, file: str, where: str, values: dict[str, str]) -> Iterator[Finding]:
    """What is wrong between an end and the next beginning, for certain even where they are inexact."""
    if _low(from_) > _high(to) + 1:
        yield as_finding("check_gap", file, where, to=to, start=from_, **values)
    elif _low(to) >= _high(from_):
        yield as_finding("check_overlap", file, where, to=to, start=from_, **values)


def _successions(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """Clauses of one kind, one of which ends and the other begins."""
    dated = [rule for rule in workspace.policy.rules if rule.clause.in_force is not None]
    for one, other in combinations(dated, 2):
        if one.kind != other.kind:
            continue
        for first, second in ((one, other), (other, one)):
            ends, begins = first.clause.in_force, second.clause.in_force
            assert ends is not None and begins is not None
            to, from_ = _date(ends.to), _date(begins.from_)
            if to is None or from_ is None or _low(from_) <= _low(_date(ends.from_) or "0001"):
                continue
            file = places.file(second.kind, second.clause.id)
            where, values = f"{second.kind} {second.clause.id}, in_force", _both(first, second)
            alike = one.clause.title == other.clause.title
            if alike:
                yield from _between(to, from_, file, where, values)
            if (alike or one.clause.topic == other.clause.topic) and _low(from_) == _high(to) + 1:
                yield as_finding("check_version_by_dates", file, where, to=to, start=from_, **values)


def _both(first: Rule, second: Rule) -> dict[str, str]:
    return {"one": first.clause.id, "other": second.clause.id}


def renamed(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """Clauses of an earlier version that a later one has under another id."""
    for former, following in pairwise(workspace.policy.editions):
        about = next(version for version in workspace.policy.region.earlier if version.id == former.edition)
        kept = {rule.id for rule in following.rules}
        there = {key: rule for rule in following.rules for key in _said(rule) if rule.id not in _ids(former)}
        for rule in former.rules:
            other = next((there[key] for key in _said(rule) if key in there), None)
            if rule.id not in kept and other is not None:
                values = {**_both(rule, other), "version": about.id}
                yield as_finding(
                    "check_version_by_ids", f"earlier/{about.id}", f"{rule.kind} {rule.clause.id}", **values
                )


def _ids(text: Policy) -> set[str]:
    return {rule.id for rule in text.rules}


def _said(rule: Rule) -> tuple[tuple[str, str], ...]:
    """By what a clause would be known again: its kind with its title, or with its statement."""
    return (rule.kind, rule.clause.title.zh), (rule.kind, rule.clause.statement.zh)
