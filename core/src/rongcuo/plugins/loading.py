"""Loading one plugin: every answer checked, and whatever is wrong told as its problem."""

from __future__ import annotations

import inspect
from importlib.metadata import EntryPoint
from importlib.resources.abc import Traversable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pluggy
from attrs import evolve, frozen

from ..facts.problems import InputError, Problem, Problems, first_of, nearest
from ..facts.vocabulary import Fact, shared_vocabulary
from ..policy.accepted import Accepted
from ..policy.binding import bind, with_earlier
from ..policy.clauses import (
    CLAUSE_KINDS,
    Chapter,
    Clause,
    FilingInfo,
    ListInfo,
    Period,
    Reading,
    Region,
    Source,
    Term,
)
from ..policy.files import MOST_ENTRIES, was_read
from ..policy.policy import Policy
from ..policy.versions import mistakes_of, whole_texts
from . import hookspecs
from .distributions import damage
from .guarded import Ended, pass_interruption_on, plugin_code
from .hookspecs import CHAPTER_HOOKS, Context

if TYPE_CHECKING:
    import click

T = TypeVar("T")

HOOKS = (*CHAPTER_HOOKS, "register_commands")


@frozen(kw_only=True)
class PluginReport:
    """What became of one plugin."""

    name: str
    distribution: str = ""
    version: str = ""
    status: Literal["on", "off", "failed"]
    region: str | None = None
    problems: tuple[Problem, ...] = ()


@frozen(kw_only=True)
class Loaded:
    """What a plugin gave: its policy, if it serves a region, and its commands."""

    policy: Policy | None = None
    commands: tuple[click.Command, ...] = ()
    problems: tuple[Problem, ...] = ()


def load_point(point: EntryPoint, version: str) -> Loaded:
    """What one plugin gave, or what is wrong with it."""
    problems = damage(point)
    if problems:
        return Loaded(problems=problems)
    with plugin_code(point.name):
        try:
            plugin = point.load()
        except BaseException as error:
            return Loaded(problems=(blame(point.name, "plugin_import", error),))
        return _answered(plugin, point.name, version)


def load_plugin(plugin: object, name: str, version: str = "") -> Loaded:
    """What a plugin object answers, checked."""
    with plugin_code(name):
        return _answered(plugin, name, version)


def _answered(plugin: object, name: str, version: str) -> Loaded:
    try:
        manager = _manager(plugin, name)
        context = Context(plugin=name, vocabulary=shared_vocabulary())
        commands = [c for a in _call(manager, "register_commands", context) for c in _commands(a)]
        policy = _policy(plugin, manager, context, version)
    except InputError as error:
        return Loaded(problems=tuple(_in(problem, name) for problem in error.problems))
    except BaseException as error:
        return Loaded(problems=(blame(name, "plugin_broken", error),))
    return Loaded(policy=policy, commands=tuple(commands))


def _policy(plugin: object, manager: pluggy.PluginManager, context: Context, version: str) -> Policy | None:
    """The policy of a plugin that serves a region; an extension has none."""
    answers = any(getattr(manager.hook, hook).get_hookimpls() for hook in CHAPTER_HOOKS)
    if not answers and not hasattr(plugin, "region"):
        if not manager.hook.register_commands.get_hookimpls():
            raise InputError(Problem("no_hook"))
        return None
    problems: list[Problem] = []
    region: Region | None = None
    accepted = Accepted()
    try:
        region, sources = _about(plugin)
        accepted = _accepted(plugin)
    except InputError as error:
        problems += error.problems
    if any(problem.code == "bad_format" for problem in problems):
        raise InputError(problems)  # whatever else it says may be right in that format
    public = [earlier.id for earlier in reversed(region.earlier) if earlier.published] if region else []
    stated: dict[str | None, dict[str, Chapter]] = {}
    for edition in (None, *public):
        try:
            stated[edition] = _chapters(manager, evolve(context, edition=edition))
        except InputError as error:
            problems += [_of_version(p, edition) for p in error.problems if p not in problems]
            break  # what an earlier version says rests on it
    if region is None or None not in stated:
        raise InputError(problems)
    chapters, misfits = whole_texts(region, sources, stated)
    problems += misfits
    texts: dict[str | None, Policy] = {}
    for edition, text in chapters.items():
        try:
            texts[edition] = bind(
                plugin=context.plugin,
                version=version,
                region=region,
                sources=sources,
                chapters=text,
                edition=edition,
            )
        except InputError as error:
            mistakes = error.problems
            if edition is not None:
                mistakes = list(mistakes_of(edition, mistakes, problems, region, stated))
            problems += [problem for problem in mistakes if problem not in problems]
    if problems:
        raise InputError(problems)
    if not texts[None].rules and not texts[None].lists:
        raise InputError(Problem("no_clause"))
    whole = accepted.told_in(with_earlier(texts[None], texts))
    return evolve(whole, folder=_folder(plugin))


