"""Why answers differ: the clauses of one region that would make another rule like it.

See `Exchange` for the test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from attrs import evolve, frozen

from ..facts.known import absent_value, exactly
from ..facts.text import Text, both, joined, listing
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Rule, topics
from ..ruling import PreparedCase, Ruling, rule
from ..ruling.clocks import standings
from ..ruling.compiled import whatever_was_before
from .alignment import Cell, on_topic
from .exchange import Exchange


@frozen(kw_only=True)
class Difference:
    """Why a region answers otherwise than others.

    `clauses` are the reason's; `suffices` says that the receiving side, given them, rules like the
    other.  `kind` is `clauses`, `seen` (a list seen whole on one side), `filing` (filed in one
    region alone), `no_rule`, `open_facts`, `reading` or `dates` (which text was in force).  `brief` is
    what `because` says, in half a line.
    """

    between: tuple[tuple[str, ...], tuple[str, ...]]
    kind: str
    because: Text
    brief: Text
    clauses: tuple[str, ...]
    suffices: bool


@frozen(kw_only=True)
class Row:
    """A ruling, and how it stands once its checks come back empty."""

    here: Jurisdiction
    ruling: Ruling
    settled: Ruling


def settled_row(here: Jurisdiction, known: PreparedCase, ruling: Ruling) -> Row:
    """A row on the text that it was ruled by; where more than one may rule, on the latest."""
    ways = standings(here, known.clock, ruling.question)
    ruled_by = [(text.plugin, text.edition, text.absence) for text in ruling.texts]
    texts = [text for way in reversed(ways) for text in reversed(way.texts)]
    here = next(
        (
            text
            for text in texts
            if [(policy.plugin, policy.edition, policy.absence) for policy in text.policies] == ruled_by
        ),
        ways[-1].here,
    )
    if ruling.verdict != "open" or not ruling.needs.checks or ruling.by_text:
        return Row(here=here, ruling=ruling, settled=ruling)
    facts = dict(known.known)
    for name in ruling.needs.checks:
        fact = here.fact(name)
        facts[name] = exactly(fact, absent_value(fact))
    settled = rule(here, evolve(known, known=facts, clock=None), ruling.question, brief=True)
    return Row(here=here, ruling=ruling, settled=settled)


def differences(rows: list[Row], known: PreparedCase) -> list[Difference]:
    """One reason for each pair of regions that answer differently, alike ones put together."""
    return whatever_was_before(partial(_differences, rows, known))


def _differences(rows: list[Row], known: PreparedCase) -> list[Difference]:
    known = evolve(known, clock=None)  # the rows stand by it already
    exchange = Exchange(known, rows[0].ruling.question if rows else "tolerance")
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(row.ruling.key, []).append(row)
    parts = list(groups.values())
    by_key: dict[tuple[object, ...], list[_Reason]] = {}
    for index, one in enumerate(parts):
        for other in parts[index + 1 :]:
            for a in one:
                for b in other:
                    reason = _reason(a, b, known, exchange)
                    by_key.setdefault(reason.key, []).append(reason)
    return [_difference(reasons) for reasons in by_key.values()]


@frozen(kw_only=True)
class _Reason:
    kind: str
    giver: Row
    receiver: Row
    clauses: tuple[str, ...]
    suffices: bool

    @property
    def key(self) -> tuple[object, ...]:
        """What the reasons that are told in one sentence have in common."""
        if self.kind in _OPEN:
            return self.giver.here.id, self.kind, self.receiver.settled.verdict
        answer = None if self.suffices else self.receiver.ruling.key
        return self.giver.here.id, self.kind, self.clauses, answer


#: What can part two rows while nobody can say which clause does.
_OPEN = ("open_facts", "reading", "dates")

#: Who gives first: the answer that a clause carries, before the one that a lack of clauses does.
_GIVES = (
    "refused", "tolerated", "clear", "fileable", "unmet", "unaddressed", "filed", "too_late",
    "not_fileable", "not_due", "not_covered", "no_rule", "open",
)  # fmt: skip


def _reason(a: Row, b: Row, known: PreparedCase, exchange: Exchange) -> _Reason:
    """Why two rows differ: the clauses that make one rule like the other, if any do."""
    first, second = sorted((a, b), key=lambda row: _GIVES.index(row.settled.answer))
    answers = (first.settled.answer, second.settled.answer)
    # without a clause on filing a region has no place of its own to file at
    if "filed" in answers and "no_rule" not in answers:
        return _Reason(kind="filing", giver=first, receiver=second, clauses=(), suffices=False)
    for giver, receiver in ((first, second), (second, first)):
        given = _given(giver, known)
        if given and exchange.like(giver.here, receiver.here, given, giver.ruling.key):
            ids = tuple(rule_.id for rule_ in given)
            return _Reason(kind="clauses", giver=giver, receiver=receiver, clauses=ids, suffices=True)
    for giver, receiver in ((first, second), (second, first)):
        given = _given(giver, known)
        if not _whole(giver) or _whole(receiver):
            continue
        if exchange.like(giver.here, receiver.here, given, giver.ruling.key, lists=True):
            ids = tuple(rule_.id for rule_ in given)
            return _Reason(kind="seen", giver=giver, receiver=receiver, clauses=ids, suffices=True)
    kind = "clauses"
    for without, other in ((first, second), (second, first)):
        if without.settled.answer == "no_rule":
            return _Reason(kind="no_rule", giver=without, receiver=other, clauses=(), suffices=False)
    if "open" in (first.settled.verdict, second.settled.verdict):
        open_row = first if first.settled.verdict == "open" else second
        why = open_row.settled.open_because
        kind = {"readings": "reading", "dates": "dates"}.get("".join(why), "open_facts")
    clauses = first.settled.decided_by + second.settled.decided_by
    return _Reason(kind=kind, giver=first, receiver=second, clauses=clauses, suffices=False)


def _whole(row: Row) -> bool:
    return all(p.seen_whole("red_line") for p in row.here.policies)


def _given(giver: Row, known: PreparedCase) -> list[Rule]:
    """The clauses that carry a row's answer, and those that address its true adverse facts."""
    own = {rule_.id: rule_ for policy in giver.here.policies for rule_ in policy.rules}
    given = [own[name] for name in giver.settled.decided_by if name in own]
    if giver.settled.answer == "tolerated":
        kinds = ("red_line", "condition", "tier_gate", "mitigation", "aggravation")
        true = {
            fact.id
            for fact in giver.here.adverse
            if fact.id in known.known and not known.known[fact.id].allows(fact, absent_value(fact))
        }
        given += [r for p in giver.here.policies for r in p.of(*kinds) if r.reads & true and r not in given]
    if giver.ruling.question == "filing":
        given += [r for p in giver.here.policies for r in p.of("filing_condition") if r not in given]
    return given


