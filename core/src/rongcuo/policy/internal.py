"""Internal texts: a policy whose unseen clauses are filled in by a plugin that holds the text."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from ..facts.problems import Problems
from .clauses import LIST_KINDS, ListInfo, Reading, Source
from .policy import JOIN, Policy, Rule


def filled(base: Policy, internal: Policy) -> Policy:
    """A policy with its unseen clauses filled in from a text that isn't public.  Raises InputError."""
    problems = Problems()
    sources = _sources(internal)
    lists = {**base.lists, **_lists(base, internal, problems)}
    whole = evolve(
        base,
        sources={**base.sources, **{source.id: source for source in sources.values()}},
        rules=_rules(base, internal, sources, problems),
        lists=lists,
        readings=_readings(base, internal, lists.get("condition", ListInfo())),
        facts=base.facts + internal.facts,
        conditions={**base.conditions, **internal.conditions},
        periods={**base.periods, **internal.periods},
        files_during=base.files_during or internal.files_during,
        internal=(*base.internal, internal.plugin),
    )
    _check_counts(base, whole, problems)
    problems.raise_any(f"plugin {internal.plugin}")
    return whole


def _sources(internal: Policy) -> dict[str, Source]:
    """Its documents by their own ids, each under an id that no document of the public text has."""
    return {name: evolve(s, id=f"{internal.plugin}:{name}") for name, s in internal.sources.items()}


def _rules(
    base: Policy, internal: Policy, sources: Mapping[str, Source], problems: Problems
) -> tuple[Rule, ...]:
    """The clauses of both; where a list is now complete, the content of what was only named is among them."""
    for rule in internal.rules:
        if rule.kind in LIST_KINDS or rule.clause.fills is not None:
            _check_fills(base, rule.kind, rule.clause.fills, f"{rule.kind} {rule.clause.id}", problems)
    whole = {kind for kind, info in internal.lists.items() if info.seen == "complete"}
    kept = [rule for rule in base.rules if rule.clause.seen or rule.kind not in whole]
    return (*kept, *(evolve(rule, source=sources[rule.source.id]) for rule in internal.rules))


def _lists(base: Policy, internal: Policy, problems: Problems) -> dict[str, ListInfo]:
    """What is known, with the internal text, of each list that it fills."""
    lists: dict[str, ListInfo] = {}
    for kind in LIST_KINDS:
        public, info = base.list_info(kind), internal.lists.get(kind)
        added = sum(rule.clause.seen and rule.clause.counted for rule in internal.all_of(kind))
        if info is not None:
            _check_fills(base, kind, info.fills, f"list.{kind}", problems)
        if info is None or info.seen == "report":
            if public.missing_at_least is not None:
                lists[kind] = evolve(public, missing_at_least=public.missing_at_least - added)
            continue
        if info.seen == "none" and base.all_of(kind):
            problems.add("clauses_in_no_list", f"list.{kind}")
        source = None if info.source is None else f"{internal.plugin}:{info.source}"
        lists[kind] = evolve(info, fills=None, source=source, gates=info.gates or public.gates)
    return lists


def _check_fills(base: Policy, kind: str, fills: str | None, place: str, problems: Problems) -> None:
    """What fills has to name the list of its own kind, and something has to be missing there."""
    right = f"{base.plugin}:{kind}"
    if fills is None:
        problems.add("needs_fills", place, right=right)
    elif fills != right:
        problems.add("fills_elsewhere", place, fills=fills, right=right)
    elif base.list_info(kind).seen in ("complete", "none"):
        problems.add("fills_nothing_missing", place, list=right)


def _readings(base: Policy, internal: Policy, conditions: ListInfo) -> dict[str, Reading]:
    """The readings of both; how the conditions are joined is asked only where that is still in doubt."""
    readings = {**base.readings, **internal.readings}
    asked = readings.pop(f"{internal.plugin}:{JOIN}", None)
    was_asked = readings.pop(f"{base.plugin}:{JOIN}", None)
    doubt = asked or was_asked
    if conditions.join == "not stated" and doubt is not None:
        readings[f"{base.plugin}:{JOIN}"] = doubt
    return readings


def _check_counts(base: Policy, whole: Policy, problems: Problems) -> None:
    """No list may hold more than its source announces, and a complete one no fewer either."""
    for kind, info in whole.lists.items():
        announced = base.list_info(kind).announced or info.announced
        if announced is None:
            continue
        missing = whole.missing(kind)
        if info.announced not in (None, announced):
            counted = info.announced
        elif missing is None:
            counted = sum(rule.clause.counted for rule in whole.all_of(kind))
        else:
            counted = announced - min(missing, 0)
        if counted != announced:
            problems.add("more_than_announced", f"list.{kind}", announced=announced, found=counted)
