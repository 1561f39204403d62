"""Distributions: where plugins are found, and what is wrong with an installation before it is imported."""

from __future__ import annotations

import importlib.metadata
import re
from functools import cache
from importlib.metadata import Distribution, EntryPoint, PackageMetadata
from pathlib import Path

from .. import __version__
from ..facts.problems import Problem

ENTRY_POINTS = "entry_points.txt"
UNKNOWN = "?"


def entry_points(group: str) -> list[EntryPoint]:
    """Those of every installed distribution; one whose own can't be read has one that can't be loaded.

    The function of the standard library gives up altogether at the first of those.
    """
    try:
        return list(importlib.metadata.entry_points(group=group))
    except Exception:
        points = [point for dist in importlib.metadata.distributions() for point in _points(dist, group)]
    # a distribution that is on the path twice is one
    return list({(point.name, point.value, distribution(point)): point for point in points}.values())


def _points(dist: Distribution, group: str) -> list[EntryPoint]:
    try:
        return list(dist.entry_points.select(group=group))
    except Exception:
        return [EntryPoint(_about(dist)[0], "", group)] if _has(dist, group) else []


def _has(dist: Distribution, group: str) -> bool:
    """Whether it may have entry points of this group."""
    try:
        return f"[{group}]" in (dist.read_text(ENTRY_POINTS) or "")
    except ValueError:  # no text at all
        return True


def distribution(point: EntryPoint) -> tuple[str, str]:
    """The name and version of the distribution that an entry point is from, as far as they are known."""
    return _about(point.dist) if point.dist is not None else ("", "")


def _about(dist: Distribution) -> tuple[str, str]:
    try:
        metadata = _metadata(dist)
        return metadata["Name"] or UNKNOWN, metadata["Version"] or ""
    except Exception:  # it lost its metadata
        return UNKNOWN, ""


@cache  # the distribution reads it anew whenever it is asked for
def _metadata(dist: Distribution) -> PackageMetadata:
    return dist.metadata


def damage(point: EntryPoint) -> tuple[Problem, ...]:
    """What is wrong with the installation that an entry point is from."""
    place = f"plugin {point.name}"
    if EntryPoint.pattern.match(point.value) is None:
        return (Problem("bad_entry_point", file=f"{place}, {ENTRY_POINTS}"),)
    if point.dist is None:
        return ()
    name = distribution(point)[0]
    if name == UNKNOWN:
        return (Problem("metadata_gone", file=place),)
    needs = _metadata(point.dist).get_all("Requires-Dist") or point.dist.requires or ()
    needed = next((specifier for specifier in map(_core_elsewhere, needs) if specifier), "")
    if needed:
        return (Problem("core_version", {"needed": needed, "here": __version__}, file=place),)
    gone = _files_gone(point.dist)
    return tuple(Problem("file_gone", {"distribution": name}, file=f"{place}, {file}") for file in gone)


def _core_elsewhere(requirement: str) -> str:
    """The versions of the core that a requirement asks for, where this isn't one of them."""
    if _plainly_met(requirement):
        return ""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        need = Requirement(requirement)
    except InvalidRequirement:
        return ""
    meant = need.name == "rongcuo" and (need.marker is None or need.marker.evaluate())
    return str(need.specifier) if meant and not need.specifier.contains(__version__, prereleases=True) else ""


def _plainly_met(requirement: str) -> bool:
    """Whether this is a range such as rongcuo>=0.1,<0.2, which nearly all are, and this core is in it.

    For everything else there is packaging, which is slow to import.
    """
    bounds = [_BOUND.fullmatch(part) for part in requirement.removeprefix("rongcuo").split(",")]
    if not requirement.startswith("rongcuo") or not re.fullmatch(_RELEASE, __version__):
        return False
    here = _release(__version__)
    return all(
        bound and (_release(bound[2]) <= here if bound[1] == ">=" else here < _release(bound[2]))
        for bound in bounds
    )


_RELEASE = r"[0-9]+(?:\.[0-9]+)*"
_BOUND = re.compile(rf"(>=|<)({_RELEASE})")


def _release(version: str) -> tuple[int, ...]:
    """The numbers of a release, 1.0 being 1."""
    return tuple(map(int, re.sub(r"(\.0+)+$", "", version).split(".")))


def _files_gone(dist: Distribution) -> list[str]:
    """The data files that were installed and are gone: without its red lines a region would tolerate more."""
    # `dist.files` leaves out what is gone from Python 3.12 on
    listed = [line.partition(",")[0] for line in (dist.read_text("RECORD") or "").splitlines()]
    data = [name for name in listed if name.endswith(".toml")]
    return [name for name in data if not Path(str(dist.locate_file(name))).is_file()]
