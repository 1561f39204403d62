"""The doctor's page: versions, the deployment, every plugin and region, without personal data."""

from __future__ import annotations

import platform
import re
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ..clauses import LIST_KINDS
from ..distributions import entry_points
from ..plugins import GROUP
from ..publicnames import PrivateImport, package_folder, private_imports
from .deployment import deployment_lines, plugins_data, plugins_page, regions_data, regions_page
from .page import Block, Heading, Lines, Table
from .words import Words

#: What the core needs to run.
LIBRARIES = ("attrs", "cattrs", "click", "packaging", "pluggy", "rich")


def doctor_page(words: Words) -> list[Block]:
    """Everything a colleague needs to see what is on here, and nothing about who runs it."""
    page: list[Block] = [
        Heading("rongcuo doctor"),
        Lines(tuple(f"{name} {number}" for name, number in versions().items()), bullets=True),
        Heading(words.say("column.plugins"), 2),
        *plugins_page(words),
        Heading(words.say("column.region"), 2),
        *regions_page(words),
    ]
    coverage = _coverage(words)
    if coverage:
        page += [Heading(words.say("say.lists"), 2), Lines(tuple(coverage), bullets=True)]
    imports = [
        words.say("say.private_import", plugin=plugin, file=found.file, line=found.line, name=found.name)
        for plugin, founds in imported(words).items()
        for found in founds
    ]
    page += [
        Heading(words.say("say.private_imports"), 2),
        Lines(tuple(imports or [words.say("say.none")]), bullets=True),
    ]
    return [_without_paths(block) for block in page]


def doctor_data(words: Words) -> dict[str, Any]:
    data = {
        "versions": versions(),
        "deployment": deployment_lines(words),
        **plugins_data(words),
        **regions_data(words),
        "private_imports": {
            plugin: [{"file": f.file, "line": f.line, "name": f.name} for f in founds]
            for plugin, founds in imported(words).items()
        },
    }
    cleaned: dict[str, Any] = _clean(data)
    return cleaned


def versions() -> dict[str, str]:
    """The versions of all that runs here."""
    found = {"Python": platform.python_version(), platform.system(): platform.machine()}
    for name in ("rongcuo", *LIBRARIES):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "?"
    return found


def imported(words: Words) -> dict[str, list[PrivateImport]]:
    """For each plugin that is on, what it imports of rongcuo beyond the public names."""
    on = {report.name for report in words.registry.reports if report.status != "off"}
    found = {}
    for point in entry_points(GROUP):
        folder = package_folder(point.module) if point.name in on else None
        imports = private_imports(folder) if folder is not None else []
        if imports:
            found[point.name] = imports
    return found


def _coverage(words: Words) -> list[str]:
    """For each region, how much of each of its lists was seen."""
    lines = []
    for here in words.registry.jurisdictions.values():
        parts = []
        for kind in LIST_KINDS:
            rules = [rule for policy in here.policies for rule in policy.all_of(kind)]
            missing = [policy.missing(kind) or 0 for policy in here.policies]
            if rules or any(missing):
                parts.append(f"{words.say(f'kind.{kind}')} {len(rules)}+{sum(missing)}")
        lines.append(words.labelled(words.pick(here.region.name), words.listed(parts)))
    return lines


def _without_paths(block: Block) -> Block:
    if isinstance(block, Table):
        return Table(block.columns, tuple(tuple(_short(cell) for cell in row) for row in block.rows))
    if isinstance(block, Lines):
        return Lines(tuple(_short(line) for line in block.lines), block.bullets)
    return block


def _clean(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _clean(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_clean(item) for item in data]
    return _short(data) if isinstance(data, str) else data


#: A path from the root of a disk, up to its last part.
_PATH = re.compile(r"(?:[A-Za-z]:)?(?:[\\/](?!\s)[^\\/\s:：，,；;`'\"]+)+[\\/](?=[^\\/\s])")


def _short(text: str) -> str:
    """A text with every absolute path cut down to the name of its file."""
    return _PATH.sub("…/", text)