def _difference(reasons: list[_Reason]) -> Difference:
    one = reasons[0]
    receivers = tuple(sorted({reason.receiver.here.id for reason in reasons}))
    because, brief = _because(reasons)
    return Difference(
        between=((one.giver.here.id,), receivers),
        kind=one.kind,
        because=because,
        brief=brief,
        clauses=tuple(dict.fromkeys(name for reason in reasons for name in reason.clauses)),
        suffices=one.suffices,
    )


# The words for it

#: As many of the clauses that another region rests on are named.
_NAMED = 3
#: What a region has on a topic in these states is told without the kind of list.
_OF_NO_KIND = ("clause", "named_only", "silent", "not_reported")


def _because(reasons: list[_Reason]) -> tuple[Text, Text]:
    """The reason in a sentence or more, and in half a line."""
    one = reasons[0]
    giver = one.giver
    values: dict[str, object] = {
        "one": giver.here.region.name,
        "others": listing([reason.receiver.here.region.name for reason in reasons]),
        "verdict": both(f"verdict.{giver.settled.verdict}"),
        "other_verdict": both(f"verdict.{one.receiver.settled.verdict}"),
    }
    if one.kind in ("clauses", "seen") and one.suffices:
        rules = [giver.here.by_id[clause] for clause in one.clauses]
        cited = [_cited(rule_) for rule_ in rules]
        counterparts = [(r.receiver.here.region.name, _counterparts(r.receiver, rules)) for r in reasons]
        word = "_open" if giver.settled.verdict == "open" else ""
        return (
            both(f"because.{one.kind}{word}", **values, clauses=listing(cited), silences=_by_silence(
                (name, whole) for name, (whole, _) in counterparts
            )),
            both(f"brief.{one.kind}", **values, clauses=_first(cited), silences=_by_silence(
                (name, brief) for name, (_, brief) in counterparts
            )),
        )  # fmt: skip
    if one.kind == "clauses":
        values["clauses"], values["other_clauses"] = _own_grounds(giver), _own_grounds(one.receiver)
        return both("because.clauses_both", **values), both("brief.clauses_both", **values)
    whole = both(f"because.{one.kind}", **values)
    return whole, whole if one.kind in _OPEN else both(f"brief.{one.kind}", **values)


