"""Completing: what could be typed next, for a shell that asks.

Only what is on is loaded, and that only for names of regions and clauses.  Whatever goes wrong is silent:
somebody is typing.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
    shell_complete,
    split_arg_string,
)

from . import COMPLETING, rongcuo
from .language import language
from .options import BETWEEN, given_for
from .writing import flush, printing

if TYPE_CHECKING:
    from ..plugins.registry import Registry
    from ..policy.clauses import Region
    from ..policy.policy import Policy

Items = list[CompletionItem]

SHELLS = ("bash", "zsh", "fish")


class _Bash(BashComplete):
    """bash takes a colon or an equals sign for the end of a word, and a clause has a colon in its name."""

    def get_completion_args(self) -> tuple[list[str], str]:
        words = os.environ["COMP_WORDS"].split("\n")[: int(os.environ["COMP_CWORD"]) + 1]
        line = re.sub(r"\n?([:=]+)\n?", r"\1", "\n".join(words))
        *before, last = line.split("\n")
        self._kept = len(re.match(r".*[:=]|", last)[0])  # type: ignore[index]
        return split_arg_string("\n".join(before))[1:], last.strip("'\"")

    def format_completion(self, item: CompletionItem) -> str:
        value = item.value
        return f"{item.type},{value[self._kept :] if ':' in value else value}"


add_completion_class(_Bash)


def script(shell: str) -> str:
    """What a shell has to read once to complete the words of the command line."""
    made = get_completion_class(shell)
    assert made is not None
    return made(rongcuo, {}, "rongcuo", COMPLETING).source()


def answer() -> int:
    """Tells a shell what could be typed next, or nothing at all; gives the exit status."""
    with contextlib.redirect_stderr(io.StringIO()):
        try:
            with printing():
                status = shell_complete(rongcuo, {}, "rongcuo", COMPLETING, os.environ[COMPLETING])
                flush()
            return status
        except click.exceptions.Exit as stop:
            return stop.exit_code
        except (Exception, KeyboardInterrupt):
            return 1


# What can be completed


def regions(ctx: click.Context, incomplete: str) -> Items:
    """Regions by id, name or code, also behind others and a comma."""
    *before, last = BETWEEN.split(incomplete)
    kept = incomplete[: len(incomplete) - len(last)]
    registry = _registry(ctx)
    about = {here.region.id: here.region for here in registry.answering.values()}
    items = [item for region in about.values() if region.id not in before for item in _names(region, last)]
    return [CompletionItem(kept + item.value, help=item.help) for item in items]


def _names(region: Region, start: str) -> list[CompletionItem]:
    """The names of a region that begin so; where nothing is typed yet its id alone."""
    names = (region.id, region.name.zh, region.code) if start else (region.id,)
    matches = [name for name in names if name.lower().startswith(start.lower())]
    full = region.full_name.zh
    if not matches and start in full:  # the end of the full name is one too: 淮安市洪泽区
        matches = [full[full.index(start) :]]
    return [CompletionItem(name, help=f"{region.name[language()]} {region.code}") for name in matches]


def region_or_clause(ctx: click.Context, incomplete: str) -> Items:
    """A region, or one of the clauses of a plugin as outputs name them: `hongze:R4`."""
    if ctx.params.get("named"):  # the region is told by an option, so a clause comes next
        return clauses(ctx, incomplete)
    if ":" not in incomplete:
        return regions(ctx, incomplete)
    policy = _registry(ctx).policies.get(incomplete.partition(":")[0])
    return _clauses([policy] if policy else [], incomplete, whole=True)


def clauses(ctx: click.Context, incomplete: str) -> Items:
    """The clauses of the region that is told, by the ids that its own text gives them."""
    registry = _registry(ctx)
    name = ctx.params.get("named") or ctx.params.get("region") or ""
    region = registry.find(name)
    if region in registry.answering:
        texts: Iterable[Policy] = registry.answering[region].policies
    else:
        texts = (policy for policy in registry.policies.values() if policy.region.is_called(name))
    own, *above = texts
    return _clauses([own], incomplete, whole=False) + _clauses(above, incomplete, whole=True)


def _clauses(policies: Iterable[Policy], start: str, *, whole: bool) -> Items:
    chosen = language()
    rules = (rule for policy in policies for rule in policy.rules)
    named = ((rule.id if whole else rule.clause.id, rule.clause.title[chosen]) for rule in rules)
    return [CompletionItem(name, help=title) for name, title in named if name.startswith(start)]


def groups(ctx: click.Context, incomplete: str) -> Items:
    """The groups of facts, by id or name."""
    from ..facts.text import say
    from ..facts.vocabulary import GROUPS

    named = [(group, say(language(), f"group.{group}")) for group in GROUPS]
    pairs = named + [(name, group) for group, name in named if incomplete]
    return [CompletionItem(name, help=other) for name, other in pairs if name.startswith(incomplete)]


def plugins(ctx: click.Context, incomplete: str) -> Items:
    """Installed plugins, by the metadata alone, or else a folder."""
    from ..plugins.distributions import entry_points

    names = sorted({point.name for point in entry_points("rongcuo")})
    items = [CompletionItem(name) for name in names if incomplete and name.startswith(incomplete)]
    return items or [CompletionItem(incomplete, type="dir")]


def days(ctx: click.Context, incomplete: str) -> Items:
    """The words for a day; a date is one's own to write."""
    words = ("newest",) if ctx.command.name == "matrix" else ("act", "newest", "ruling")
    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def _registry(ctx: click.Context) -> Registry:
    """What is on, with what is said of the deployment so far."""
    from ..plugins.deployment import find_config, read_deployment
    from ..plugins.registry import load

    return load(read_deployment(find_config(given_for(ctx, "config"))))
