"""Records: what is compared, hashed and shown by its attributes alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from attrs import fields

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that nobody changes, inside of values that nobody changes; it is pickled and written like any."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this can't be changed; make a dict of it first")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return type(self), (dict(self),)


def frozen_dict(given: Mapping[Any, Any]) -> FrozenDict[Any, Any]:
    """What a mapping says now, whatever becomes of it."""
    return given if isinstance(given, FrozenDict) else FrozenDict(given)


def frozen_data(raw: Any) -> Any:
    """Plain data with its tables and lists frozen, those inside of others too."""
    if isinstance(raw, Mapping):
        return FrozenDict((key, frozen_data(value)) for key, value in raw.items())
    return tuple(map(frozen_data, raw)) if isinstance(raw, list) else raw


class Record:
    """The base of classes that are `@frozen(eq=False, repr=False)` and still equal where their attributes are.

    attrs would generate the same methods for each class anew, which took half of importing it.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record) or other.__class__ is not self.__class__:
            return NotImplemented
        return list(self._values().values()) == list(other._values().values())

    def __hash__(self) -> int:
        return hash((self.__class__, *self._values().values()))

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self._values().items())
        return f"{type(self).__name__}({arguments})"

    def _values(self) -> dict[str, Any]:
        cls: Any = type(self)
        return {attribute.name: getattr(self, attribute.name) for attribute in fields(cls)}
