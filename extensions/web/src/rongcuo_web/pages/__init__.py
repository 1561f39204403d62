"""The pages: what stands at each address."""

from __future__ import annotations

from collections.abc import Sequence

from ..serving.address import Address
from . import case, interview, login, registry, texts

#: Every address of the pages.
ADDRESSES: Sequence[Address] = (
    *case.ADDRESSES,
    *interview.ADDRESSES,
    *texts.ADDRESSES,
    *registry.ADDRESSES,
    *login.ADDRESSES,
)
