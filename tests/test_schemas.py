"""The JSON Schemas of the TOML files: they take what the loader takes, and refuse the mistakes that it refuses."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import docs_site
import jsonschema
import pytest
import schemas

from rongcuo.facts.problems import InputError
from rongcuo.facts.structuring import structure
from rongcuo.facts.vocabulary import shared_vocabulary
from rongcuo.plugins.years import year_from
from rongcuo.policy.cases import case_from
from rongcuo.policy.files import CHAPTER_FILES, read_what_fits

from .running import ROOT, run

pytestmark = pytest.mark.slow

FOLDER = files("rongcuo_workshop").joinpath("schemas")
NAMES = sorted(item.name.removesuffix(".schema.json") for item in FOLDER.iterdir())
HOOKS = {file.removesuffix(".toml"): hook for hook, file in CHAPTER_FILES.items()}
#: What is of no kind that a schema asks for.
ODD: tuple[Any, ...] = (7, "nothing of that kind", True, [3], {"odd": 3})

#: Tables whose keys are names of their own, of which one is enough; and what isn't refused by its type: facts,
#: by what they are, topics, once the whole plugin is there, what the whole case tells, and a year of other days.
OWN_NAMES = re.compile(r"(list|options|expect|published|findings|region|readings|reading_tiers)$")
NOT_BY_TYPE = re.compile(r"(^|\.)(facts|absent|dates|topic|also|year)(\.|$)")


@cache
def schema(name: str) -> Any:
    raw = json.loads(FOLDER.joinpath(f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(raw)
    return jsonschema.Draft7Validator(raw, format_checker=jsonschema.FormatChecker(["date"]))


def plain(data: Any) -> Any:
    """Data as an editor's server sees it: a day is its text."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return data.isoformat() if isinstance(data, datetime.date) else data


def name_of(path: Path) -> str | None:
    """The schema that a TOML file goes with."""
    if path.parent.name in ("cases", "decided"):
        return "case" if path.parent.name == "cases" else "decided"
    if path.stem in NAMES and path.stem not in ("case", "decided"):
        return path.stem
    text = path.read_text("utf-8")
    return "case" if re.search(r"^(where|extends)\s*=", text, re.MULTILINE) else None


@cache
def shipped() -> dict[str, list[Path]]:
    """Every TOML file of the plugins and the examples, by the schema that it goes with."""
    found: dict[str, list[Path]] = {name: [] for name in NAMES}
    for path in sorted([*ROOT.glob("plugins/**/*.toml"), *ROOT.glob("examples/**/*.toml")]):
        name = name_of(path)
        if name is not None:
            found[name].append(path)
    return found


def refuses(name: str, data: Any) -> bool:
    return not schema(name).is_valid(plain(data))


def loader_refuses(name: str, data: Any) -> bool:
    if name in HOOKS:
        return bool(read_what_fits(HOOKS[name], data, name)[1])
    try:
        if name == "working_year":
            year_from(data, "2027.toml")
        structure(data, schemas.WHOLE[name][0])
    except InputError:
        return True
    return False


@pytest.mark.once
@pytest.mark.parametrize("name", NAMES)
def test_what_is_shipped_is_as_its_schema_says(name: str) -> None:
    for path in shipped()[name]:
        data = tomllib.loads(path.read_text("utf-8-sig"))
        told = [
            f"{error.json_path}: {error.message[:200]}" for error in schema(name).iter_errors(plain(data))
        ]
        assert told == [], path


@cache
def full(name: str) -> list[Any]:
    """A file with every key that any of its kind has, each table once; in parts where it is large.

    `extends` is left out, as with it a case needs no other key.
    """
    if name == "accepted":
        words = {"zh": "不影响", "en": "no matter"}
        warning = {"code": "RC208", "clause": "R1", "why": words}
        mutant = {"clause": "R1", "key": "when", "becomes": "true", "reason": words}
        return [{"mutant": [mutant], "warning": [warning]}]
    if name == "working_year":
        off = [{"from": "2027-01-01", "to": datetime.date(2027, 1, 3)}]
        return [{"year": 2027, "notice": "通知（虚构）", "off": off, "on": [datetime.date(2027, 2, 20)]}]
    merged: dict[str, Any] = {}
    for path in shipped()[name]:
        grow(merged, tomllib.loads(path.read_text("utf-8-sig")))
    if name in HOOKS:
        return [{key: value} for key, value in merged.items()]
    if name == "case":
        del merged["extends"]
        needed = {"title": merged.pop("title"), "where": merged.pop("where")}
        return [needed, *({**needed, key: value} for key, value in merged.items())]
    return [merged]


