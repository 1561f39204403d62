"""`rongcuo config`: the deployment file checked, shown as it is in force, or written anew."""

from __future__ import annotations

from pathlib import Path

import click

from ..facts.problems import InputError, Problem, on_one_line
from ..plugins.deployment import CONFIG_NAME, Deployment, read_deployment, survey
from ..plugins.registry import Registry, load, plugins_of
from ..policy.clauses import FLOOR_PLUGIN
from ..render.deployment import deployment_data, deployment_page, origin, origin_data
from ..render.deploymentfile import deployment_file
from ..render.page import Lines
from ..render.words import Words
from .options import of_the_run, output
from .output import Result, Setting, command, on_trial, trial_of
from .usage import Commands
from .writing import is_standard_output, write_new


@click.group(cls=Commands)
@of_the_run
def config() -> None:
    pass


@config.command()
@on_trial
@command
def check(setting: Setting, timeout: int) -> Result:
    deployment, mistakes = survey(setting.config)
    registry = load(deployment, trial=trial_of(timeout))
    problems = [*mistakes, *(problem for problem in registry.problems if problem not in mistakes)]
    if problems:
        raise InputError(problems)
    if not registry.regions:
        raise InputError(Problem("no_region_installed"))
    words = Words(setting.language, registry)
    said = words.say("say.config_ok", regions=words.regions(registry.regions))
    return Result(
        page=[origin(words), Lines((said,))],
        data={
            **origin_data(registry),
            "regions": list(registry.rows),
            "measures_alone": list(registry.measures_alone),
        },
    )


@config.command()
@command
def show(setting: Setting) -> Result:
    words = setting.words
    return Result(
        page=deployment_page(words), data=deployment_data(words), failed=bool(setting.registry.failed)
    )


@config.command()
@output(default=CONFIG_NAME)
@command
def init(setting: Setting, output: Path) -> Result | None:
    if not is_standard_output(output) and (output.is_file() or output.is_dir()):
        raise InputError(Problem("file_exists", file=str(output)))  # told before anything is imported
    registry = _on(setting)
    if not registry.regions:
        raise InputError(registry.problems or Problem("no_region_installed"))
    words = Words(setting.language, registry)
    write_new(output, deployment_file(words))
    if is_standard_output(output):
        return None
    lines = [words.say("say.config_written", file=on_one_line(str(output)))]
    if registry.off:
        lines.append(words.say("say.config_off", file=setting.config, names=words.listed(registry.off)))
    if registry.failed:
        lines.append(words.say("say.config_left_out", names=words.listed(registry.failed)))
    return Result(
        page=[Lines(tuple(lines))],
        data={"written": str(output), "left_out": list(registry.failed), "off": list(registry.off)},
    )


def _on(setting: Setting) -> Registry:
    """Everything installed that no deployment file turned off, on the floor if there is one."""
    names = plugins_of(read_deployment(setting.config))
    registry = load(Deployment(), names=names)
    return registry if FLOOR_PLUGIN in registry.policies else load(Deployment(floor=False), names=names)