def _by_silence(silences: Iterable[tuple[Text, Text]]) -> Text:
    """What regions have, each thing said once for all those that have it."""
    by_silence: dict[Text, list[Text]] = {}
    for name, silence in silences:
        by_silence.setdefault(silence, []).append(name)
    return joined(_labelled(listing(names), silence) for silence, names in by_silence.items())


def _first(cited: list[Text]) -> Text:
    """The first of several clauses, and how many there are."""
    if len(cited) < 2:
        return listing(cited)
    return both("screen.and_others", names=cited[0], count=len(cited), more=len(cited) - 1)


def _own_grounds(row: Row) -> Text:
    """What a row rests on: its clauses, or the list that was searched."""
    rules = [row.here.by_id[name] for name in row.settled.decided_by if name in row.here.by_id]
    kinds = [name.partition(":")[2] for name in row.settled.decided_by if name not in row.here.by_id]
    lists = [both("say.list", kind=both(f"kind.{kind}")) for kind in kinds]
    return listing([_cited(rule_) for rule_ in rules] + lists)


def _cited(rule_: Rule) -> Text:
    title = rule_.clause.title
    return Text(f"“{title.zh}”（{rule_.id}）", f"{rule_.id} ({title.en})")


def _counterparts(row: Row, rules: Sequence[Rule]) -> tuple[Text, Text]:
    """What a region has on the topics of these clauses, and the same in brief: a clause, or a typed silence.

    Where it is silent but rests on another clause of the kind, that one is named as well.
    """
    here = row.here
    cells: dict[tuple[Cell, str], list[str]] = {}
    for rule_ in rules:
        cell = on_topic(here, rule_.clause.topic, (rule_.kind,), rule_.kind)
        kind = "" if cell.state in _OF_NO_KIND else rule_.kind
        cells.setdefault((cell, kind), []).append(rule_.clause.topic)
    said = [_said(cell, kind, about) for (cell, kind), about in cells.items()]
    kinds = {rule_.kind for rule_ in rules}
    own = [here.by_id[name] for name in row.settled.decided_by if name in here.by_id]
    grounds = [_cited(rule_) for rule_ in own if rule_.kind in kinds and not rule_.clause.floor]
    if grounds and not any(grounds[0].zh in text.zh for text in said):
        many = "_many" if len(grounds) > _NAMED else ""
        cited = listing(grounds[:_NAMED])
        said.append(both(f"silence.grounds{many}", clauses=cited, count=len(grounds)))
    clauses = [cell for cell, _ in cells if cell.state == "clause"][:1]
    in_brief = dict.fromkeys(map(_in_brief, clauses or [cell for cell, _ in cells]))
    return _in_a_row(said), _in_a_row(in_brief)


def _in_brief(cell: Cell) -> Text:
    """A cell in a word or two."""
    values = {
        "missing": cell.missing,
        "clauses": _first([_cited(rule_) for rule_ in cell.clauses or cell.above]),
    }
    return both(f"brief.{_silence(cell, cell.state)}", **values)


def _in_a_row(said: Iterable[Text]) -> Text:
    parts = list(said)
    return Text("，".join(text.zh for text in parts), ", ".join(text.en for text in parts))


def _labelled(label: Text, text: Text) -> Text:
    return Text(f"{label.zh}：{text.zh}", f"{label.en}: {text.en}")


def _said(cell: Cell, kind: str, about: Sequence[str]) -> Text:
    """A cell in words, once for all the topics on which it is the same."""
    names = [topics()[topic].name for topic in dict.fromkeys(about)]
    values: dict[str, object] = {
        "topic": Text("".join(f"“{name.zh}”" for name in names), listing(names).en),
        "kind": both(f"kind.{kind}") if kind else "",
        "missing": cell.missing,
        "announced": cell.announced,
        "clauses": listing([_cited(rule_) for rule_ in cell.clauses or cell.above]),
    }
    if cell.state == "higher_level":
        values["own"] = both(f"silence.{_silence(cell, cell.own)}", **values)
    return both(f"silence.{_silence(cell, cell.state)}", **values)


def _silence(cell: Cell, state: str | None) -> str | None:
    """How a silence is told; a text that is not public as a whole has no count of what is missing."""
    return "text_unpublished" if state == "unpublished" and cell.announced is None else state
