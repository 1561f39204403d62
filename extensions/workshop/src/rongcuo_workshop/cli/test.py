"""`rongcuo test`: one plugin's cases, what they leave untested, and cases proposed for that."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from attrs import define

from rongcuo.cli.options import completed, output
from rongcuo.cli.output import Result, Setting, command
from rongcuo.cli.writing import is_standard_output, warn, write_all_new
from rongcuo.facts.problems import InputError, Problem, on_one_line
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Lines
from rongcuo.render.terminal import show
from rongcuo.render.words import Words

from ..render.proposed import not_proposed, written_lines
from ..render.testing import cases_data, cases_page, contract_data, contract_page, gaps_page, trial_data
from ..testing.contract import Contract
from ..testing.mutants import Mutant
from ..testing.proposals import Proposal, case_text, proposals
from ..testing.trial import Cases, Trial, run_cases, try_out
from ..testing.watching import edits
from ..workspace import REGION_FILE, Workspace, open_plugin, survey_plugin


@click.command()
@click.argument("plugin", shell_complete=completed("plugins"))
@click.option("--cases", "cases_alone", is_flag=True)
@click.option("--watch", is_flag=True)
@click.option("--strict", is_flag=True)
@output("--write-cases")
@command
def test(
    setting: Setting, plugin: str, cases_alone: bool, watch: bool, strict: bool, output: Path | None
) -> Result:
    form = click.get_current_context().params.get("form")
    if output is not None and (cases_alone or watch):
        raise InputError(Problem("test_write_alone", {"option": "--cases" if cases_alone else "--watch"}))
    if watch and form is not None:
        raise InputError(Problem("test_watch_screen", {"option": f"--{form}"}))
    run = _Run(setting, plugin, cases_alone=cases_alone, strict=strict)
    if watch:
        return run.again_and_again()
    workspace = open_plugin(plugin, setting.registry)
    return run.cases(workspace) if cases_alone else run.all(workspace, output)


@define
class _Run:
    """Tests one plugin, once or after each edit; `former` is what the last time came to."""

    setting: Setting
    plugin: str
    cases_alone: bool
    strict: bool
    former: Cases | None = None

    def cases(self, workspace: Workspace) -> Result:
        """The cases alone."""
        words = Words(self.setting.language, workspace.registry)
        cases = self.former = run_cases(workspace, self.former)
        failed = bool(cases.failed or not cases.outcomes)
        return Result(
            page=[
                *cases_page(cases, words),
                *self.ending("test.failed" if failed else "test.cases_fine", words),
            ],
            data={**cases_data(cases, words), **origin_data(self.setting.registry)},
            failed=failed,
        )

    def all(self, workspace: Workspace, output: Path | None = None) -> Result:
        """Everything, with cases written for what they leave untested."""
        words = Words(self.setting.language, workspace.registry)
        former = self.former if isinstance(self.former, Trial) else None
        trial = self.former = try_out(workspace, lambda tried: _shown(tried, words), former)
        kept = Contract(workspace, trial).all()
        gaps = not trial.whole or any(promise.state == "broken" for promise in kept)
        failed = bool(trial.untested or trial.failed or trial.stale) or (self.strict and gaps)
        data = {**trial_data(trial, words), "contract": contract_data(kept, words)}
        fine = "test.fine_but_untried" if trial.untried else "test.fine"
        ending = self.ending("test.failed" if failed else "test.gaps" if gaps else fine, words)
        if output is not None:
            survivors = trial.mutation.survivors
            proposed = proposals(trial.subject, survivors)
            data["written"] = written = _write(trial, proposed, output, words)
            data["not_proposed"] = [list(mutant.name) for mutant in not_proposed(proposed, survivors)]
            ending.insert(1, Lines(tuple(written_lines(written, proposed, survivors, words))))
        return Result(
            page=[*cases_page(trial, words), *gaps_page(trial, words), *contract_page(kept, words), *ending],
            data={**data, **origin_data(self.setting.registry)},
            failed=failed,
        )

    def ending(self, key: str, words: Words) -> list[Block]:
        return [Lines(("", words.say(key))), origin(self.setting.words)]

    def again_and_again(self) -> Result:
        """After each edit anew: the cases at once, and the rest behind them."""
        folder = survey_plugin(self.plugin, self.setting.registry).folder
        if folder is None or not (folder / REGION_FILE).is_file():
            raise InputError(Problem("test_no_folder", {"name": self.plugin}))
        words = self.setting.words
        failed = True
        for _ in edits(folder):
            try:
                failed = self.once_more(folder, words)
            except InputError as error:
                failed = True
                for problem in error.problems:
                    warn(problem.message(words.language))
            show([Lines((words.say("test.waiting", folder=on_one_line(str(folder))),))])
            sys.stdout.flush()
        return Result(page=[], data=None, failed=failed)

    def once_more(self, folder: Path, words: Words) -> bool:
        """One round on the screen, and whether it failed."""
        workspace = open_plugin(str(folder), self.setting.registry)
        if self.cases_alone:
            result = self.cases(workspace)
            show(result.page)
            return result.failed
        at_once = cases_page(run_cases(workspace, self.former), words)
        show(at_once)
        sys.stdout.flush()
        result = self.all(workspace)
        show([Lines(("",)), *result.page[len(at_once) :]])
        return result.failed


def _shown(tried: tuple[Mutant, ...], words: Words) -> Iterable[Mutant]:
    """The mutants, with a bar on the error stream that says how far they are, where somebody looks at it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return tried
    return _behind_a_bar(tried, words.say("test.progress"))


def _behind_a_bar(tried: tuple[Mutant, ...], label: str) -> Iterator[Mutant]:
    with click.progressbar(tried, label=label, file=sys.stderr, show_pos=True) as bar:
        yield from bar


def _write(trial: Trial, proposed: Sequence[Proposal], path: Path, words: Words) -> list[str]:
    """Writes the proposed cases: into a folder, or the only one into a file.  Raises InputError."""
    if is_standard_output(path):
        raise InputError(Problem("output_folder"))
    if path.suffix == ".toml" and len(proposed) > 1:
        raise InputError(Problem("one_file", {"count": len(proposed)}, file=str(path)))
    files = [path if path.suffix == ".toml" else path / f"{proposal.name}.toml" for proposal in proposed]
    write_all_new(
        {
            file: case_text(proposal, trial.subject, words.language)
            for file, proposal in zip(files, proposed, strict=True)
        }
    )
    return [str(file) for file in files]