def _of_version(problem: Problem, edition: str | None) -> Problem:
    """A mistake in what is answered for an earlier version, put where its files would be."""
    if edition is None or problem.file.startswith("earlier/"):
        return problem
    return evolve(problem, file="/".join(filter(None, ("earlier", edition, problem.file))))


def _chapters(manager: pluggy.PluginManager, context: Context) -> dict[str, Chapter]:
    """What the hooks answer, each checked.  Raises InputError."""
    chapters: dict[str, Chapter] = {}
    problems: list[Problem] = []
    for hook in CHAPTER_HOOKS:
        try:
            for answer in _call(manager, hook, context):
                chapters[hook] = _checked(answer, hook)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return chapters


def _in(problem: Problem, plugin: str) -> Problem:
    where = f"plugin {plugin}"
    return evolve(problem, file=f"{where}, {problem.file}" if problem.file else where)


def blame(name: str, code: str, error: BaseException) -> Problem:
    """The problem behind an exception in a plugin.  What the user interrupts goes on."""
    pass_interruption_on(name)
    if isinstance(error, Ended):
        return Problem("plugin_ends", {"how": str(error)}, file=f"plugin {name}")
    return Problem(code, {"why": _why(error)}, file=f"plugin {name}")


def _why(error: BaseException) -> str:
    """An exception in one line, even one that can't tell what it is."""
    try:
        return f"{type(error).__name__}: {error}".splitlines()[0][:200]
    except BaseException:
        return type(error).__name__


