"""Writing: an outline as the chapter files of a plugin, with every clause left to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from rongcuo.facts.text import Language, enumerated, say
from rongcuo.policy.binding import NEED_WHEN
from rongcuo.policy.clauses import CHAPTER_KINDS, CLAUSE_KINDS, LIST_KINDS, TODO
from rongcuo.policy.files import CHAPTER_FILES
from rongcuo.render import landing

from .entries import Entry, Heading
from .guessing import Guess, guess

#: How much of the document a comment quotes: less than what counts as a copy.
_QUOTED = 12
#: What stands for a text that is still to be written.
BLANK = "…"
#: The kinds that the source of a list may be one of to make its items all that there are.
READ_WHOLE = ("policy_text", "internal_text")


@frozen
class Planned:
    """An entry of the document, the clause that is written for it, and what stands over it and over none before."""

    entry: Entry
    guess: Guess
    over: tuple[Heading, ...]


def planned(entries: Iterable[Entry]) -> list[Planned]:
    """What each entry becomes."""
    plan = []
    seen: set[Heading] = set()
    for entry in entries:
        over = tuple(heading for heading in reversed(entry.headings) if heading not in seen)
        seen.update(over)
        plan.append(Planned(entry, guess(entry), over))
    return plan


def chapters(plan: Iterable[Planned], source_kind: str, language: Language) -> dict[str, str]:
    """The chapter files by name, in the document's order."""
    whole = source_kind in READ_WHOLE
    plan = list(plan)
    made = {}
    for hook, file in CHAPTER_FILES.items():
        here = [item for item in plan if item.guess.file == file]
        if not here:
            continue
        kinds = ", ".join(kind for kind in CLAUSE_KINDS if kind in CHAPTER_KINDS[hook])
        parts = [_comment(say(language, "outline.file", kinds=kinds))]
        for kind in dict.fromkeys(item.guess.kind for item in here if item.guess.kind in LIST_KINDS):
            parts.append(_list(kind, [item for item in here if item.guess.kind == kind], whole, language))
        parts += [_clause(item, language) for item in here]
        made[file] = "\n".join(parts)
    return made


def _list(kind: str, items: Iterable[Planned], whole: bool, language: Language) -> str:
    """What was seen of a list: as many clauses as the document announces, or has."""
    number: dict[int, int] = {}
    open_ended = False
    for item in items:
        above = item.entry.list_
        key = id(above) if above is not None else id(item)
        announced = above.announced if above is not None else None
        if announced is not None:
            number[key] = announced
        elif whole:
            number[key] = number.get(key, 0) + 1
        open_ended |= item.guess.open_ended
    if not number:
        return f'[list.{kind}]\nseen = "report"\n'
    lines = [f"[list.{kind}]", 'seen = "counted"', f"announced = {sum(number.values())}", 'source = "S1"']
    comments = [_comment(say(language, "outline.announced"))]
    if open_ended:
        comments.append(_comment(say(language, "outline.open_ended")))
    return "".join(comments) + "\n".join(lines) + "\n"


def _clause(item: Planned, language: Language) -> str:
    entry, guessed = item.entry, item.guess
    where, blank = entry.locator, {"zh": BLANK, "en": BLANK}
    title = {"zh": where.zh, "en": where.en[:1].upper() + where.en[1:]}
    lines = [
        f"[[{guessed.kind}]]",
        f'id = "{entry.id}"',
        f"title = {_pair(title)}",
        f"statement = {_pair(blank)}",
        f'topic = "{guessed.topic}"',
        'source = "S1"',
        f"locator = {_pair({'zh': where.zh, 'en': where.en})}",
        'status = "todo"',
    ]
    if guessed.kind == "decider":
        lines.append(f"body = {_pair(blank)}")
    if guessed.kind in NEED_WHEN:
        lines.append(f'when = "{TODO}"')
    if guessed.kind == "situation":
        lines.append(f'requires = "{TODO}"')
    comments = ""
    for over in item.over:
        values = {"where": over.where[language], "count": len(over.words), "text": _quoted(over.words)}
        comments += _comment(say(language, "outline.heading" if over.title else "outline.lead", **values))
    comments += _comment(say(language, "outline.begins", where=where[language], text=_quoted(entry.text)))
    return comments + _comment(_why(guessed, language)) + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return text[:_QUOTED] + (BLANK if len(text) > _QUOTED else "")


def by(guessed: Guess, language: Language) -> str:
    """The words that an entry was judged by."""
    if guessed.amends:
        return say(language, "outline.by_amending")
    if guessed.where is None:
        return say(language, "outline.by_nothing")
    if guessed.exception:
        return say(language, "outline.exception")
    rest = say(language, "outline.rest") if guessed.open_ended else ""
    also = enumerated((say(language, f"kind.{kind}") for kind in guessed.also), language)
    rest += say(language, "outline.also", kinds=also) if also else ""
    return say(language, "outline.by", where=guessed.where[language], words=guessed.words) + rest


def _why(guessed: Guess, language: Language) -> str:
    kind = say(language, f"kind.{guessed.kind}")
    if guessed.amends:
        return say(language, "outline.amends", kind=kind, name=guessed.kind)
    if guessed.where is None:
        return say(language, "outline.unknown", kind=kind, name=guessed.kind)
    if guessed.exception:
        return say(language, "outline.excepts", kind=kind, name=guessed.kind)
    return say(language, "outline.guessed", kind=kind, by=by(guessed, language))


def _comment(text: str) -> str:
    return "".join(f"# {landing.comment(line)}\n" for line in text.splitlines())


def _pair(texts: Mapping[str, str]) -> str:
    inner = ", ".join(f'{key} = "{landing.toml_string(text)}"' for key, text in texts.items())
    return f"{{ {inner} }}"
