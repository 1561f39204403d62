"""A document beside its clauses, as one HTML file: no script, nothing fetched, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Rule
from rongcuo.render.clauses import clause_page, earlier_title
from rongcuo.render.landing import terminal
from rongcuo.render.page import Heading, Lines
from rongcuo.render.words import Words

from ..citing import Beside, Compared


def beside_html(compared: Compared, here: Jurisdiction, words: Words) -> str:
    """The whole file."""
    style = files("rongcuo_workshop").joinpath("data/beside.css").read_text("utf-8")
    title = words.say("beside.title", name=words.pick(here.region.full_name))
    listed = [f"{source.id} {words.pick(source.title)}" for source in compared.sources]
    head = [
        _element("p", words.say("beside.sources", sources=words.listed(listed))),
        _element("p", summary(compared, words)),
        _element("p", words.say("beside.legend"), "faint"),
    ]
    heads = "".join(_element("th", words.say(f"beside.{side}")) for side in ("document", "clauses"))
    rows = "".join(_row(row, words) for row in compared.rows)
    rest = ""
    if compared.nowhere:
        rest = _element("h2", words.say("beside.nowhere", count=len(compared.nowhere)))
        rest += "".join(_clause(rule, words) for rule in compared.nowhere)
    language = "zh-CN" if words.language == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"{_element('title', title)}<style>{style}</style></head><body>"
        f"{_element('h1', title)}{''.join(head)}"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{rest}</body></html>\n"
    )


def summary(compared: Compared, words: Words) -> str:
    """How many passages no clause cites, and how many sentences of the others no clause takes up."""
    said = sum(not row.passage.heads for row in compared.rows)
    return words.say(
        "beside.count",
        count=said,
        missed=len(compared.missed),
        unsaid=len(compared.unsaid),
        nowhere=len(compared.nowhere),
    )


def _row(row: Beside, words: Words) -> str:
    passage = row.passage
    place = passage.place
    left = _element("div", words.pick(place), "place") if place is not None else ""
    left += "".join(
        _element("span", sentence, "sentence unsaid" if at in row.unsaid else "sentence")
        for at, sentence in enumerate(passage.sentences)
    )
    right = "".join(_clause(rule, words) for rule in row.clauses)
    if row.also:
        names = words.listed(_name(rule, words) for rule in row.also)
        right += _element("p", words.say("beside.also", names=names), "faint")
    if row.missed:
        right += _element("p", words.say("beside.missed"), "mark")
    if row.unsaid:
        right += _element("p", words.say("beside.unsaid", count=len(row.unsaid)), "mark")
    kind = "heads" if passage.heads else "missed" if row.missed else ""
    return f'<tr class="{kind}"><td lang="zh-CN">{left}</td><td>{right}</td></tr>'


def _name(rule: Rule, words: Words) -> str:
    """A clause by its id, one of an earlier text with what that is called."""
    name, title = rule.clause.id, earlier_title(rule, words)
    return words.aside(name, title) if title else name


def _clause(rule: Rule, words: Words) -> str:
    return f'<div class="clause">{"".join(_blocks(rule, words))}</div>'


def _blocks(rule: Rule, words: Words) -> Iterator[str]:
    for block in clause_page(rule, words):
        if isinstance(block, Heading):
            yield _element("h3", block.text)
        elif isinstance(block, Lines):
            yield from _paragraphs(block.lines)


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    return (_element("p", line) for line in lines if line)


def _element(tag: str, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f"<{tag}{named}>{escape(terminal(text), quote=False)}</{tag}>"
