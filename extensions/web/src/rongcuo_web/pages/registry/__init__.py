"""The registry: its cases, what is due, and how a case is taken further."""

from __future__ import annotations

from collections.abc import Sequence

from ...serving.address import Address
from . import cases, forms, keeping, lists, proceedings

#: Every address of the registry.
ADDRESSES: Sequence[Address] = (
    *lists.ADDRESSES,
    *cases.ADDRESSES,
    *proceedings.ADDRESSES,
    *keeping.ADDRESSES,
    *forms.ADDRESSES,
)