def grow(here: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for table in value:
                grow(here.setdefault(key, [{}])[0], table)
        elif isinstance(value, dict) and isinstance(here.setdefault(key, {}), dict):
            grow(here[key], value)
        else:
            here.setdefault(key, value)


def slips(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
    """The data with one mistake each, and where: a key more, a key less, a value of another kind."""
    where = ".".join(map(str, path))
    if path:
        yield from ((where, odd) for odd in ODD)
    if isinstance(data, list) and data:
        for place, made in slips(data[0], (*path, 0)):
            yield place, [made, *data[1:]]
    elif isinstance(data, dict):
        yield where, {**data, "nonsense": 1}
        for key, value in data.items():
            yield where, {other: kept for other, kept in data.items() if other != key}
            if not OWN_NAMES.search(where) or key == next(iter(data)):
                for place, made in slips(value, (*path, key)):
                    yield place, {**data, key: made}


@pytest.mark.once
@pytest.mark.parametrize("name", NAMES)
def test_the_schema_and_the_loader_refuse_the_same_mistakes(name: str) -> None:
    tried = 0
    for data in full(name):
        assert not refuses(name, data)
        for place, made in slips(data):
            if not NOT_BY_TYPE.search(place):
                tried += 1
                assert refuses(name, made) == loader_refuses(name, made), (place, made)
    assert tried > 20


@pytest.mark.parametrize(
    "slip",
    [
        {"dates": {"acted": "2026-01-01"}},
        {"dates": {"act": 3}},
        {"absent": "bribery"},
        {"absent": [3]},
        {"absent": [{"facts": ["bribery"], "who": "审计"}]},
        {"absent": {"by": "审计"}},
        {"facts": ["bribery"]},
    ],
    ids=str,
)
def test_what_only_the_whole_case_tells_is_refused_by_both(slip: dict[str, Any]) -> None:
    case = {"title": "虚构", "where": "虚构", "dates": {"act": "2026-01-01"}, "facts": {}, **slip}
    with pytest.raises(InputError):
        case_from(case, "case", shared_vocabulary(), frozenset())
    assert refuses("case", case)


def test_a_day_may_stand_with_quotes_and_without() -> None:
    # a server's own type for it is a text of the format `date`
    own = {"type": "string", "format": "date"}
    made = schemas.schemas()
    days = [
        made["case"]["properties"]["dates"]["properties"]["act"],
        made["working_year"]["properties"]["on"]["items"],
        made["working_year"]["properties"]["off"]["items"]["properties"]["from"],
    ]
    assert all(own in day["anyOf"] and {"type": "string"}.items() <= day["anyOf"][1].items() for day in days)
    assert refuses("working_year", {**full("working_year")[0], "on": ["2027-2-20"]})


def test_a_topic_of_another_family_is_refused() -> None:
    entry = {
        **next(part["red_line"][0] for part in full("red_lines") if "red_line" in part),
        "topic": "filing_scope",
    }
    assert refuses("red_lines", {"red_line": [entry]})
    assert not refuses("red_lines", {"red_line": [{**entry, "topic": "breach"}]})


def test_the_schemas_are_what_their_tool_writes() -> None:
    for name, made in schemas.schemas().items():
        assert schema(name).schema == made, "run tools/schemas.py"


def test_every_key_says_in_both_languages_what_it_is() -> None:
    made = schemas.schemas()
    assert list(schemas.gaps(made)) == []
    region = made["region"]["properties"]
    assert region["code"]["description"].startswith("国家标准 GB/T 2260") and "six digits" in str(
        region["code"]
    )
    del region["policy"]["properties"]["from"]["description"]
    assert list(schemas.gaps(made)) == ["region.schema.json, .policy.from: there is no text of this key"]


def test_the_schemas_stand_once_in_the_repository_and_on_the_site_beside_the_documents() -> None:
    assert not (ROOT / "docs/reference/schemas").exists()
    for name in ("how-to", "zh"):
        page = (ROOT / "docs" / name / "editor.md").read_text("utf-8")
        links = re.findall(r"\]\((\.\./[^)]+\.schema\.json)\)", page)
        assert sorted(Path(link).name.removesuffix(".schema.json") for link in links) == NAMES
        assert all((ROOT / "docs" / name / link).is_file() for link in links)
        on_site = re.findall(r"\]\(([^)]+\.schema\.json)\)", docs_site.with_schemas(page))
        assert on_site == [f"../reference/schemas/{Path(link).name}" for link in links]


def test_the_command_writes_every_schema_and_what_says_where_each_belongs(tmp_path: Path) -> None:
    folder = tmp_path / "editor"
    assert run("schemas", "-o", str(folder)).status == 0
    assert sorted(path.name for path in folder.glob("schemas/*")) == [f"{name}.schema.json" for name in NAMES]
    for file, table in ((".taplo.toml", "rule"), ("tombi.toml", "schemas")):
        rules = tomllib.loads((folder / file).read_text("utf-8"))[table]
        named = {rule["include"][0]: rule.get("path") or rule["schema"]["path"] for rule in rules}
        assert len(named) == len(NAMES)
        assert named["**/red_lines.toml"].endswith("schemas/red_lines.schema.json")
        assert named["**/[0-9][0-9][0-9][0-9].toml"].endswith("schemas/working_year.schema.json")
        assert named["**/cases/*.toml"].endswith("schemas/case.schema.json")
        assert named["**/decided/*.toml"].endswith("schemas/decided.schema.json")
        assert all((folder / path).is_file() for path in named.values())
    assert run("schemas", "-o", str(folder)).status == 2
