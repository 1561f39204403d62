"""What is put in: files, persons, decisions and days as whoever enters them says them."""

from __future__ import annotations

import datetime
import mimetypes
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from rongcuo import api
from rongcuo.facts.acting import Document
from rongcuo.facts.days import today
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.records import frozen_dict
from rongcuo.plugins.registry import Registry
from rongcuo.policy.casefiles import merged, named
from rongcuo.policy.cases import case_data

from .model import DecisionAxis


@frozen(kw_only=True)
class Attached:
    """A file to be kept, and the kind of document that it is, if it is one.

    `fingerprint` is that of a report: the checksum of all that it rests on, which `rongcuo verify` reads.
    """

    content: bytes
    name: str
    document: Document | None = None
    fingerprint: str | None = None

    @property
    def media_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@frozen(kw_only=True)
class Person:
    """Whom a case is about: the name, and how to reach the person.  Kept apart and erasable."""

    name: str
    contact: str | None = None


@frozen(kw_only=True)
class Decided:
    """What a body decided: whether the mistake is tolerated, the outcome on each axis, what goes with it.

    `body` is the body by its own name; `replaces` are the events of the decisions that no longer stand with it.
    """

    tolerated: bool
    outcomes: Mapping[DecisionAxis, str] = field(converter=frozen_dict, factory=dict)
    beside: tuple[str, ...] = ()
    conditions: str | None = None
    dissent: str | None = None
    remedy: str | None = None
    body: str | None = None
    replaces: tuple[int, ...] = ()


def read_files(policies: Registry, files: Iterable[Path]) -> list[dict[str, Any]]:
    """Case files as plain data by ids, each checked as a case.  Raises InputError, with the mistakes of all."""
    cases, problems = [], []
    for file in files:
        try:
            api.read(policies, file)
            raw = case_data(file, policies.vocabulary, policies.text_called)
        except InputError as error:
            problems += error.problems
            continue
        raw.pop("extends", None)
        cases.append(raw)
    if problems:
        raise InputError(problems)
    return cases


def checked(policies: Registry, raw: Mapping[str, Any]) -> dict[str, Any]:
    """A case as plain data, its facts and regions by their ids.  Raises InputError with every mistake."""
    api.read(policies, raw)
    return merged([named(raw, "", policies.vocabulary, policies.text_called)])


def day_done(on: datetime.date | None) -> datetime.date:
    """The day on which something was done: today unless another is given, which may not be to come."""
    now = today()
    if on is not None and on > now:
        raise InputError(Problem("day_to_come", {"day": on.isoformat()}))
    return on or now


def written_day(on: datetime.date | None) -> str:
    return day_done(on).isoformat()
