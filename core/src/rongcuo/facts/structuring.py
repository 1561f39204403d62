"""Reading plain data into our types, with every mistake named by its place and its mend.

A reader is made for each type when it is first met, and no code is generated for it: generating it took
longer than all the reading of a start.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import attrs

from .problems import InputError, Problem, Problems, as_written, key_as_written, nearest
from .text import Text

T = TypeVar("T")
#: Makes a value of one type from plain data at a place of a file, and notes every mistake in it.
Reader = Callable[[Any, str, Problems], Any]

#: Names of attributes that a file spells differently, because Python keeps the word for itself.
SPELLED = {
    "weighs_for": "for",
    "weighs_against": "against",
    "from_": "from",
    "list_": "list",
    "figures": "figure",  # a table of several is named in the singular
}


def structure(raw: object, cls: type[T]) -> T:
    """A table as a `cls`.  Raises InputError with one problem for each mistake."""
    if not isinstance(raw, Mapping):  # of anything else, `cls` may be no class of ours
        raise InputError(Problem("wrong_type", {"expected": "expected.table"}))
    problems = Problems()
    made: T = _reader(cast(Hashable, cls))(raw, "", problems)
    problems.raise_any()
    return made


def as_data(made: Any) -> Any:
    """An object as the plain data it could have been read from, whatever somebody put in it."""
    if attrs.has(type(made)):
        names = [attribute.name for attribute in attrs.fields(type(made))]
        return {SPELLED.get(name, name): as_data(getattr(made, name)) for name in names}
    if isinstance(made, Mapping):
        return {name: as_data(value) for name, value in made.items()}
    return [as_data(value) for value in made] if isinstance(made, list | tuple) else made


@cache
def _reader(kind: Hashable) -> Reader:
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _one_of(inner)
    if origin is tuple:
        return _list_of(_reader(inner[0]))
    if origin is dict:
        return _table_of(_reader(inner[1]))
    if type(None) in inner:
        return _or_nothing(_reader(inner[0]))
    return _object(kind)


def _only(expected: str, fits: Callable[[Any], bool], made: Callable[[Any], Any] = lambda raw: raw) -> Reader:
    """A reader of values that fit; `expected` is the catalogue's word for them."""

    def read(raw: object, place: str, problems: Problems) -> object:
        if fits(raw):
            return made(raw)
        problems.add("wrong_type", place, expected=expected)
        return None

    return read


def _is_text(raw: object) -> bool:
    """Whether this is a text in both languages."""
    if not isinstance(raw, Mapping) or set(raw) != {"zh", "en"}:
        return False
    return all(isinstance(text, str) and text.strip() for text in raw.values())


def _is_one_or_both(raw: object) -> bool:
    """Whether this is a text in one language or in both."""
    texts = raw.values() if isinstance(raw, dict) and raw and set(raw) <= {"zh", "en"} else [raw]
    return all(isinstance(text, str) for text in texts)


def _or_nothing(then: Reader) -> Reader:
    return lambda raw, place, problems: None if raw is None else then(raw, place, problems)


_STRING = _only("expected.string", lambda raw: type(raw) is str)
_ONE_OR_BOTH = _only("expected.one_or_both", _is_one_or_both)
_PLAIN: dict[Any, Reader] = {
    Any: lambda raw, place, problems: raw,
    str: _STRING,
    int: _only("expected.integer", lambda raw: type(raw) is int),
    bool: _only("expected.boolean", lambda raw: type(raw) is bool),
    Text: _only("expected.text", _is_text, lambda raw: Text(raw["zh"], raw["en"])),
    # an adverse fact's absent value: what it may be depends on the fact, which checks it
    bool | str | tuple[str, ...] | None: _only(
        "expected.other",
        lambda raw: raw is None or isinstance(raw, bool | str | list),
        lambda raw: tuple(raw) if isinstance(raw, list) else raw,
    ),
    str | dict[str, str]: _ONE_OR_BOTH,
    str | dict[str, str] | None: _or_nothing(_ONE_OR_BOTH),
}


def _one_of(choices: tuple[Any, ...]) -> Reader:
    def read(raw: object, place: str, problems: Problems) -> object:
        if raw not in choices or isinstance(raw, bool):
            near = nearest(raw, choices) if isinstance(raw, str) else ""
            listed = ", ".join(map(str, choices))
            problems.add("not_one_of", place, value=as_written(raw), choices=listed, near=near)
        return raw

    return read


def _list_of(item: Reader) -> Reader:
    def read(raw: object, place: str, problems: Problems) -> object:
        if not isinstance(raw, list | tuple):
            problems.add("wrong_type", place, expected="expected.list")
            return None
        return tuple(item(value, f"{place}[{number}]", problems) for number, value in enumerate(raw, 1))

    return read


def _table_of(item: Reader) -> Reader:
    def read(raw: object, place: str, problems: Problems) -> object:
        if not isinstance(raw, Mapping):
            problems.add("wrong_type", place, expected="expected.table")
            return None
        found = {}
        for key, value in raw.items():
            inside = f"{place}.{key_as_written(str(key))}"
            found[_STRING(key, inside, problems)] = item(value, inside, problems)
        return found

    return read


def _object(cls: Any) -> Reader:
    """How a class of ours is read, each attribute under the name a file gives it."""
    hints = _hints(cls)
    told = {SPELLED.get(a.name, a.name): (a.name, _reader(hints[a.name])) for a in attrs.fields(cls)}
    needed = {SPELLED.get(a.name, a.name) for a in attrs.fields(cls) if a.default is attrs.NOTHING}
    instead = getattr(cls, "EXPECTED", {})

    def read(raw: object, place: str, problems: Problems) -> object:
        if not isinstance(raw, Mapping):
            problems.add("wrong_type", place, expected="expected.table")
            return None
        before = len(problems)
        found = {}
        for key, (name, reader) in told.items():
            if key in raw:
                found[name] = reader(raw[key], f"{place}.{key}" if place else key, problems)
            elif key in needed:
                problems.add("missing_key", place, key=key)
        for key in sorted(raw.keys() - told.keys(), key=str):
            if key in instead:
                problems.add(instead[key], place)
            else:
                problems.add("unknown_key", place, key=key, near=nearest(str(key), told))
        if len(problems) > before:
            return None
        try:
            return cls(**found)
        except InputError as error:
            problems += [problem.at(place) for problem in error.problems]
            return None

    return read


def _hints(cls: type[Any]) -> dict[str, Any]:
    """The types of its attributes, those too that it has from the classes above it."""
    return {name: hint for part in reversed(cls.__mro__) for name, hint in _own_hints(part).items()}


@cache
def _own_hints(cls: type[Any]) -> dict[str, Any]:
    return inspect.get_annotations(cls, eval_str=True)
