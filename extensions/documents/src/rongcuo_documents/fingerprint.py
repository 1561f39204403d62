"""The fingerprint of a report: SHA-256 of the case as read, of the deployment, and of every text that serves a row.

What counts is what was read, not how the files are laid out: comments and line ends change nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import NOTHING, Factory, fields, frozen, has

import rongcuo
from rongcuo.catalogue import MESSAGES
from rongcuo.facts.text import Language, say
from rongcuo.plugins.placing import with_place
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import Case
from rongcuo.policy.policy import Policy
from rongcuo.render.landing import terminal

#: Attributes that tell where something was read, and nothing of what it says.
_WHERE = ("file", "origin", "places")
#: What holds facts as the file has them, by labels or ids: the names alone count, what is known stands beside them.
_AS_WRITTEN = ("written",)
#: The names of the sum over all parts, and of that of the report's own words.
TOTAL, WORDS = "total", "words"


@frozen
class Part:
    """One thing that a report rests on: what it is, its name and version, and its checksum."""

    kind: str
    name: str
    sum: str

    @property
    def label(self) -> str:
        return terminal(f"{self.kind} {self.name}".rstrip())


@frozen
class Fingerprint:
    """All that a report rests on."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> str:
        return total({part.label: part.sum for part in self.parts})

    def lines(self, words: str, language: Language) -> list[str]:
        """What stands at the foot of a report in this language whose words come to this checksum."""
        sums = [(self.total, TOTAL), *((part.sum, part.label) for part in self.parts), (words, WORDS)]
        return [f"{checksum}  {printed(label, language)}" for checksum, label in sums]


#: What the checksums of a fingerprint are of.
KINDS = (TOTAL, "case", "deployment", "regions", "facts", "text", WORDS)


def printed(label: str, language: Language) -> str:
    """A label as a report in this language has it: the kind in its words, and the name as it is."""
    kind, blank, name = label.partition(" ")
    return f"{say(language, f'fingerprint.{kind}')}{blank}{name}"


def label_of(text: str) -> str:
    """The label that a report of either language prints so; what is none stays as it is."""
    kind, blank, name = text.partition(" ")
    return f"{_kinds().get(kind, kind)}{blank}{name}"


@cache
def _kinds() -> dict[str, str]:
    """The kinds by what they are called in either language."""
    return {said: kind for kind in KINDS for said in MESSAGES[f"fingerprint.{kind}"]}


def total(sums: Mapping[str, str]) -> str:
    """The checksum over the parts of a fingerprint, by what they are of."""
    return _sum([[label, each] for label, each in sums.items() if label not in (TOTAL, WORDS)])


def fingerprint(registry: Registry, regions: Iterable[str], case: Case | None) -> Fingerprint:
    """What a report on these regions rests on."""
    names = sorted(regions)
    parts = [] if case is None else [Part("case", "", _sum(plain(case)))]
    parts += [
        Part("deployment", "", _sum(_deployment(registry))),
        Part("regions", ",".join(names), _sum({name: _serving(registry, name) for name in names})),
        Part("facts", f"rongcuo {rongcuo.__version__}", _sum(_shared())),
    ]
    texts = sorted({text for name in names for text in _serving(registry, name)})
    parts += [text_part(registry.policies[name]) for name in texts if name in registry.policies]
    return Fingerprint(tuple(parts))


def text_part(policy: Policy) -> Part:
    """One plugin's text, its former versions too, with the schedule of working days where it counts them."""
    said: list[Any] = [
        [plain(text.region), plain(text.sources), plain(text.chapters)] for text in policy.editions
    ]
    meant = [
        (rule.id, plain(rule.worse_meant))
        for text in policy.editions
        for rule in text.rules
        if rule.worse_meant is not None
    ]
    said += [meant] if meant else []
    if any(fact.type == "working_days" for text in policy.editions for fact in text.facts):
        said.append((files("rongcuo") / "data/working_days.tsv").read_text("utf-8"))
    return Part("text", f"{policy.plugin} {policy.version}".rstrip(), _sum(said))


def _serving(registry: Registry, region: str) -> list[str]:
    """The plugins with a text that a row of this region may tell of; of one that failed, why it did."""
    serving: list[str] = []
    placed = with_place(registry.unplaced or registry, region)  # the place of a case may be a row as well
    for each in (placed, registry.on_every_layer):
        if region in each.failed:
            serving += [problem.message("en") for problem in each.failed[region]]
        elif region in each.answering:
            for text in each.answering[region].texts:
                serving += [text.plugin, *text.internal]
    return sorted({*serving})


def _deployment(registry: Registry) -> Any:
    deployment = registry.deployment
    return {**plain(deployment), "given": deployment.file is not None}


def _shared() -> list[str]:
    """The facts and topics that all regions share."""
    folder = files("rongcuo") / "data"
    return [folder.joinpath(name).read_text("utf-8") for name in ("facts.toml", "topics.toml")]


def _sum(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def plain(value: object) -> Any:
    """What was read as plain data; what stands at its default is left out, so that new attributes change nothing."""
    if has(type(value)):
        cls: Any = type(value)
        attributes = [each for each in fields(cls) if each.name not in _WHERE]
        values = {each.name: getattr(value, each.name) for each in attributes}
        said = {
            each.name: plain({*values[each.name]} if each.name in _AS_WRITTEN else values[each.name])
            for each in attributes
            if values[each.name] != _default(each)
        }
        return {"": cls.__name__, **said}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, AbstractSet):
        return sorted((plain(each) for each in value), key=repr)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _default(attribute: Any) -> object:
    default = attribute.default
    if isinstance(default, Factory):  # type: ignore[arg-type]
        return default.factory() if not default.takes_self else NOTHING
    return default
