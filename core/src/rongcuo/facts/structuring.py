"""Reading plain data into our types, with every mistake named by its place and its mend."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin

import attrs
from cattrs import (
    AttributeValidationNote,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.errors import BaseValidationError

from .problems import MOST_TOLD, InputError, Problem, as_written, key_as_written, nearest, not_one_of
from .records import FrozenDict
from .text import Text

T = TypeVar("T")

#: No number of clauses, days or anything else that is counted is as large.
LARGEST_NUMBER = 10**15

#: Names of attributes that a file spells differently, because Python keeps the word for itself.
SPELLED = {
    "weighs_for": "for",
    "weighs_against": "against",
    "from_": "from",
    "list_": "list",
    "figures": "figure",  # a table of several is named in the singular
}


class _Mistake(Exception):
    """A value of the wrong kind; `expected` is a catalogue key."""

    def __init__(self, expected: str) -> None:
        self.expected = expected


def _exactly(kind: type[Any], expected: str) -> Any:
    def read(raw: object, _: object) -> object:
        if type(raw) is not kind:
            raise _Mistake(expected)
        return raw

    return read


def _read_integer(raw: int, _: object) -> int:
    if isinstance(raw, bool):
        raise _Mistake("expected.integer")
    if abs(raw) >= LARGEST_NUMBER:
        raise InputError(Problem("toml_digits"))
    return raw


def _one_of(literal: Any) -> Any:
    choices = get_args(literal)

    def read(raw: object, _: object) -> object:
        if raw not in choices or isinstance(raw, bool):
            raise InputError(not_one_of("", raw, choices))
        return raw

    return read


def _read_loose(raw: object, _: object) -> object:
    if isinstance(raw, list):
        return tuple(raw)
    if raw is None or isinstance(raw, bool | str):
        return raw
    raise _Mistake("expected.other")


def _read_value(raw: object, _: object) -> object:
    if isinstance(raw, bool | str):
        return raw
    raise _Mistake("expected.other")


def _read_one_or_both(raw: object, _: object) -> object:
    if isinstance(raw, str):
        return raw
    texts = raw if isinstance(raw, dict) and set(raw) <= {"zh", "en"} else {}
    if texts and all(isinstance(text, str) for text in texts.values()):
        return FrozenDict(texts)
    raise _Mistake("expected.one_or_both")


def _read_text(raw: object, _: object) -> Text:
    if not isinstance(raw, Mapping) or set(raw) != {"zh", "en"}:
        raise _Mistake("expected.text")
    if not all(isinstance(text, str) and text.strip() for text in raw.values()):
        raise _Mistake("expected.text")
    return Text(raw["zh"], raw["en"])


def _is_literal(cls: Any) -> bool:
    return get_origin(cls) is Literal


def _reader_of(cls: type[Any], made: Converter) -> Any:
    """How a class of ours is read, each attribute under the name a file gives it.

    cattrs would generate code for each class, which takes longer than all the reading of a start.
    """
    hints = _hints(cls)
    attributes = {
        SPELLED.get(a.name, a.name): (a.name, hints[a.name], made.get_structure_hook(hints[a.name]))
        for a in attrs.fields(cls)
    }
    needed = {SPELLED.get(a.name, a.name) for a in attrs.fields(cls) if a.default is attrs.NOTHING}

    def read(raw: Any, _: object) -> object:
        values: dict[str, Any] = {}
        mistakes: list[Exception] = []
        for key, (name, kind, hook) in attributes.items():
            if key in raw or key in needed:
                try:
                    values[name] = hook(raw[key], kind)
                except Exception as error:
                    error.add_note(AttributeValidationNote(key, name, kind))
                    mistakes.append(error)
        extra = raw.keys() - attributes.keys()
        if extra:
            mistakes.append(ForbiddenExtraKeysError(None, cls, extra))
        if mistakes:
            raise ClassValidationError(cls.__name__, mistakes, cls)
        return cls(**values)

    return _only(Mapping, "expected.table", read)


def _hints(cls: type[Any]) -> dict[str, Any]:
    """The types of its attributes, those too that it has from the classes above it."""
    return {name: hint for part in reversed(cls.__mro__) for name, hint in _own_hints(part).items()}


@cache
def _own_hints(cls: type[Any]) -> dict[str, Any]:
    return inspect.get_annotations(cls, eval_str=True)


def _only(kind: Any, expected: str, then: Any) -> Any:
    """A reader that goes on only with values of a kind."""

    def read(raw: object, cls: Any) -> object:
        if not isinstance(raw, kind):
            raise _Mistake(expected)
        return then(raw, cls)

    return read


def _is_list(cls: Any) -> bool:
    return get_origin(cls) is tuple


def _is_list_of_tables(cls: Any) -> bool:
    return _is_list(cls) and attrs.has(get_args(cls)[0])


def _list_reader(cls: Any, made: Converter) -> Any:
    return _only(list | tuple, "expected.list", homogenous_tuple_structure_factory(cls, made))


def _is_table(cls: Any) -> bool:
    return get_origin(cls) in (dict, Mapping)


def _table_reader(cls: Any, made: Converter) -> Any:
    name, kind = get_args(cls)
    read_key, hook = made.get_structure_hook(name), made.get_structure_hook(kind)

    def read(raw: Any, _: object) -> object:
        table = {}
        mistakes: list[Exception] = []
        for key, value in raw.items():
            try:
                table[read_key(key, name)] = hook(value, kind)
            except Exception as error:
                error.add_note(IterableValidationNote(str(cls), as_written(key), kind))
                mistakes.append(error)
        if mistakes:
            raise IterableValidationError(str(cls), mistakes, cls)
        return FrozenDict(table)

    return _only(Mapping, "expected.table", read)


@cache
def converter() -> Converter:
    """The one converter: strict about types, and no key that isn't known."""
    made = Converter(forbid_extra_keys=True)
    made.register_structure_hook(str, _exactly(str, "expected.string"))
    made.register_structure_hook(int, _only(int, "expected.integer", _read_integer))
    made.register_structure_hook(bool, _exactly(bool, "expected.boolean"))
    made.register_structure_hook(bool | str | tuple[str, ...] | None, _read_loose)
    made.register_structure_hook(bool | str, _read_value)
    made.register_structure_hook(str | dict[str, str], _read_one_or_both)
    made.register_structure_hook(str | dict[str, str] | None, _read_one_or_both)
    made.register_structure_hook_factory(_is_literal, _one_of)
    made.register_structure_hook_factory(_is_list, lambda cls: _list_reader(cls, made))
    made.register_structure_hook_factory(_is_table, lambda cls: _table_reader(cls, made))
    made.register_structure_hook_factory(attrs.has, lambda cls: _reader_of(cls, made))
    made.register_structure_hook(Text, _read_text)
    return made


