"""The deployment: which plugins serve which region, as `rongcuo.toml` says."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from ..facts.acting import Document, ProcedureKind, Role, is_length
from ..facts.problems import InputError, Problem, Problems, key_as_written
from ..facts.records import frozen_dict

if TYPE_CHECKING:
    from ..facts.working_days import Year

CONFIG_NAME = "rongcuo.toml"


@frozen(kw_only=True)
class SettledReading:
    """A reading that a deployment settled: the option taken, by whom, on what basis."""

    take: str
    by: str
    basis: str


@frozen(kw_only=True)
class LocalStep:
    """A step that a deployment lays down where a text leaves one unpublished: a local setting, and no policy.

    It stands after the step whose id is `after`, or first.  `by` and `basis` say who settled it, and on what.
    """

    id: str
    procedure: ProcedureKind
    title: str | dict[str, str]
    by: str
    basis: str
    after: str | None = None
    roles: tuple[Role, ...] = ()
    by_each: bool = False
    decides: bool = False
    concludes: bool = False
    document: Document | None = None


@frozen(kw_only=True)
class LocalTime:
    """How long a deployment gives a step: a local setting, and no policy."""

    by: str
    basis: str
    days: int | None = None
    working_days: int | None = None

    @property
    def given(self) -> bool:
        """Whether it is given in days of one kind, and is one."""
        return is_length(self.days, self.working_days)


@frozen(kw_only=True)
class LocalSettings:
    """What a deployment adds to one region's procedures: steps, and times by the step's id."""

    steps: tuple[LocalStep, ...] = ()
    times: Mapping[str, LocalTime] = field(converter=frozen_dict, factory=dict)


@frozen(kw_only=True)
class RegionSettings:
    """The plugins that serve one region, its own first, the readings settled for it, and local settings.

    `step` are steps that its texts leave unpublished, `times` how long a step may take, by the step's id.
    """

    plugins: tuple[str, ...]
    readings: Mapping[str, SettledReading] = field(converter=frozen_dict, factory=dict)
    step: tuple[LocalStep, ...] = ()
    times: Mapping[str, LocalTime] = field(converter=frozen_dict, factory=dict)

    @property
    def local(self) -> LocalSettings:
        """What it adds to the region's procedures."""
        return LocalSettings(steps=self.step, times=self.times)


@frozen(kw_only=True)
class Deployment:
    """What a deployer chose.  `file` is None where every installed plugin is on.

    `extensions` are the plugins that add commands and serve no region; `called` is what the file calls a region
    that it doesn't call by its id; `years` are the schedules of working days that its `working_days` files have.
    """

    file: Path | None = None
    regions: Mapping[str, RegionSettings] = field(converter=frozen_dict, factory=dict)
    floor: bool = True
    extensions: tuple[str, ...] = ()
    called: Mapping[str, str] = field(converter=frozen_dict, factory=dict)
    years: Mapping[int, Year] = field(converter=frozen_dict, factory=dict)

    def place(self, region: str) -> str:
        """Where the file says something of a region."""
        return f"region.{key_as_written(self.called.get(region, region))}"

    @property
    def name(self) -> str:
        return "none" if self.file is None else str(self.file)


@frozen(kw_only=True)
class _DeploymentFile:
    region: dict[str, RegionSettings]
    floor: bool = True
    extensions: tuple[str, ...] = ()
    working_days: tuple[str, ...] = ()


def find_config(given: Path | None = None) -> Path | None:
    """The file to use: the one given, that of RONGCUO_CONFIG, or the nearest one up the folders."""
    return look_for_config(given)[0]


def look_for_config(given: Path | None = None) -> tuple[Path | None, list[Problem]]:
    """The file to use, and those in folders above that aren't obeyed, each with the reason.

    A file above the working folder, which nobody named, is obeyed only where it, what it is a link to, and every
    folder on the way are the user's own or root's, and nobody else may change them.  A group that has its
    owner alone in it is nobody else.
    """
    if given is None and os.environ.get("RONGCUO_CONFIG"):
        given = Path(os.environ["RONGCUO_CONFIG"])
    if given is not None:
        return given, []
    try:
        here = Path.cwd()
    except FileNotFoundError:
        raise InputError(Problem("folder_gone", file=os.environ.get("PWD", os.curdir))) from None
    if (here / CONFIG_NAME).is_file():
        return here / CONFIG_NAME, []
    refused: list[Problem] = []
    for file in (folder / CONFIG_NAME for folder in here.parents):
        if file.is_file():
            problem = _not_ours(file)
            if problem is None:
                return file, refused
            refused.append(problem)
    return None, refused


def _not_ours(file: Path) -> Problem | None:
    """Why a file that nobody asked for isn't obeyed: somebody else may have put it there, or changed it."""
    if not hasattr(os, "getuid"):
        return None
    # whoever may change a folder on the way can put another in its place
    places = [file, *file.parents]
    if file.is_symlink():
        target = file.resolve()
        places += [target, *target.parents]
    for path in places:
        try:
            status = path.lstat()
        except OSError:
            return Problem("unreadable", file=str(file))
        if status.st_uid not in (os.getuid(), 0):
            return Problem("config_of_another", {"path": str(path)}, file=str(file))
        # in a folder such as /tmp nobody can take the place of another's file
        if stat.S_ISLNK(status.st_mode) or (stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX):
            continue
        others = bool(status.st_mode & stat.S_IWOTH)
        group = bool(status.st_mode & stat.S_IWGRP) and not _private(path, status)
        if others or group:
            rights = f"{'g' * group}{'o' * others}-w"
            return Problem("config_writable", {"path": str(path), "rights": rights}, file=str(file))
    return None


