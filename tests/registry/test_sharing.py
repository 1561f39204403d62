"""One registry for several: two at once, a region that isn't on everywhere, and times that nobody can reckon yet."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.storage import check

from ..running import LANGUAGES, run
from .offices import DEPLOYMENT, OFFICER, added, matter, office, policies, walk

JUNE = datetime.date(2026, 6, 1)


def test_of_two_that_take_one_step_at_once_one_is_told_that_it_was_taken(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        registry.open_proceeding(added(registry), "filing", "hongze", OFFICER, on=JUNE)
    start, ends = threading.Barrier(4), list[str]()

    def take() -> None:
        with CaseRegistry.open(tmp_path / "rongcuo.db", policies()) as registry:
            start.wait()
            try:
                registry.advance(1, "F1", "unit", OFFICER)
            except InputError as error:
                ends.append(error.problems[0].code)
            else:
                ends.append("taken")

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["step_taken", "step_taken", "step_taken", "taken"]
    with office(tmp_path) as registry:
        assert [event.kind for event in registry.store.events(proceeding=1)] == [
            "proceeding_opened",
            "step_taken",
        ]
        assert check(registry.store).problems == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["", "--json"])
def test_an_office_without_a_region_is_shown_all_but_its_steps(
    form: str, language: str, tmp_path: Path
) -> None:
    with office(tmp_path) as registry:
        registry.open_proceeding(added(registry), "filing", "hongze", OFFICER, on=JUNE)
        walk(registry, 1, "F1 unit")
    (tmp_path / "rongcuo.toml").write_text('[region.haian]\nplugins = ["haian"]\n', "utf-8")
    for words in (("case", "list"), ("case", "show", "1"), ("log", "1"), ("due",), ("proceeding", "1")):
        done = run(*words, *([form] if form else []), folder=tmp_path, language=language)  # type: ignore[arg-type]
        assert (done.status, done.err) == (0, ""), words
    refused = run("advance", "1", "F2", "--by", "unit", folder=tmp_path, language="en")
    assert (refused.status, "hongze" in refused.err) == (2, True)


def test_a_last_day_in_a_year_without_a_schedule_is_not_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RONGCUO_TODAY", "2026-12-31")
    with office(tmp_path, DEPLOYMENT) as registry:
        case = added(registry, matter("海安"))
        registry.open_proceeding(case, "filing", "haian", OFFICER, on=datetime.date(2026, 12, 30))
        registry.advance(1, "F1", "unit", OFFICER)
        registry.advance(1, "review", "organization", OFFICER)
        (due,) = registry.due().steps
        assert (due.waiting.last_day, due.waiting.unscheduled) == (None, True)
    (tmp_path / "rongcuo.toml").write_text(DEPLOYMENT, "utf-8")
    shown = run("due", folder=tmp_path, language="zh")
    assert "尚不能计算" in shown.out
