"""The back-test: each published account beside the text, and what the comparison rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ..comparing.backtest import Account, Match
from ..policy.cases import in_language
from ..ruling.result import Ruling
from .data import known_data, ruling_data
from .deployment import origin, origin_data
from .page import Block, Heading, Lines, Table
from .ruling import disclaimer
from .words import Words

MATCHES: tuple[Match, ...] = ("agrees", "open", "disagrees", "nothing_to_compare")
COLUMNS = ("matter", "region", "published", "by_text", "match")


def backtest_page(rows: Sequence[Account], words: Words) -> list[Block]:
    """One row for each account; then what open ones rest on, what we read into accounts, and the sources."""
    page: list[Block] = [
        Heading(words.say("backtest.title")),
        origin(words),
        Table(
            tuple(words.say(f"column.{column}") for column in COLUMNS),
            tuple(_row(row, words) for row in rows),
        ),
        Lines((words.say("backtest.tally", **_tally(rows)),)),
    ]
    for key, lines in (
        (
            "backtest.rests_on",
            [line for row in rows if row.match == "open" for line in _rests_on(row, words)],
        ),
        ("backtest.reading", [line for row in rows for line in _reading(row, words)]),
        ("say.sources", list(dict.fromkeys(_source(row, words) for row in rows))),
    ):
        if lines:
            page += [Heading(words.say(key), 2), Lines(tuple(lines), bullets=True)]
    return [*page, disclaimer(words, words.say("backtest.meaning"))]


def _tally(rows: Sequence[Account]) -> dict[str, int]:
    counted = Counter(row.match for row in rows)
    return {match: counted[match] for match in MATCHES}


def _row(row: Account, words: Words) -> tuple[str, ...]:
    outcome = words.say(f"outcome.{row.published.outcome or 'none'}")
    statement = in_language(words.language, row.published.statement)
    match = words.say(f"match.{row.match}")
    return (
        row.case.heading(words.language),
        words.region(row.region),
        f"{outcome}\n{statement}",
        "\n".join(_by_text(row, words)),
        f"{match}\n{words.say(f'backtest.{row.why}')}" if row.why else match,
    )


def _by_text(row: Account, words: Words) -> Iterator[str]:
    """What the region's text comes to, and which day's text that is."""
    if row.ruling is None:
        return
    if row.as_read is None:
        yield _verdict(row.ruling, words)
    else:
        yield words.say("backtest.reported", verdict=_verdict(row.ruling, words))
        yield words.say("backtest.as_read", verdict=_verdict(row.as_read, words))
    on = row.case.dates.ruling
    yield words.say(f"backtest.on_{'ruling' if on else 'published'}", day=on or row.published.date)


def _verdict(ruling: Ruling, words: Words) -> str:
    if ruling.error is not None:
        return ruling.error.message(words.language)
    return words.either_of(ruling.verdict, ruling.possible)


def _name(row: Account, words: Words) -> str:
    return words.aside(row.case.heading(words.language), words.region(row.region))


def _rests_on(row: Account, words: Words) -> Iterator[str]:
    """What isn't reported and would decide."""
    assert row.last is not None
    here, needs = words.ruled(row.last), row.last.needs
    said = []
    for key, names in (
        ("say.scenes", needs.scenes),
        ("say.questions", (*needs.questions, *needs.aside)),
        ("backtest.checks", needs.checks),
    ):
        if names:
            said.append(words.say(key, facts=words.facts(names, here)))
    said += [
        words.say("say.reading_open", question=words.fact(name, here)) for name in row.last.open_readings
    ]
    yield words.labelled(_name(row, words), words.joined(said))


def _reading(row: Account, words: Words) -> Iterator[str]:
    """What we read into the account, and why."""
    if row.published.as_read is None:
        return
    vocabulary = words.registry.vocabulary
    facts = words.joined(
        words.labelled(words.fact(name), words.value(vocabulary[name], known))
        for name, known in row.case.as_read[row.region].items()
    )
    why = in_language(words.language, row.published.as_read.why)
    yield words.labelled(_name(row, words), words.say("backtest.taken", facts=facts, why=why))


def _source(row: Account, words: Words) -> str:
    return words.aside(in_language(words.language, row.published.source), row.published.date)


def backtest_data(rows: Sequence[Account], words: Words) -> dict[str, Any]:
    """The same as plain data."""
    return {
        **origin_data(words.registry),
        "disclaimer": words.say("say.disclaimer_beside"),
        "tally": _tally(rows),
        "rows": [_data(row, words) for row in rows],
    }


def _data(row: Account, words: Words) -> dict[str, Any]:
    published, on = row.published, row.case.dates.ruling
    return {
        "case": row.case.file,
        "title": row.case.heading(words.language),
        "region": row.region,
        "published": {
            "outcome": published.outcome,
            "statement": in_language(words.language, published.statement),
            "date": published.date,
            "source": in_language(words.language, published.source),
        },
        "on": {"date": on or published.date, "of": "ruling" if on else "publication"},
        "match": row.match,
        "why": row.why or None,
        "ruling": ruling_data(row.ruling, words) if row.ruling else None,
        "as_read": {
            "facts": {
                name: known_data(words.registry.vocabulary[name], known)
                for name, known in row.case.as_read[row.region].items()
            },
            "why": in_language(words.language, published.as_read.why),
            "ruling": ruling_data(row.as_read, words) if row.as_read else None,
        }
        if published.as_read
        else None,
    }
