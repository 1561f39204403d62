"""The back-test: each decided matter beside the texts, and what the comparison rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args

from attrs import evolve

from ..comparing.backtest import Account, Beside, Match
from ..plugins.placing import with_place
from ..ruling.result import Ruling
from .data import known_data, ruling_data
from .decided import account_data, account_line, answer_of, outcome_data
from .deployment import origin, origin_data
from .page import Block, Heading, Lines, Table
from .ruling import disclaimer
from .words import Words

MATCHES: tuple[Match, ...] = get_args(Match)
COLUMNS = ("matter", "region", "published", "by_text", "match")


def backtest_page(rows: Sequence[Account], words: Words, *, full: bool) -> list[Block]:
    """How each matter stands under its own place's text, how many do under each other, and what isn't borne out.

    `full` adds what was decided and by which day's text it is ruled, what open ones rest on, what we read into
    accounts, and the sources.
    """
    page: list[Block] = [
        Heading(words.say("backtest.title")),
        origin(words),
        Lines((words.say("backtest.tally", **_tally(row.own for row in rows)),)),
        *_elsewhere(rows, words),
        *([_table(rows, words)] if full else _by_match(rows, words)),
    ]
    parts = [("backtest.not_borne_out", [line for row in rows for line in _not_borne_out(row, words)])]
    if full:
        parts += [
            ("backtest.rests_on", [line for row in rows for line in _rests_on(row, words)]),
            ("backtest.reading", [line for row in rows for line in _reading(row, words)]),
            ("say.sources", list(dict.fromkeys(line for row in rows for line in _sources(row, words)))),
        ]
    for key, lines in parts:
        if lines:
            page += [Heading(words.say(key), 2), Lines(tuple(lines), bullets=True)]
    return [*page, disclaimer(words, words.say("backtest.meaning"))]


def backtest_tables(rows: Sequence[Account], words: Words) -> list[Block]:
    """A row for each matter: what was decided, what its place's text comes to, and how the two stand."""
    return [
        origin(words),
        _table(rows, words),
        disclaimer(words, words.say("backtest.meaning")),
    ]


def _table(rows: Sequence[Account], words: Words) -> Table:
    return Table(words.columns(*COLUMNS), tuple(_row(row, words) for row in rows))


def _by_match(rows: Sequence[Account], words: Words) -> Iterator[Block]:
    """The matters by how they stand, each in a line with its outcome."""
    for match in MATCHES:
        lines = [_line(row, words) for row in rows if row.own.match == match]
        if lines:
            yield Heading(words.say(f"match.{match}"), 2)
            yield Lines(tuple(lines), bullets=True)


def _line(row: Account, words: Words) -> str:
    said = [answer_of(row.matter, words), *([words.say(f"backtest.{row.own.why}")] if row.own.why else [])]
    return words.aside(row.matter.case.heading(words.language), words.joined(said))


def _tally(tested: Iterable[Beside]) -> dict[str, int]:
    counted = Counter(each.match for each in tested)
    return {match: counted[match] for match in MATCHES}


def _of(row: Account, words: Words) -> Words:
    """The words of what is on, with the row for the matter's place."""
    return evolve(words, registry=with_place(words.registry, row.matter.case.where))


def _row(row: Account, words: Words) -> tuple[str, ...]:
    words = _of(row, words)
    match = words.say(f"match.{row.own.match}")
    return (
        row.matter.case.heading(words.language),
        words.place(row.matter.case.where),
        f"{answer_of(row.matter, words)}\n{words.pick(row.matter.outcome.statement)}",
        "\n".join(_by_text(row, words)),
        f"{match}\n{words.say(f'backtest.{row.own.why}')}" if row.own.why else match,
    )


def _by_text(row: Account, words: Words) -> Iterator[str]:
    """What the place's text comes to, and which day's text that is."""
    if row.own.ruling is None:
        return
    if row.own.as_read is None:
        yield _verdict(row.own.ruling, words)
    else:
        yield words.say("backtest.reported", verdict=_verdict(row.own.ruling, words))
        yield words.say("backtest.as_read", verdict=_verdict(row.own.as_read, words))
    yield words.say(f"backtest.on_{_day_of(row)}", day=_day(row))


def _day(row: Account) -> str | None:
    return row.matter.case.dates.ruling or row.matter.published


def _day_of(row: Account) -> str:
    """What the day is of whose text rules: the ruling, the publication, or none that is known."""
    if row.matter.case.dates.ruling:
        return "ruling"
    return "published" if row.matter.published else "today"


