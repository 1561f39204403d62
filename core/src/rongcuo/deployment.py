"""The deployment: which plugins serve which region, as `rongcuo.toml` says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from .policyfiles import read_toml
from .problems import InputError, Problem
from .structuring import structure

CONFIG_NAME = "rongcuo.toml"


@frozen(kw_only=True)
class SettledReading:
    """A reading that a deployment settled: the option taken, by whom, on what basis."""

    take: str
    by: str
    basis: str


@frozen(kw_only=True)
class RegionSettings:
    """The plugins that serve one region, its own first, and the readings settled for it."""

    plugins: tuple[str, ...]
    readings: dict[str, SettledReading] = field(factory=dict)


@frozen(kw_only=True)
class Deployment:
    """What a deployer chose.  `file` is None where every installed region is on."""

    file: Path | None = None
    regions: Mapping[str, RegionSettings] = field(factory=dict)
    floor: bool = True

    @property
    def name(self) -> str:
        return "none" if self.file is None else str(self.file)


@frozen(kw_only=True)
class _DeploymentFile:
    region: dict[str, RegionSettings]
    floor: bool = True


def find_config(given: Path | None = None) -> Path | None:
    """The file to use: the one given, that of RONGCUO_CONFIG, or the nearest one up the folders."""
    if given is None and os.environ.get("RONGCUO_CONFIG"):
        given = Path(os.environ["RONGCUO_CONFIG"])
    if given is not None:
        return given
    here = Path.cwd()
    return next((f / CONFIG_NAME for f in (here, *here.parents) if (f / CONFIG_NAME).is_file()), None)


def read_deployment(path: Path | None) -> Deployment:
    """The deployment a file describes; without a file, everything installed.  Raises InputError."""
    if path is None:
        return Deployment()
    raw = read_toml(path)
    try:
        told = structure(raw, _DeploymentFile)
    except InputError as error:
        raise InputError(problem.at(file=str(path)) for problem in error.problems) from None
    problems = [
        Problem(
            "no_plugins" if not settings.plugins else "same_plugin_twice", {}, f"region.{name}", str(path)
        )
        for name, settings in told.region.items()
        if not settings.plugins or len(set(settings.plugins)) < len(settings.plugins)
    ]
    if problems:
        raise InputError(problems)
    return Deployment(file=path, regions=told.region, floor=told.floor)
