"""`rongcuo outline`: an official document taken apart into a plugin whose clauses are left to be written."""

from __future__ import annotations

import re
from pathlib import Path

import click
from attrs import evolve

from rongcuo.cli.options import output
from rongcuo.cli.output import Result, Setting, command
from rongcuo.facts.problems import InputError, Problem, named_file, on_one_line
from rongcuo.facts.text import Language, say
from rongcuo.render.page import Block, Lines, Table

from ..outline.dating import Dates
from ..outline.documents import read_document
from ..outline.earlier import blocks
from ..outline.entries import Heading, Outline, outline_of
from ..outline.writing import READ_WHOLE, Planned, by, chapters, planned
from ..skeleton import skeleton_around
from .new import about_region, start_of, what_next, write_all

#: What may be told later, each with a placeholder until then.
_LATER = ("name", "code", "title", "issuer")
#: How much is shown of each heading, and of each paragraph that was left out.
_SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@output("--folder", required=True)
@click.option("--region")
@about_region
@command
def outline(setting: Setting, file: Path, output: Path, region: str | None, **given: str | None) -> Result:
    language, folder = setting.language, output
    paragraphs, wrapped = read_document(file)
    made = outline_of(paragraphs, wrapped=wrapped)
    if not made.entries:
        raise InputError(Problem("outline_nothing", file=str(file)))
    plan = planned(made.entries)
    options = {name: value or "" for name, value in given.items()}
    options["title"] = options["title"] or made.title
    missing = [name for name in _LATER if not options[name]]
    # the files hold Chinese texts, whatever language their comments are in
    options |= {name: say("zh", f"outline.placeholder.{name}") for name in missing}
    options["level"] = options["level"] or "county"
    options["source_kind"] = options["source_kind"] or "policy_text"
    # the date of a report isn't that of the document it is about
    whole = options["source_kind"] in READ_WHOLE
    dates = made.dates if whole else evolve(made.dates, issued=None, several=())
    start = evolve(start_of(region or _id(folder), options), dates=dates)
    places = skeleton_around(
        start, language, chapters(plan, start.kind, language), blocks(made.earlier, language)
    )
    write_all(folder, places)
    written = {
        "file": named_file(str(file), language),
        "folder": on_one_line(str(folder)),
        "count": len(plan),
        "files": len(places),
    }
    return Result(
        page=[
            Lines((say(language, "outline.written", **written),)),
            _table(plan, language),
            *_remarks(made, plan, dates, missing, language),
            Lines((say(language, "outline.fill_in"),)),
            *what_next(folder, language),
        ],
        data={
            "folder": str(folder),
            "written": list(places),
            "placeholders": missing,
            "clauses": [
                {
                    "id": item.entry.id,
                    "locator": {"zh": item.entry.locator.zh, "en": item.entry.locator.en},
                    "kind": item.guess.kind,
                    "file": item.guess.file,
                    "guessed_by": item.guess.words or None,
                    "also": list(item.guess.also),
                }
                for item in plan
            ],
            "leads": [
                {"locator": {"zh": lead.where.zh, "en": lead.where.en}, "characters": len(lead.words)}
                for lead in _over(plan, title=False)
            ],
            "headings": [
                {"locator": {"zh": title.where.zh, "en": title.where.en}, "text": title.words}
                for title in _over(plan, title=True)
            ],
            "earlier": [
                {"title": one.title, "locator": {"zh": one.where.zh, "en": one.where.en}}
                for one in made.earlier
            ],
            "left_out": [{"why": left.why, "text": left.text} for left in made.left_out],
            "remarks": [problem.message(language) for problem in made.problems],
        },
    )


def _id(folder: Path) -> str:
    """The region's id that the folder's name gives.  Raises InputError."""
    name = folder.resolve().name.lower().removeprefix("rongcuo-").replace("_", "-")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise InputError(Problem("outline_no_id", place="--region"))
    return name


def _over(plan: list[Planned], *, title: bool) -> list[Heading]:
    """What stands over clauses and is none: titles, or what opens a list."""
    return [heading for item in plan for heading in item.over if heading.title == title]


def _start(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _table(plan: list[Planned], language: Language) -> Table:
    rows = []
    for item in plan:
        guess = item.guess
        kind = say(language, f"kind.{guess.kind}")
        rows.append((item.entry.locator[language], item.entry.id, kind, guess.file, by(guess, language)))
    return Table(tuple(say(language, "outline.columns").split("|")), tuple(rows))


def _remarks(
    made: Outline, plan: list[Planned], dates: Dates, missing: list[str], language: Language
) -> list[Block]:
    """What is odd about the document, what isn't a clause of its own or was left out, and what has a placeholder."""
    lines = [problem.message(language) for problem in made.problems]
    leads = [
        say(language, "outline.lead_of", where=lead.where[language], count=len(lead.words))
        for lead in _over(plan, title=False)
    ]
    if leads:
        listed = say(language, "outline.between").join(leads)
        lines.append(say(language, "outline.leads", count=len(leads), leads=listed))
    titles = [
        say(language, "outline.heading_of", where=title.where[language], text=_start(title.words))
        for title in _over(plan, title=True)
    ]
    if titles:
        listed = say(language, "outline.between").join(titles)
        lines.append(say(language, "outline.headings", count=len(titles), titles=listed))
    days = {"issued": dates.issued, "first": dates.first, "last": dates.last}
    known = [
        say(language, f"outline.{name}", day=day.isoformat()) for name, day in days.items() if day is not None
    ]
    if known:
        listed = say(language, "outline.between").join(known)
        lines.append(say(language, "outline.dates", dates=listed))
    between = say(language, "outline.between")
    if dates.unsure:
        places = between.join(place[language] for place in dates.unsure)
        lines.append(say(language, "outline.dates_unsure", places=places))
    if dates.several:
        lines.append(say(language, "outline.dates_several", days=between.join(map(str, dates.several))))
    if made.earlier:
        names = between.join(
            say(language, "outline.earlier_of", title=one.title, where=one.where[language])
            for one in made.earlier
        )
        lines.append(say(language, "outline.earlier", names=names))
    for why in dict.fromkeys(left.why for left in made.left_out):
        texts = [left.text for left in made.left_out if left.why == why]
        shown = " | ".join(map(_start, texts))
        lines.append(say(language, f"outline.left_out.{why}", count=len(texts), texts=shown))
    if missing:
        names = ", ".join(f"--{name}" for name in missing)
        lines.append(say(language, "outline.placeholders", names=names))
    return [Lines(tuple(lines), bullets=True)] if lines else []
