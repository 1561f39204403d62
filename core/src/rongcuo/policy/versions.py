"""Versions: each text of a policy as a whole, an earlier one from the text after it and what it said otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve

from ..facts.days import after, is_inexact_date
from ..facts.problems import Problem, nearest
from .clauses import Chapter, Clause, Earlier, ListInfo, Region, Source

#: The chapters of one text by hook.
Chapters = Mapping[str, Chapter]

#: A name in a condition.
_NAME = re.compile(r"[A-Za-z_]\w*")
#: What a chapter holds beside clauses and lists, each with an id.
_WORDS = ("readings", "terms", "facts", "periods")


def whole_texts(
    region: Region, sources: Iterable[Source], stated: Mapping[str | None, Chapters]
) -> tuple[dict[str | None, Chapters], list[Problem]]:
    """Every version as a whole, by its id, None for the newest; and what doesn't fit together.

    `stated` is what the files of each version say.  One that states `differences` is the text after it, with
    the clauses, lists and words of the same id or kind in place of the later ones, with what was `repealed`
    since, and without what was `added`; what only a document younger than its own tells cites its own.
    """
    texts: dict[str | None, Chapters] = {None: stated.get(None, {})}
    problems: list[Problem] = []
    following: list[Chapters] = [texts[None]]
    dates = {source.id: source.date for source in sources if is_inexact_date(source.date or "")}
    for about in reversed(region.earlier):
        if about.id not in stated:
            continue
        own = stated[about.id]
        misfits = list(_problems(about, own, following))
        if about.states == "differences":
            younger = {name for name, date in dates.items() if after(date, dates.get(about.source or ""))}
            own = _put_together(about, own, following[0], younger)
        if not misfits and not _has_clauses(own) and not _counts_unseen(stated[about.id]):
            misfits.append(Problem("empty_version", {"id": about.id}, f"earlier {about.id}", "region.toml"))
        problems += misfits
        texts[about.id] = own
        following.insert(0, texts[about.id])
    return texts, problems


def mistaken_ids(region: Region) -> Iterator[Problem]:
    """The versions whose id can't be the name of a folder, or is another's too."""
    times = Counter(text.id for text in region.earlier)
    for text in region.earlier:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", text.id) or times[text.id] > 1:
            yield Problem("bad_version_id", {"id": text.id}, f"earlier {text.id}")


def _put_together(about: Earlier, own: Chapters, following: Chapters, younger: Collection[str]) -> Chapters:
    added = _added(about, following)
    own = _of_their_kind(own, following)
    return {
        hook: _merged(
            about,
            added,
            own.get(hook, Chapter(origin=f"earlier/{about.id}")),
            following.get(hook, Chapter()),
            younger,
        )
        for hook in dict.fromkeys([*following, *own])
    }


def _of_their_kind(own: Chapters, following: Chapters) -> Chapters:
    """What a version states, without the clauses that are of another kind later: those are told as such."""
    kinds = {clause.id: clause.kind for chapter in following.values() for clause in chapter.clauses}
    return {
        hook: evolve(
            chapter,
            clauses=tuple(c for c in chapter.clauses if kinds.get(c.id, c.kind) == c.kind),
        )
        for hook, chapter in own.items()
    }


def _added(about: Earlier, following: Chapters) -> set[str]:
    """What the version after one brought: the clauses that it says, and the terms that rest on them."""
    terms = [term for chapter in following.values() for term in chapter.terms]
    added = {*about.added}
    while True:
        rest = {
            term.id for term in terms if added & set(_NAME.findall(" ".join((term.when or "", *term.of))))
        }
        if rest <= added:
            return added
        added |= rest


def _merged(
    about: Earlier, added: Collection[str], own: Chapter, later: Chapter, younger: Collection[str]
) -> Chapter:
    replacing = {clause.id: clause for clause in own.clauses}
    kept = [
        replacing.pop(clause.id) if clause.id in replacing else _cited(clause, about, younger)
        for clause in later.clauses
        if clause.id not in added
    ]
    words = {
        kind: tuple({word.id: word for word in (*_without(later, kind, added), *getattr(own, kind))}.values())
        for kind in _WORDS
    }
    return Chapter(
        clauses=(*kept, *replacing.values()),
        lists={**later.lists, **own.lists},
        filing=own.filing or later.filing,
        origin=own.origin,
        **words,
    )


def _without(chapter: Chapter, kind: str, added: Collection[str]) -> list[Any]:
    return [word for word in getattr(chapter, kind) if kind != "terms" or word.id not in added]


def _cited(clause: Clause, about: Earlier, younger: Collection[str]) -> Clause:
    """A clause that was the same then: of a younger document, by the one of that version."""
    if about.source is None or clause.source not in younger:
        return clause
    return evolve(clause, source=about.source, locator=None)


def mistakes_of(
    edition: str,
    mistakes: Iterable[Problem],
    told: Collection[Problem],
    region: Region,
    stated: Mapping[str | None, Chapters],
) -> Iterator[Problem]:
    """The mistakes of an earlier version that weren't `told` of a text after it, each where it stands.

    What a version takes over stands in the files of the text that states it; where it is a mistake for this
    version alone, its place says so.
    """
    ids = [about.id for about in region.earlier if about.id in stated]
    texts = [*ids[ids.index(edition) :], None]
    known = {(problem.code, problem.file, problem.place) for problem in told}
    for problem in mistakes:
        if problem in told:
            continue
        text, file = next(
            ((text, file) for text in texts if (file := _states(stated[text], text, problem.place))),
            (edition, ""),
        )
        if text == edition:
            own = problem.file.startswith("earlier/")
            yield (
                problem
                if own
                else evolve(problem, file="/".join(filter(None, ("earlier", edition, problem.file))))
            )
        elif (problem.code, file, problem.place) not in known:
            yield evolve(problem, file=file, place=f"{problem.place}, earlier {edition}")


def _states(text: Chapters, edition: str | None, place: str) -> str:
    """The file in which a text states the clause, word or list of a place; nothing where it doesn't."""
    entry = place.partition(",")[0]
    name = entry.partition(" ")[2]
    for hook, chapter in text.items():
        stated = {item.id for key in ("clauses", *_WORDS) for item in getattr(chapter, key)}
        if name in stated or entry in {f"list.{kind}" for kind in chapter.lists}:
            return chapter.origin or (hook if edition is None else f"earlier/{edition}/{hook}")
    return ""


