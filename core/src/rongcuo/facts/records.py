"""Records: what is compared, hashed and shown by its attributes alone."""

from __future__ import annotations

from typing import Any

from attrs import fields


class Record:
    """The base of classes that are `@frozen(eq=False, repr=False)` and still equal where their attributes are.

    attrs would generate the same methods for each class anew, which took half of importing it.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record) or other.__class__ is not self.__class__:
            return NotImplemented
        return list(self._told().values()) == list(other._told().values())

    def __hash__(self) -> int:
        return hash((self.__class__, *self._told().values()))

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self._told().items())
        return f"{type(self).__name__}({told})"

    def _told(self) -> dict[str, Any]:
        cls: Any = type(self)
        return {attribute.name: getattr(self, attribute.name) for attribute in fields(cls)}
