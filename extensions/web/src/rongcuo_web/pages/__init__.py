"""The pages: what stands at each address."""

from __future__ import annotations

from collections.abc import Sequence

from ..serving.address import Address
from . import case, login, texts

#: Every address of the pages.
ADDRESSES: Sequence[Address] = (*case.ADDRESSES, *texts.ADDRESSES, *login.ADDRESSES)