# What doesn't fit together


def _problems(about: Earlier, own: Chapters, following: list[Chapters]) -> Iterator[Problem]:
    here = f"earlier {about.id}"
    clauses = {clause.id: (clause, chapter) for chapter in own.values() for clause in chapter.clauses}
    later = {clause.id: clause for chapter in following[0].values() for clause in chapter.clauses}
    if about.states is None:
        every = {clause.id for text in following for chapter in text.values() for clause in chapter.clauses}
        for name, (clause, chapter) in clauses.items():
            if name in every:
                values = {"id": name, "version": about.id}
                yield Problem("version_states", values, f"{clause.kind} {name}", chapter.origin)
        for key in ("added", "repealed"):
            if getattr(about, key):
                yield Problem("added_without_states", {"key": key}, here, "region.toml")
        return
    named = about.added or about.repealed
    if about.states == "differences" and not named and not _differs(own, following[0]):
        yield Problem("no_difference", {"id": about.id}, here, "region.toml")
    for name, (clause, chapter) in clauses.items():
        place = f"{clause.kind} {name}"
        if name not in later and name not in about.repealed:
            others = [o for o in later if later[o].kind == clause.kind and o not in {*clauses, *about.added}]
            values = {"id": name, "version": about.id, "near": _near(name, others)}
            yield Problem("repealed_untold", values, place, chapter.origin)
        elif name in later and later[name].kind != clause.kind:
            values = {"id": name, "kind": later[name].kind}
            yield Problem("version_kind", values, place, chapter.origin)
    yield from _misnamed(about, "added", about.added, there=later, not_there=clauses)
    yield from _misnamed(about, "repealed", about.repealed, there=clauses, not_there=later)
    if about.states == "whole":
        for name in sorted(later.keys() - clauses.keys() - {*about.added}):
            values = {"id": name, "version": about.id}
            yield Problem("added_untold", values, f"{here}, added", "region.toml")
    else:
        yield from _counts(about, own, following[0])
    yield from _words(own, following[0])


