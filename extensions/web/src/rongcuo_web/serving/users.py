"""Users: who may log in, in which roles they act, and whom a proxy may name; as the access file says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from attrs import field, frozen

from rongcuo.facts.acting import Role
from rongcuo.facts.problems import Problems, key_as_written, not_one_of
from rongcuo.facts.records import frozen_dict
from rongcuo.facts.structuring import structure
from rongcuo.policy.files import read_toml

#: How passwords are hashed: Argon2id with the library's recommended costs.
HASHER = PasswordHasher()
ROLES: tuple[Role, ...] = get_args(Role)
#: Checked in place of the hash of a user that there isn't, so that the time tells nobody who there is.
_NOBODY = HASHER.hash("")


@frozen(kw_only=True)
class User:
    """Somebody who may log in.

    `roles` are those in which they may act; without one they read.  `personal` lets them see names and other
    personal texts.  `password` is a hash as `rongcuo password` makes it; without one only a proxy names them.
    """

    name: str = ""
    password: str | None = None
    roles: tuple[Role, ...] = ()
    personal: bool = False


@frozen(kw_only=True)
class Proxy:
    """A proxy in front, that has checked who asks: the header it names them in, and the addresses it has."""

    header: str
    addresses: tuple[str, ...]


@frozen(kw_only=True)
class Access:
    """Who may log in, by login name; the names of this host in addresses; and the proxy in front, if there is one."""

    user: Mapping[str, User] = field(converter=frozen_dict, factory=dict)
    hosts: tuple[str, ...] = ()
    proxy: Proxy | None = None

    def checked(self, login: str, password: str) -> User | None:
        """The user with this password; None where there is none, after the same time."""
        user = self.user.get(login)
        known = user is not None and user.password is not None
        try:
            HASHER.verify(user.password if user and user.password else _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return None
        return user if known else None


def read_access(path: Path) -> Access:
    """The access file.  Raises InputError with every mistake."""
    access = structure(read_toml(path), Access)
    problems = Problems()
    for login, user in access.user.items():
        place = f"user.{key_as_written(login)}"
        for role in user.roles:
            if role not in ROLES:
                problems.append(not_one_of("roles", role, ROLES).at(place))
        if user.password is None and access.proxy is None:
            problems.add("web_no_password", place, login=login)
        elif user.password is not None and not _is_hash(user.password):
            problems.add("web_not_hashed", f"{place}.password")
    if access.proxy is not None and not access.proxy.addresses:
        problems.add("web_proxy_anywhere", "proxy.addresses")
    problems.raise_any(str(path))
    return access


def _is_hash(text: str) -> bool:
    try:
        HASHER.check_needs_rehash(text)
    except InvalidHashError:
        return False
    return True