def _verdict(ruling: Ruling, words: Words) -> str:
    if ruling.error is not None:
        return ruling.error.message(words.language)
    return words.either_of(ruling.verdict, ruling.possible)


def _elsewhere(rows: Sequence[Account], words: Words) -> Iterator[Block]:
    """How many of the matters each other text bears out, leaves open or doesn't bear out."""
    by_region: dict[str, list[Beside]] = {}
    for row in rows:
        for tested in row.elsewhere:
            by_region.setdefault(tested.region, []).append(tested)
    if by_region:
        yield Heading(words.say("backtest.elsewhere"), 2)
        columns = (words.say("column.region"), *(words.say(f"match.{match}") for match in MATCHES))
        counted = ((name, _tally(tested)) for name, tested in by_region.items())
        yield Table(
            columns,
            tuple((words.region(name), *(str(tally[match]) for match in MATCHES)) for name, tally in counted),
        )


def _name(row: Account, region: str, words: Words) -> str:
    return words.aside(row.matter.case.heading(words.language), words.region(region))


def _not_borne_out(row: Account, words: Words) -> Iterator[str]:
    """Each text by which the outcome isn't possible, or only by a clause that nobody has seen, and by what."""
    words = _of(row, words)
    for tested in (row.own, *row.elsewhere):
        if tested.match in ("unseen", "disagrees") and tested.last is not None:
            ruling = tested.last
            said = words.say(
                f"backtest.{tested.match}",
                verdict=_verdict(ruling, words),
                clauses=words.listed(ruling.decided_by),
            )
            yield words.labelled(_name(row, tested.region, words), said)


def _rests_on(row: Account, words: Words) -> Iterator[str]:
    """What isn't reported and would decide."""
    if row.own.match != "open" or row.own.last is None:
        return
    words = _of(row, words)
    last = row.own.last
    here, needs = words.ruled(last), last.needs
    said = []
    for key, names in (
        ("say.scenes", needs.scenes),
        ("say.questions", (*needs.questions, *needs.aside)),
        ("backtest.checks", needs.checks),
    ):
        if names:
            said.append(words.say(key, facts=words.facts(names, here)))
    said += [words.say("say.reading_open", question=words.fact(name, here)) for name in last.open_readings]
    yield words.labelled(row.matter.case.heading(words.language), words.joined(said))


def _reading(row: Account, words: Words) -> Iterator[str]:
    """What we read into the accounts, and why."""
    if row.matter.as_read is None:
        return
    vocabulary = words.registry.vocabulary
    facts = words.joined(
        words.labelled(words.fact(name), words.value(vocabulary[name], known))
        for name, known in row.matter.read_facts.items()
    )
    said = words.say("backtest.taken", facts=facts, why=words.pick(row.matter.as_read.why))
    yield words.labelled(row.matter.case.heading(words.language), said)


def _sources(row: Account, words: Words) -> Iterator[str]:
    return (account_line(account, words) for account in row.matter.accounts)


def backtest_data(rows: Sequence[Account], words: Words) -> dict[str, Any]:
    """The same as plain data."""
    return {
        **origin_data(words.registry),
        "disclaimer": words.say("say.disclaimer_beside"),
        "tally": _tally(row.own for row in rows),
        "elsewhere": _tally(tested for row in rows for tested in row.elsewhere),
        "rows": [_data(row, _of(row, words)) for row in rows],
    }


def _data(row: Account, words: Words) -> dict[str, Any]:
    matter, own = row.matter, row.own
    return {
        "file": matter.file,
        "title": matter.case.heading(words.language),
        "where": matter.case.where,
        "region": own.region,
        "outcome": outcome_data(matter, words),
        "accounts": [account_data(account, words) for account in matter.accounts],
        "on": {"date": _day(row), "of": _day_of(row)},
        "match": own.match,
        "why": own.why or None,
        "ruling": ruling_data(own.ruling, words) if own.ruling else None,
        "as_read": {
            "facts": {
                name: known_data(words.registry.vocabulary[name], known)
                for name, known in matter.read_facts.items()
            },
            "why": words.pick(matter.as_read.why),
            "ruling": ruling_data(own.as_read, words) if own.as_read else None,
        }
        if matter.as_read
        else None,
        "elsewhere": [
            {
                "region": tested.region,
                "match": tested.match,
                "why": tested.why or None,
                "verdict": tested.last.verdict if tested.last else None,
                "decided_by": list(tested.last.decided_by) if tested.last else [],
            }
            for tested in row.elsewhere
        ],
    }
