"""`rongcuo form`: an official form as a Word file, from a case file or from what an extension keeps."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from rongcuo.cli.options import output
from rongcuo.cli.output import Result, Setting, command
from rongcuo.cli.writing import must_be_new, write_new
from rongcuo.facts.problems import InputError, Problem, named_file, on_one_line
from rongcuo.render.page import Lines

from ..forms.filling import fill
from ..forms.kinds import form_called, forms
from ..forms.sources import given, template_for


def _kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in forms() if name.startswith(incomplete)]


@click.command()
@click.argument("source")
@click.argument("kind", shell_complete=_kinds)
@output(required=True)
@click.option("--template", type=click.Path(path_type=Path))
@command
def form(setting: Setting, source: str, kind: str, output: Path, template: Path | None) -> Result:
    chosen = form_called(kind)
    if output.suffix.lower() != ".docx":
        raise InputError(Problem("form_file", file=str(output)))
    must_be_new([output])
    known = given(source, chosen, setting)
    used = template_for(chosen, known.region, template, setting)
    write_new(output, fill(chosen, known.values, setting.language, used.content, used.name))
    words = setting.words
    filled = [field for field in chosen.every_field if known.values.get(field.id)]
    blank = [field for field in chosen.every_field if field not in filled]
    lines = [words.say("fill.written", file=on_one_line(str(output)))]
    if used.name:
        lines.append(words.say("fill.template", template=named_file(used.name, words.language)))
    names = words.listed(words.pick(field.label) for field in blank)
    key = "fill.filled" if blank else "fill.filled_all"
    lines.append(words.say(key, count=len(filled), left=len(blank), fields=names))
    return Result(
        page=[Lines(tuple(lines))],
        data={
            "written": str(output),
            "form": chosen.id,
            "template": used.name or None,
            "filled": [field.id for field in filled],
            "blank": [field.id for field in blank],
        },
    )
