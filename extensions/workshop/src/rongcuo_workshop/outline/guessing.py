"""Guesses: which kind of clause an item may become, by the words over it, where these are safe to go by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from rongcuo.facts.text import Text

from .articles import Entry


@frozen
class _Rule:
    """A kind, and the words that tell of it: over a list or in a heading, and in a sentence of its own."""

    kind: str
    topic: str
    above: str
    own: str = ""


_TOLERATE = "(?:容错|免责|免予问责|免予追责)"
_FILE = "(?:备案|报备)"
_FACTORS = "(?:情形|情节|因素)"
#: In this order: a text that speaks of two things is of the first.
_RULES = (
    _Rule("accusation", "false_accusation", "诬告", "诬告陷害[^。]{0,40}(?:处理|处分|移送|追究)"),
    _Rule(
        "red_line", "other_red_line",
        rf"(?:不予|不得|不能|不应|不可|不适用|不纳入|不属于|不在)[^，。]{{0,6}}{_TOLERATE}|负面清单|红线",
        rf"(?:的|，)[^，。；]{{0,8}}(?:不予|不得|一律不)[^，。]{{0,4}}{_TOLERATE}",
    ),
    _Rule(
        "filing_condition", "filing_condition",
        rf"{_FILE}[^。]{{0,12}}条件|条件[^。]{{0,12}}{_FILE}",
        rf"不得(?:事前|事先)?{_FILE}",
    ),
    _Rule(
        "scope", "filing_scope",
        rf"(?<!不)(?:可以|可|纳入|实行)[^，。]{{0,8}}{_FILE}|{_FILE}[^。]{{0,6}}(?:事项|范围|情形)",
        rf"(?<!不)可以[^，。]{{0,8}}{_FILE}",
    ),
    _Rule("condition", "other_condition", rf"(?:符合|具备|满足)[^。]{{0,10}}条件|{_TOLERATE}[^。]{{0,6}}条件"),
    _Rule(
        "trigger", "clear_name",
        "澄清[^。]{0,4}(?:情形|范围)|(?:情形|的，)[^。]{0,12}澄清",
        "(?:失实|不实|查无实据)[^。]{0,80}澄清",
    ),
    _Rule(
        "mitigation", "mitigation",
        rf"{_FACTORS}[^。]{{0,12}}(?:从轻|减轻|从宽)|(?:从轻|减轻|从宽)[^。]{{0,6}}{_FACTORS}",
    ),
    _Rule(
        "aggravation", "aggravation",
        rf"{_FACTORS}[^。]{{0,12}}(?:从重|加重|从严)|(?:从重|加重|从严)[^。]{{0,6}}{_FACTORS}",
    ),
    _Rule(
        "situation", "other_situation",
        rf"(?<!不)(?:可以|可|应当|予以|给予|准予|适用)[^，。不]{{0,10}}{_TOLERATE}|{_TOLERATE}[^。]{{0,4}}(?:情形|范围|事项)",
        rf"的，[^，。；]{{0,12}}(?<!不)(?:可以|可予|应当|予以|准予)[^，。]{{0,6}}{_TOLERATE}",
    ),
    _Rule("measure", "incentive", "(?:激励|关爱|配套)措施|重新使用"),
    _Rule("decider", "tolerance_decider", "认定(?:主体|机关|机构)"),
    _Rule("effect", "effects", "结果运用|容错结果|备案效力"),
    _Rule("step", "tolerance_procedure", "程序|步骤|流程"),
)  # fmt: skip
_READ = [(rule, re.compile(rule.above), re.compile(rule.own) if rule.own else None) for rule in _RULES]
#: The file of a kind that may stand in any, by the words over it, and its topics there.
_ANYWHERE = (
    ("tolerance.toml", re.compile("容错|免责"), {"step": "tolerance_procedure", "effect": "effects"}),
    (
        "filing.toml", re.compile(_FILE),
        {"step": "filing_procedure", "duty": "filing_duty", "effect": "filing_worth"},
    ),
    (
        "clarification.toml", re.compile("澄清|诬告|失实"),
        dict.fromkeys(("step", "duty", "effect"), "clarification_form"),
    ),
)  # fmt: skip
_FILES = {
    "red_line": "red_lines.toml",
    **dict.fromkeys(("scope", "filing_condition"), "filing.toml"),
    **dict.fromkeys(("trigger", "accusation"), "clarification.toml"),
    "measure": "measures.toml",
    **dict.fromkeys(("situation", "condition", "mitigation", "aggravation", "decider"), "tolerance.toml"),
}
#: What an item becomes that no words tell of.
UNKNOWN, _NO_TOPIC = "duty", "scope_of_policy"
#: How a catch-all item reads: it begins so, or it is what another text or body adds.
_CATCH_ALL = re.compile("其[他它]|[^，。；]*(?:规定|认为|认定|确定)[^，。；]{0,12}的其[他它]")
#: How much is told of each end of the words that an entry was judged by, where they are many.
_END = 6
#: A title that names two kinds decides neither.
_NAMED = re.compile("情形|情节|条件|范围|程序|步骤|流程|主体|结果|红线|清单|备案|报备|澄清|措施")
_AND = re.compile("[与和及、]")
#: How a paragraph reads that only makes an exception to one above it.
_EXCEPTION = re.compile(
    "^但(?:是)?|^[^，。]{0,4}(?:前[一二三]?[款条项]|上述|第.{1,3}款)[^。]*?(?:除外|不适用|不在此限|不受|(?:可以|予以)容错)"
    "|(?:不影响|不适用)(?:前[一二三]?[款条项]|第.{1,3}[款条项])|视为(?:符合|满足)"
)


@frozen
class Guess:
    """What an item is taken for, in which file, and the words that say so; no words where none do.

    An `exception` is no clause of its own: it belongs in the conditions of what it is an exception to.
    """

    kind: str
    topic: str
    file: str
    words: str = ""
    where: Text | None = None
    open_ended: bool = False
    exception: bool = False


def guess(entry: Entry) -> Guess:
    """What an entry may be: by the words over it from the nearest, or by its own where it is in no list."""
    exception = _EXCEPTION.search(entry.text) if entry.list_ is None else None
    if exception is not None:
        file, topic = _chapter(entry, UNKNOWN, _NO_TOPIC)
        return Guess(UNKNOWN, topic, file, _brief(exception[0]), entry.locator, exception=True)
    for rule, words, where in _guessed(entry):
        file, topic = _FILES.get(rule.kind, ""), rule.topic
        if not file:
            file, topic = _chapter(entry, rule.kind, topic)
        return Guess(rule.kind, topic, file, words, where, entry.last and bool(_CATCH_ALL.match(entry.text)))
    file, topic = _chapter(entry, UNKNOWN, _NO_TOPIC)
    return Guess(UNKNOWN, topic, file)


def _guessed(entry: Entry) -> Iterator[tuple[_Rule, str, Text]]:
    if entry.list_ is None:
        for rule, _, own in _READ:
            found = own.search(entry.text) if own is not None else None
            if found is not None:
                yield rule, _brief(found[0].lstrip("的，")), entry.locator
    for heading in entry.headings:
        if heading.title and _AND.search(heading.words) and len(set(_NAMED.findall(heading.words))) > 1:
            continue
        for rule, above, _ in _READ:
            found = above.search(heading.words)
            if found is not None:
                yield rule, _brief(found[0]), heading.where


def _brief(words: str) -> str:
    """The words that tell, never so many that they would be a copy."""
    return words if len(words) <= 2 * _END else f"{words[:_END]}…{words[-_END:]}"


def _chapter(entry: Entry, kind: str, topic: str) -> tuple[str, str]:
    """The file and topic of a kind that any file may hold: those of the nearest words that tell.

    A paragraph's own words go before what stands over it; an item has those over its list alone.
    """
    over = [heading.words for heading in entry.headings]
    for words in [entry.text, *over] if entry.list_ is None else over:
        told = [
            (found.start(), file, topics) for file, said, topics in _ANYWHERE if (found := said.search(words))
        ]
        if told:
            _, file, topics = min(told, key=lambda each: each[0])
            return file, topics.get(kind, topic)
    return "tolerance.toml", topic