def as_data(made: Any) -> Any:
    """An object as the plain data it could have been read from, whatever somebody put in it."""
    if attrs.has(type(made)):
        names = [attribute.name for attribute in attrs.fields(type(made))]
        return {SPELLED.get(name, name): as_data(getattr(made, name)) for name in names}
    if isinstance(made, Mapping):
        return {name: as_data(value) for name, value in made.items()}
    return [as_data(value) for value in made] if isinstance(made, list | tuple) else made


def structure(raw: object, cls: type[T]) -> T:
    """`raw` as a `cls`.  Raises InputError with one problem for each mistake."""
    if not isinstance(raw, Mapping):
        raise InputError(Problem("wrong_type", {"expected": "expected.table"}))
    try:
        return converter().structure(raw, cls)
    except BaseValidationError as error:
        raise InputError(_problems(error, cls, "")) from None


def _problems(error: BaseException, cls: Any, place: str) -> list[Problem]:
    if isinstance(error, ClassValidationError):
        problems: list[Problem] = []
        named, rest = error.group_exceptions()
        owner = error.cl if attrs.has(error.cl) else cls
        for inner, note in named:
            name = SPELLED.get(note.name, note.name)
            if not place and _is_list_of_tables(note.type) and isinstance(inner, _Mistake):
                problems.append(Problem("not_a_list", {"key": name}, name))
                continue
            problems += _problems(inner, owner, f"{place}.{name}" if place else name)
        for inner in rest:
            problems += _problems(inner, owner, place)
        return problems
    if isinstance(error, IterableValidationError):
        problems = []
        items, rest = error.group_exceptions()
        for inner, item in items:
            at = f"[{item.index + 1}]" if isinstance(item.index, int) else f".{key_as_written(item.index)}"
            problems += _problems(inner, cls, place + at)
        for inner in rest:
            problems += _problems(inner, cls, place)
        return problems
    if isinstance(error, ForbiddenExtraKeysError):
        known = [SPELLED.get(a.name, a.name) for a in attrs.fields(error.cl)]
        instead = getattr(error.cl, "EXPECTED", {})
        return [
            Problem(instead[key], {}, place)
            if key in instead
            else Problem("unknown_key", {"key": key, "near": nearest(key, known)}, place)
            for key in sorted(map(as_written, error.extra_fields))[: MOST_TOLD + 1]
        ]
    if isinstance(error, KeyError):
        parent, _, key = place.rpartition(".")
        return [Problem("missing_key", {"key": key}, parent)]
    if isinstance(error, InputError):
        return [problem.at(place) for problem in error.problems]
    expected = error.expected if isinstance(error, _Mistake) else "expected.other"
    return [Problem("wrong_type", {"expected": expected}, place)]
