"""Cases are listed by what stands in their titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from rongcuo_registry.lists import case_rows
from rongcuo_registry.operations import CaseRegistry

from .offices import OFFICER, added, matter, office


def numbers(registry: CaseRegistry, title: str, region: str | None = None) -> list[int]:
    rows, more = case_rows(registry, "zh", region=region, status=None, matter=None, limit=50, title=title)
    assert more == 0
    return [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("said", "cases"),
    [("圩堤", [3, 1]), ("dike", [3]), ("DIKE", [3]), ("zh", []), ("%", [2]), ('"', [2]), ("", [3, 2, 1])],
)
def test_a_case_is_listed_where_its_title_in_either_language_has_it(
    said: str, cases: list[int], tmp_path: Path
) -> None:
    with office(tmp_path) as registry:
        added(registry, {**matter(), "title": "抢修圩堤"})
        added(registry, {**matter(), "title": '让利 5% 的"试点"'})
        added(registry, {**matter(), "title": {"zh": "圩堤加固", "en": "A dike made stronger"}})
        assert numbers(registry, said) == cases


def test_a_title_goes_with_what_else_is_asked_for_and_an_erased_one_is_no_longer_found(
    tmp_path: Path,
) -> None:
    with office(tmp_path) as registry:
        for _ in range(2):
            added(registry, {**matter(), "title": "抢修圩堤"})
        registry.open_proceeding(2, "filing", "hongze", OFFICER)
        assert numbers(registry, "圩堤", "hongze") == [2]
        registry.erase(OFFICER, case=2)
        assert numbers(registry, "圩堤") == [1]