def _private(path: Path, status: os.stat_result) -> bool:
    """Whether the group that may write somewhere is its owner's alone, as many systems make one for each user.

    It is so where it has the owner's name, no other member, and is no other user's first group; and where no
    list of more rights stands behind the rights of the group.
    """
    import grp
    import pwd

    try:
        group, owner = grp.getgrgid(status.st_gid), pwd.getpwuid(status.st_uid)
    except KeyError:
        return False
    named = {user for user in group.gr_mem if user != owner.pw_name}
    if group.gr_name != owner.pw_name or owner.pw_gid != status.st_gid or named or _has_more_rights(path):
        return False
    return all(user.pw_uid == status.st_uid for user in pwd.getpwall() if user.pw_gid == status.st_gid)


def _has_more_rights(path: Path) -> bool:
    """Whether a list gives users and groups rights on a file beside those that its mode tells."""
    if not hasattr(os, "listxattr"):
        return False
    try:
        return any("acl" in name for name in os.listxattr(path))
    except OSError:  # its file system has no such lists
        return False


def read_deployment(path: Path | None) -> Deployment:
    """The deployment a file describes; without a file, everything installed.  Raises InputError."""
    deployment, problems = survey(path)
    if problems:
        raise InputError(problems)
    return deployment


def survey(path: Path | None) -> tuple[Deployment, list[Problem]]:
    """What a deployment file says as far as it can be read, and every mistake in it."""
    if path is None:
        return Deployment(), []
    from ..facts.structuring import structure
    from ..policy.files import read_toml

    try:
        raw = read_toml(path)
    except InputError as error:
        return Deployment(file=path), error.problems
    problems = Problems()
    try:
        config = structure(raw, _DeploymentFile)
    except InputError as error:
        problems += error.problems
        config = _what_fits(raw)
    if not config.region and not problems:
        problems.add("no_regions", "region")
    _check_twice(config.extensions, "extensions", problems)
    for name, settings in config.region.items():
        _check(settings, f"region.{key_as_written(name)}", problems)
    regions = {
        name: evolve(settings, plugins=tuple(dict.fromkeys(settings.plugins)))
        for name, settings in config.region.items()
        if settings.plugins
    }
    extensions = tuple(dict.fromkeys(config.extensions))
    deployment = Deployment(file=path, regions=regions, floor=config.floor, extensions=extensions)
    if config.working_days:
        from .years import read_years

        deployment = evolve(deployment, years=read_years(path.parent, config.working_days, problems))
    return deployment, [problem.at(file=str(path)) for problem in problems]


def _check(settings: RegionSettings, place: str, problems: Problems) -> None:
    _check_twice(settings.plugins, place, problems)
    if not settings.plugins and not any(problem.place.startswith(place) for problem in problems):
        problems.add("no_plugins", place)
    settled: dict[str, SettledReading | LocalStep | LocalTime] = {
        **{f'readings."{name}"': reading for name, reading in settings.readings.items()},
        **{f"step {step.id}": step for step in settings.step},
        **{f"times.{key_as_written(name)}": time for name, time in settings.times.items()},
    }
    for name, one in settled.items():
        for key in ("by", "basis"):
            if not getattr(one, key).strip(" …"):
                problems.add("settled_without", f"{place}.{name}", key=key)
    for name, time in settings.times.items():
        if not time.given:
            problems.add("bad_length", f"{place}.times.{key_as_written(name)}")


def _check_twice(plugins: tuple[str, ...], place: str, problems: Problems) -> None:
    for name in dict.fromkeys(plugins):
        if plugins.count(name) > 1:
            problems.add("same_plugin_twice", place, name=name)


def _what_fits(raw: Mapping[str, Any]) -> _DeploymentFile:
    """The parts of a file with mistakes that have none themselves."""
    regions = {name: _settings(table) for name, table in _tables(raw.get("region")).items()}
    floor = raw.get("floor")
    return _DeploymentFile(
        region=regions,
        floor=floor if isinstance(floor, bool) else True,
        extensions=_names(raw.get("extensions")),
        working_days=_names(raw.get("working_days")),
    )


def _settings(table: Mapping[str, Any]) -> RegionSettings:
    from ..facts.structuring import structure

    readings: dict[str, SettledReading] = {}
    for name, reading in _tables(table.get("readings")).items():
        with suppress(InputError):
            readings[name] = structure(reading, SettledReading)
    times: dict[str, LocalTime] = {}
    for name, told in _tables(table.get("times")).items():
        with suppress(InputError):
            times[name] = structure(told, LocalTime)
    steps: list[LocalStep] = []
    for told in table.get("step", ()) if isinstance(table.get("step"), list) else ():
        with suppress(InputError):
            steps.append(structure(told, LocalStep))
    return RegionSettings(
        plugins=_names(table.get("plugins")), readings=readings, step=tuple(steps), times=times
    )


def _names(raw: object) -> tuple[str, ...]:
    return tuple(name for name in raw if isinstance(name, str)) if isinstance(raw, list) else ()


def _tables(raw: object) -> dict[str, dict[str, Any]]:
    entries = raw if isinstance(raw, dict) else {}
    return {name: table for name, table in entries.items() if isinstance(table, dict)}
