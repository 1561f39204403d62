"""Skeletons: a new plugin with one example of each common clause, cases and tests, for its author to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from string import Template
from typing import get_args

from attrs import field, frozen

from rongcuo.facts.problems import Problem, Problems
from rongcuo.facts.text import Language, both
from rongcuo.policy.clauses import SourceKind
from rongcuo.render import landing

from .outline.dating import Dates

KINDS: tuple[str, ...] = get_args(SourceKind)
LEVELS = ("county", "city", "province", "nation")
#: The files that are no policy files, and where they go.
_AROUND = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "test_policy.py": "tests/test_policy.py",
    "init.py": "src/{package}/__init__.py",
}
#: The policy files that say nothing of clauses.
_ALWAYS = ("region.toml", "sources.toml")


@frozen(kw_only=True)
class Start:
    """What has to be known of a region and its document to start a plugin."""

    id: str
    name_zh: str
    name_en: str
    code: str
    level: str
    title_zh: str
    title_en: str
    issuer_zh: str
    issuer_en: str
    kind: str = "policy_text"
    parent_code: str = ""
    parent_zh: str = ""
    parent_en: str = ""
    dates: Dates = field(factory=Dates)

    @property
    def package(self) -> str:
        return f"rongcuo_{self.id.replace('-', '_')}"


def skeleton(start: Start, language: Language) -> dict[str, str]:
    """The files of a new plugin by their places; their comments are in one language.  Raises InputError."""
    return _filled(start, language, "new", {})


def skeleton_around(
    start: Start, language: Language, chapters: Mapping[str, str], earlier: str = ""
) -> dict[str, str]:
    """The files of a new plugin with chapter files that are there already.  Raises InputError.

    `earlier` is what region.toml ends with.
    """
    made = _filled(start, language, "outline", chapters)
    made[_place("region.toml", start.package)] += earlier
    return made


def _filled(start: Start, language: Language, way: str, chapters: Mapping[str, str]) -> dict[str, str]:
    _check(start)
    values = _values(start, way)
    named = {name: landing.in_markdown(getattr(start, name)) for name in ("name_zh", "name_en")}
    made = {_place(name, start.package): text for name, text in chapters.items()}
    for name, template in _templates():
        if not chapters or name in _AROUND or name in _ALWAYS:
            said = named if name.endswith(".md") else {}
            text = Template(_in_language(template, language)).substitute({**values, **said})
            made[_place(name, start.package)] = text
    return dict(sorted(made.items()))


def _check(start: Start) -> None:
    problems = Problems()
    if not re.fullmatch(r"[a-z][a-z0-9-]*", start.id):
        problems.add("bad_id", "REGION", id=start.id)
    if not re.fullmatch(r"[0-9]{6}", start.code):
        problems.append(Problem("bad_code", {"code": start.code}, "--code"))
    if start.parent_code:
        if not re.fullmatch(r"[0-9]{6}", start.parent_code):
            problems.append(Problem("bad_code", {"code": start.parent_code}, "--parent-code"))
        elif start.parent_code == start.code:
            problems.add("own_parent", "--parent-code", region=start.id)
    if len({bool(part) for part in (start.parent_code, start.parent_zh, start.parent_en)}) > 1:
        problems.append(Problem("half_a_parent", {}, "--parent-code"))
    problems.raise_any()


def _values(start: Start, way: str) -> Mapping[str, str]:
    """What the templates leave open.  `way` is the command that writes them."""
    state, note = both(f"{way}.state"), both(f"{way}.note")
    strings = {
        name: landing.toml_string(getattr(start, name))
        for name in (
            "id", "name_zh", "name_en", "code", "level", "title_zh", "title_en", "issuer_zh", "issuer_en",
            "kind", "parent_code", "parent_zh", "parent_en", "package",
        )
    }  # fmt: skip
    above = ""
    if start.parent_code:
        pairs = (("code", "parent_code"), ("zh", "parent_zh"), ("en", "parent_en"))
        above = ", ".join(f'{key} = "{strings[name]}"' for key, name in pairs)
    # only a red line read in the text itself refuses plainly
    read = start.kind in ("policy_text", "internal_text")
    return {
        **strings,
        "way": f"rongcuo {way}",
        "state_zh": state.zh,
        "state_en": state.en,
        "note_zh": note.zh,
        "note_en": note.en,
        "parent": f"parent = {{ {above} }}\n" if above else "",
        "full_en": f"{strings['name_en']}, {strings['parent_en']}" if above else strings["name_en"],
        "in_force": _dated(("from", start.dates.first), ("to", start.dates.last)),
        "dated": _dated(("date", start.dates.issued)),
        "refused": "refused" if read else "refused_so_far",
    }


def _dated(*days: tuple[str, date | None]) -> str:
    """Lines that go on behind another, for each day that is known."""
    return "".join(f'\n{key} = "{day.isoformat()}"' for key, day in days if day is not None)


def _templates() -> Iterator[tuple[str, str]]:
    for item in files("rongcuo_workshop").joinpath("data/new").iterdir():
        if item.name.endswith(".txt"):
            yield item.name.removesuffix(".txt"), item.read_text("utf-8")


def _in_language(template: str, language: Language) -> str:
    """A template with the comments of one language alone."""
    other = "en" if language == "zh" else "zh"
    kept = [line for line in template.splitlines() if not line.startswith(f"#{other} ")]
    return "\n".join(line.replace(f"#{language} ", "# ", 1) for line in kept) + "\n"


def _place(name: str, package: str) -> str:
    if name in _AROUND:
        return _AROUND[name].format(package=package)
    if name.startswith("case_"):
        return f"src/{package}/cases/{name.removeprefix('case_')}"
    return f"src/{package}/{name}"
