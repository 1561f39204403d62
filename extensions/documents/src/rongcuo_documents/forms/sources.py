"""Where the values of a form and its template come from: a case file, or an extension; a plugin, or a file."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

from rongcuo import api
from rongcuo.cli.extensions import loaded
from rongcuo.cli.output import Setting
from rongcuo.facts.problems import STANDARD_INPUT, InputError, Problem
from rongcuo.plugins.distributions import entry_points
from rongcuo.plugins.registry import GROUP as PLUGINS

from .casevalues import values_of_case
from .filling import Values
from .kinds import Form

#: The entry points whose values know the values of forms by the id of something: see `Known`.
GROUP = "rongcuo.form_values"
#: Given an id, the id of a form and the setting of the run: the values of its fields by their ids, and the region
#: whose plugin may have a template (or nothing); None for an id that isn't known.  Raises InputError.
Known = Callable[[str, str, Setting], tuple[Values, str] | None]


@frozen
class Given:
    """The values of a form, and the region that it is of; nothing where it is of none that is on."""

    values: Values
    region: str


def given(source: str, form: Form, setting: Setting) -> Given:
    """The values that a case file, or what an extension knows by this id, has for a form.  Raises InputError."""
    path = Path(source)
    if source != STANDARD_INPUT and path.suffix != ".toml" and not path.exists():
        for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
            known: Known = loaded(point)
            answer = known(source, form.id, setting)
            if answer is not None:
                return Given(*answer)
        raise InputError(Problem("form_source", file=source))
    registry = setting.registry
    case = api.read(registry, path)
    return Given(values_of_case(form, case, setting.words), registry.find(case.where) or "")


@frozen
class Template:
    """A Word file to fill in, and what it is called; without content it is ours."""

    name: str = ""
    content: bytes | None = None


def template_for(form: Form, region: str, file: Path | None, setting: Setting) -> Template:
    """The file asked for, else what the plugin of the region brings, else ours.  Raises InputError."""
    if file is not None:
        try:
            return Template(str(file), file.read_bytes())
        except FileNotFoundError:
            raise InputError(Problem("no_file", file=str(file))) from None
        except OSError:
            raise InputError(Problem("unreadable", file=str(file))) from None
    here = setting.registry.answering.get(region)
    for plugin in [text.plugin for text in here.policies if text.region.id == region] if here else []:
        for point in entry_points(group=PLUGINS):
            spec = find_spec(point.module) if point.name == plugin else None
            if spec is None or not spec.parent:
                continue
            inside = f"forms/{form.id}.docx"
            brought = files(spec.parent).joinpath(inside)
            if brought.is_file():
                return Template(f"plugin {plugin}, {inside}", brought.read_bytes())
    return Template()
