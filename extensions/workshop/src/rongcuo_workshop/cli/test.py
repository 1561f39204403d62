"""`rongcuo test`: one plugin's cases, what they leave untested, and cases proposed for that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from rongcuo.cli.options import completed, output
from rongcuo.cli.output import Result, Setting, command
from rongcuo.cli.writing import is_standard_output, write_all_new
from rongcuo.facts.problems import InputError, Problem
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Lines
from rongcuo.render.words import Words

from ..render.proposed import not_proposed, written_lines
from ..render.testing import contract_data, contract_page, trial_data, trial_page
from ..testing.contract import Contract
from ..testing.proposals import Proposal, case_text, proposals
from ..testing.trial import Trial, try_out
from ..workspace import open_plugin


@click.command()
@click.argument("plugin", shell_complete=completed("plugins"))
@click.option("--strict", is_flag=True)
@output("--write-cases")
@command
def test(setting: Setting, plugin: str, strict: bool, output: Path | None) -> Result:
    workspace = open_plugin(plugin, setting.registry)
    trial = try_out(workspace)
    words = Words(setting.language, workspace.registry)
    kept = Contract(workspace, trial).all()
    gaps = not trial.whole or any(promise.state == "broken" for promise in kept)
    failed = bool(trial.untested or trial.failed or trial.stale) or (strict and gaps)
    lines = ["", words.say("test.failed" if failed else "test.gaps" if gaps else "test.fine")]
    data = {**trial_data(trial, words), "contract": contract_data(kept, words)}
    if output is not None:
        survivors = trial.mutation.survivors
        found = proposals(trial.subject, survivors)
        data["written"] = written = _write(trial, found, output, words)
        data["not_proposed"] = [list(mutant.name) for mutant in not_proposed(found, survivors)]
        lines += written_lines(written, found, survivors, words)
    return Result(
        page=[
            *trial_page(trial, words),
            *contract_page(kept, words),
            Lines(tuple(lines)),
            origin(setting.words),
        ],
        data={**data, **origin_data(setting.registry)},
        failed=failed,
    )


def _write(trial: Trial, found: Sequence[Proposal], path: Path, words: Words) -> list[str]:
    """Writes the proposed cases: into a folder, or the only one into a file.  Raises InputError."""
    if is_standard_output(path):
        raise InputError(Problem("output_folder"))
    if path.suffix == ".toml" and len(found) > 1:
        raise InputError(Problem("one_file", {"count": len(found)}, file=str(path)))
    files = [path if path.suffix == ".toml" else path / f"{proposal.name}.toml" for proposal in found]
    write_all_new(
        {
            file: case_text(proposal, trial.subject, words.language)
            for file, proposal in zip(files, found, strict=True)
        }
    )
    return [str(file) for file in files]