#: What is wrong with a clause named under each key: it is in both versions, or not where it has to be.
_MISNAMED = {
    "added": ("added_and_stated", "added_nowhere"),
    "repealed": ("repealed_and_there", "repealed_nowhere"),
}


def _misnamed(
    about: Earlier, key: str, named: Iterable[str], *, there: Collection[str], not_there: Collection[str]
) -> Iterator[Problem]:
    """The clauses named as added or repealed that aren't in the one version alone."""
    in_both, nowhere = _MISNAMED[key]
    for name in named:
        if name in not_there or name not in there:
            near = "" if name in not_there else _near(name, there)
            values = {"id": name, "version": about.id, "near": near}
            code = in_both if name in not_there else nowhere
            yield Problem(code, values, f"earlier {about.id}, {key}", "region.toml")


def _near(name: str, ids: Iterable[str]) -> str:
    """The id that may have been meant: of the same letters, with a figure too many or too few."""

    def parts(one: str) -> tuple[str, str]:
        return re.sub("[0-9]", "", one).casefold(), re.sub("[^0-9]", "", one)

    letters, figures = parts(name)
    of_them = {one: parts(one)[1] for one in ids if parts(one)[0] == letters}
    return nearest(name, [one for one, other in of_them.items() if other in figures or figures in other])


def _differs(own: Chapters, following: Chapters) -> bool:
    """Whether a version states anything that the text after it says otherwise, or not at all."""
    return any(_says_other(chapter, following.get(hook, Chapter())) for hook, chapter in own.items())


def _says_other(own: Chapter, later: Chapter) -> bool:
    said = any(one not in getattr(later, key) for key in ("clauses", *_WORDS) for one in getattr(own, key))
    listed = any(info != later.lists.get(kind, ListInfo()) for kind, info in own.lists.items())
    return said or listed or own.filing not in (None, later.filing)


def _has_clauses(text: Chapters) -> bool:
    return any(chapter.clauses for chapter in text.values())


def _counts_unseen(own: Chapters) -> bool:
    """Whether a version itself states how many clauses it has that nobody has seen."""
    return any(info.seen == "counted" for chapter in own.values() for info in chapter.lists.values())


def _counts(about: Earlier, own: Chapters, following: Chapters) -> Iterator[Problem]:
    """A number that a text announces is another one where a clause came or went."""
    for hook, chapter in following.items():
        stated = own.get(hook, Chapter())
        changed = [clause for clause in chapter.clauses if clause.id in about.added]
        changed += [clause for clause in stated.clauses if clause.id in about.repealed]
        for kind, info in chapter.lists.items():
            names = [clause.id for clause in changed if clause.kind == kind and clause.counted]
            if info.announced is not None and kind not in stated.lists and names:
                values = {"kind": kind, "ids": ", ".join(names), "version": about.id}
                name = chapter.origin.rpartition("/")[2]
                file = "/".join(filter(None, ("earlier", about.id, name)))
                yield Problem("count_of_version", values, f"list.{kind}", file)


def _words(own: Chapters, following: Chapters) -> Iterator[Problem]:
    """A fact or reading of one name is of one kind in every version, as a case answers it once."""
    facts = {fact.id: fact for chapter in following.values() for fact in chapter.facts}
    readings = {reading.id: reading for chapter in following.values() for reading in chapter.readings}
    for chapter in own.values():
        for fact in chapter.facts:
            then = facts.get(fact.id, fact)
            if fact.id in readings or (fact.type, fact.values) != (then.type, then.values):
                yield Problem("version_word", {"id": fact.id}, f"fact {fact.id}", chapter.origin)
        for reading in chapter.readings:
            options = readings.get(reading.id, reading).options
            if reading.id in facts or set(reading.options) != set(options):
                yield Problem("version_word", {"id": reading.id}, f"reading {reading.id}", chapter.origin)