class _Manager(pluggy.PluginManager):
    """A manager that doesn't look for hooks among what every object has: that took most of its time."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        return None if name in _OF_ANY_OBJECT else super().parse_hookimpl_opts(plugin, name)

    def parse_hookspec_opts(
        self, module_or_class: ModuleType | type, name: str
    ) -> pluggy.HookspecOpts | None:
        return super().parse_hookspec_opts(module_or_class, name) if name in HOOKS else None


_OF_ANY_OBJECT = frozenset([*dir(object), "__dict__", "__module__", "__weakref__"])


def _manager(plugin: object, name: str) -> pluggy.PluginManager:
    manager = _Manager("rongcuo")
    manager.add_hookspecs(hookspecs)
    strange = _strange_hooks(plugin, manager)
    if strange:
        raise InputError(strange)
    try:
        manager.register(plugin, name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise InputError(_hook_problem(plugin, manager, error)) from None
    unmarked = [hook for hook in HOOKS if callable(getattr(plugin, hook, None))]
    unmarked = [hook for hook in unmarked if manager.parse_hookimpl_opts(plugin, hook) is None]
    if unmarked:
        raise InputError(Problem("unmarked_hook", {"hook": hook}) for hook in unmarked)
    return manager


def _strange_hooks(plugin: object, manager: pluggy.PluginManager) -> list[Problem]:
    """The marked functions that pluggy would take and nobody would hear: of no hook of ours, or around one."""
    problems = []
    for name in dir(plugin):
        options = manager.parse_hookimpl_opts(plugin, name)
        if options is None:
            continue
        hook = options.get("specname") or name
        if hook not in HOOKS:
            problems.append(Problem("unknown_hook", {"hook": hook, "near": nearest(hook, HOOKS)}))
        elif options.get("wrapper") or options.get("hookwrapper"):
            problems.append(Problem("hook_wrapper", {"hook": hook}))
    return problems


def _hook_problem(plugin: object, manager: pluggy.PluginManager, error: Exception) -> Problem:
    for hook in dir(plugin):
        if manager.parse_hookimpl_opts(plugin, hook) is None:
            continue
        takes = [name for name in inspect.signature(getattr(plugin, hook)).parameters if name != "context"]
        if takes:
            return Problem("hook_argument", {"hook": hook, "names": ", ".join(takes)})
    return Problem("bad_hook", {"why": str(error).splitlines()[-1].strip()[:200]})


def _call(manager: pluggy.PluginManager, hook: str, context: Context) -> list[Any]:
    try:
        answers: list[Any] = getattr(manager.hook, hook)(context=context)
    except BaseException as error:
        pass_interruption_on(context.plugin)
        if isinstance(error, InputError) and error.problems:
            raise
        if isinstance(error, Ended):
            raise InputError(Problem("plugin_ends", {"how": str(error)})) from None
        raise InputError(Problem("hook_raised", {"hook": hook, "why": _why(error)})) from None
    return answers


def _commands(answer: object) -> list[click.Command]:
    """What `register_commands` answers, if it is a list of commands."""
    import click

    if not isinstance(answer, list | tuple):
        raise InputError(Problem("not_a_command", {"got": type(answer).__name__}))
    for command in answer:
        if not isinstance(command, click.Command) or not command.name:
            raise InputError(Problem("not_a_command", {"got": type(command).__name__}))
    return list(answer)


#: What a chapter holds beside clauses and lists, and of what kind it is.
_WORDS: dict[str, type[Any]] = {"readings": Reading, "terms": Term, "facts": Fact, "periods": Period}


def _checked(answer: object, hook: str) -> Chapter:
    """A hook's answer, if it is a chapter that holds what its types say.

    What the core's own reader made is taken as it is.  Anything else is made anew from what it says, so that
    what was checked is what rules, whatever becomes of the plugin's own objects.
    """
    if was_read(answer) and isinstance(answer, Chapter):
        return answer
    if not isinstance(answer, Chapter):
        raise InputError(Problem("not_a_chapter", {"hook": hook, "got": type(answer).__name__}))
    problems = Problems()
    clauses: list[Clause] = []
    for clause in _tuple(answer.clauses, f"{hook}, clauses"):
        kind = next((kind for kind in CLAUSE_KINDS.values() if isinstance(clause, kind)), None)
        if kind is None:
            problems.add("not_a_clause", hook=hook, got=type(clause).__name__)
        elif not problems.enough:
            clauses += _made_anew(problems, clause, kind, f"{hook}, {kind.kind} {clause.id}")
    lists = {
        kind: made
        for kind, info in answer.lists.items()
        for made in _made_anew(problems, info, ListInfo, f"{hook}, list.{kind}")
    }
    words: dict[str, Any] = {}
    for what, kind_of_word in _WORDS.items():
        words[what] = tuple(
            made
            for item in _tuple(getattr(answer, what), f"{hook}, {what}")
            for made in _made_anew(problems, item, kind_of_word, f"{hook}, {what} {getattr(item, 'id', '')}")
        )
    filing = answer.filing
    filings = [None] if filing is None else _made_anew(problems, filing, FilingInfo, f"{hook}, filing")
    if problems:
        raise InputError(first_of(problems))
    return Chapter(clauses=tuple(clauses), lists=lists, **words, filing=filings[0])


def _tuple(parts: object, place: str) -> tuple[Any, ...]:
    """The parts of a chapter, which are no more than one may have.  Raises InputError."""
    if not isinstance(parts, list | tuple):
        raise InputError(Problem("wrong_type", {"expected": "expected.list"}, place))
    if len(parts) > MOST_ENTRIES:
        raise InputError(Problem("many_entries", {"most": MOST_ENTRIES}, place))
    return tuple(parts)


def _made_anew(problems: Problems, part: object, kind: type[T], place: str) -> list[T]:
    """An object that a plugin made itself as one of ours, or nothing where its values are wrong."""
    from ..facts.structuring import as_data, structure

    if not isinstance(part, kind):
        problems.add("wrong_type", place, expected="expected.other")
        return []
    try:
        return [structure(as_data(part), kind)]
    except InputError as error:
        problems += [problem.at(place) for problem in error.problems]
        return []


def _accepted(plugin: object) -> Accepted:
    """What the author of a plugin of files accepts."""
    accepted = getattr(plugin, "accepted", None)
    return accepted if isinstance(accepted, Accepted) else Accepted()


def _folder(plugin: object) -> Path | Traversable | None:
    """Where a plugin of files keeps them."""
    folder = getattr(plugin, "folder", None)
    return folder if isinstance(folder, Path | Traversable) else None


def _about(plugin: object) -> tuple[Region, tuple[Source, ...]]:
    region, sources = plugin.region, getattr(plugin, "sources", ())  # type: ignore[attr-defined]
    if not isinstance(region, Region):
        raise InputError(Problem("no_region"))
    if not isinstance(sources, tuple) or not all(isinstance(source, Source) for source in sources):
        raise InputError(Problem("no_sources"))
    problems = Problems()
    regions = [region] if was_read(region) else _made_anew(problems, region, Region, "region")
    known: list[Source] = []
    for source in sources:
        known += [source] if was_read(source) else _made_anew(problems, source, Source, f"source {source.id}")
    if problems:
        raise InputError(first_of(problems))
    return regions[0], tuple(known)
