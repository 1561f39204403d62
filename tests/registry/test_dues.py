"""What is due is kept once it is worked out, and is at any time what the proceedings wait for."""

from __future__ import annotations

import io
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo.facts.problems import InputError
from rongcuo.render.words import Words
from rongcuo_registry import dues
from rongcuo_registry.basis import Basis
from rongcuo_registry.cli import progress as how_far
from rongcuo_registry.entries import Decided
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.storage import backup, check
from rongcuo_registry.waiting import AllDue

from ..running import run
from ..scale import scaled
from .offices import DEPLOYMENT, DOCUMENT, OFFICER, matter, policies, walk

pytestmark = pytest.mark.slow

JUNE = date(2026, 6, 1)
#: Another time for the same step, and no Bincheng.
OTHER = DEPLOYMENT.replace("working_days = 5", "days = 3").replace(
    '[region.bincheng]\nplugins = ["bincheng", "national"]\n', ""
)
DEPLOYMENTS = (DEPLOYMENT, OTHER)
OPENED = (("haian", "海安"), ("hongze", "洪泽"), ("bincheng", "滨城"))
#: Bincheng's steps before the one that takes place or not by a fact.
FAR = ("F2 person document", "F3 unit", "F4 principal_leader", "F5 discipline", "F5 organization")
#: What is done next: opening a proceeding, taking the step that waits, and so on, each with a number to choose by.
DONE = (
    "open",
    "far",
    "fact",
    "step",
    "step",
    "step",
    "refuse",
    "fact",
    "withdraw",
    "close",
    "erase",
    "decide",
)


@pytest.fixture(autouse=True)
def everything_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if few were many, and many at a time were two."""
    monkeypatch.setattr(dues, "FEW", 0)
    monkeypatch.setattr(dues, "AT_A_TIME", 2)


@contextmanager
def office(folder: Path, deployment: str = DEPLOYMENT, *, readonly: bool = False) -> Iterator[CaseRegistry]:
    file = folder / "rongcuo.db"
    with CaseRegistry.open(file, policies(deployment), create=not readonly, readonly=readonly) as registry:
        yield registry


def in_short(due: AllDue) -> tuple[Any, ...]:
    steps = [
        (
            each.proceeding,
            each.waiting.step.id,
            each.waiting.since,
            each.waiting.last_day,
            each.waiting.unscheduled,
        )
        for each in due.steps
    ]
    return steps, due.more, due.unknown


def afresh(registry: CaseRegistry, region: str | None, limit: int) -> tuple[Any, ...]:
    """The same, with nothing that is kept."""
    return in_short(registry._dues()._looked_through(region, limit, lambda *_: None))


def kept(folder: Path, state: str = "waiting") -> int:
    with closing(sqlite3.connect(folder / "rongcuo.db")) as connection:
        query = "SELECT count(*) FROM due_list WHERE state = ?"
        return int(connection.execute(query, (state,)).fetchone()[0])


def filed(registry: CaseRegistry, region: str, where: str, days: int = 0, **facts: object) -> int:
    case = registry.add([matter(where, **facts)], OFFICER)[0]
    return registry.open_proceeding(case, "filing", region, OFFICER, JUNE + timedelta(days=days)).id


def do(registry: CaseRegistry, what: str, number: int) -> None:
    """Does one thing to one of the proceedings; what can't be done leaves all as it was."""
    rows = registry.store.rows("SELECT id, case_id FROM proceeding_list ORDER BY id")
    if what == "open" or not rows:
        filed(registry, *OPENED[number % 3], days=number % 7)
        return
    if what == "far":
        walk(registry, filed(registry, "bincheng", "滨城", major_or_complex=number % 2 == 0), *FAR)
        return
    row = rows[number % len(rows)]
    proceeding, case = row["id"], row["case_id"]
    match what:
        case "step" | "refuse":
            waiting = registry.progress(registry.proceeding(proceeding)).waiting(registry.calendar)
            step = waiting[number % len(waiting)].step
            role = next(iter(sorted({*step.roles} - {*registry.proceeding(proceeding).taken})), "unit")
            registry.advance(
                proceeding, step.id, role, OFFICER,  # type: ignore[arg-type]
                on=JUNE + timedelta(days=10 + number % 9), decision=what == "step", attached=[DOCUMENT],
                facts={"major_or_complex": True} if number % 5 == 0 else {},
            )  # fmt: skip
        case "fact":
            registry.state_facts(case, {"major_or_complex": bool(number % 2)}, OFFICER)
        case "withdraw":
            registry.withdraw(proceeding, OFFICER, "unit")
        case "close":
            registry.close(proceeding, OFFICER, "unit")
        case "erase":
            registry.erase(OFFICER, case=case)
        case "decide":
            registry.decide(case, Decided(tolerated=True), OFFICER, "discipline")


@settings(max_examples=scaled(60), deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(DONE), st.integers(0, 99), st.booleans(), st.booleans()), max_size=25),
    st.integers(1, 6),
)
def test_what_is_kept_is_what_is_worked_out_afresh(
    done: list[tuple[str, int, bool, bool]], limit: int
) -> None:
    """By two offices in turn, whose texts and times aren't the same, however seldom they ask."""
    with tempfile.TemporaryDirectory() as name:
        for what, number, which, asked in done:
            with office(Path(name), DEPLOYMENTS[which]) as registry:
                with suppress(InputError, ZeroDivisionError):
                    do(registry, what, number)
                if not asked:
                    continue
                for region in (None, "hongze"):
                    assert in_short(registry.due(region, limit)) == afresh(registry, region, limit)
                assert kept(Path(name), "stale") == 0
                assert [*registry.due_differences()] == []
                assert check(registry.store).problems == ()


def test_what_a_few_proceedings_wait_for_is_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dues, "FEW", 2)
    with office(tmp_path) as registry:
        filed(registry, "hongze", "洪泽")
        filed(registry, "haian", "海安")
    file = tmp_path / "rongcuo.db"
    before = file.read_bytes()
    with office(tmp_path, readonly=True) as registry:
        assert len(registry.due().steps) == 2
    assert file.read_bytes() == before
    with office(tmp_path) as registry:
        filed(registry, "haian", "海安")
    with office(tmp_path, readonly=True) as registry:
        assert in_short(registry.due()) == afresh(registry, None, 50)
        assert kept(tmp_path) == 3
        with pytest.raises(InputError):  # and nothing else can be written
            registry.withdraw(1, OFFICER, "unit")
    monkeypatch.setattr(dues, "FEW", 1)
    with office(tmp_path) as registry:  # one that isn't kept beside three that are
        filed(registry, "haian", "海安", days=-1)
        assert in_short(registry.due()) == afresh(registry, None, 50)
        assert in_short(registry.due(limit=1)) == afresh(registry, None, 1)
        assert kept(tmp_path, "stale") == 1


def test_where_it_can_not_be_kept_it_is_worked_out_for_this_once(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        for days in (3, 1, 2):
            filed(registry, "haian", "海安", days=days)
        right = afresh(registry, None, 50)
    with closing(sqlite3.connect(tmp_path / "rongcuo.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with office(tmp_path, readonly=True) as registry:
            assert in_short(registry.due()) == right
        other.execute("ROLLBACK")
    assert kept(tmp_path) == 0
    (tmp_path / "rongcuo.db").chmod(0o400)
    if not os.access(tmp_path / "rongcuo.db", os.W_OK):
        with office(tmp_path, readonly=True) as registry:
            assert in_short(registry.due()) == right
        assert kept(tmp_path) == 0


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM due_list WHERE proceeding_id = 1",
        "UPDATE due_list SET by_day = '2027-01-01' WHERE proceeding_id = 1",
        "UPDATE due_list SET state = 'nothing' WHERE proceeding_id = 1",
        "INSERT INTO due_list SELECT 1, 7, region, kind, state, by_day, step, since, 0 FROM due_list LIMIT 1",
    ],
)
def test_what_was_changed_by_hand_is_told(change: str, tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        for _ in range(3):
            filed(registry, "haian", "海安")
        registry.due()
        assert [*registry.due_differences()] == []
    with closing(sqlite3.connect(tmp_path / "rongcuo.db")) as connection, connection:
        connection.execute(change)
    with office(tmp_path) as registry:
        (problem,) = registry.due_differences()
        assert (problem.code, problem.values["id"]) == ("registry_due_wrong", 1)


def test_what_is_kept_of_a_proceeding_that_is_not_there_is_told(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        filed(registry, "haian", "海安")
        registry.due()
    with closing(sqlite3.connect(tmp_path / "rongcuo.db")) as connection, connection:
        connection.execute("INSERT INTO due_list (proceeding_id, region, kind) VALUES (9, 'haian', 'filing')")
    with office(tmp_path) as registry:
        assert [problem.values["id"] for problem in registry.due_differences()] == [9]


def test_other_texts_and_times_have_it_worked_out_anew(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = filed(registry, "haian", "海安")
        for step, role in (("F1", "unit"), ("review", "organization")):
            registry.advance(number, step, role, OFFICER, on=JUNE)  # type: ignore[arg-type]
        filed(registry, "bincheng", "滨城")
        assert registry.due().steps[0].waiting.last_day == date(2026, 6, 8)
    with office(tmp_path, OTHER) as registry:
        due = registry.due()
        assert due.steps[0].waiting.last_day == date(2026, 6, 4)
        assert due.unknown == (2,)
    with office(tmp_path) as registry:
        assert registry.due().steps[0].waiting.last_day == date(2026, 6, 8)


def test_what_hangs_on_a_fact_follows_it(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        for major in (True, False, True):
            walk(registry, filed(registry, "bincheng", "滨城", major_or_complex=major), *FAR)
        assert [each.waiting.step.id for each in registry.due().steps] == [
            "bincheng:F6",
            "bincheng:F7",
            "bincheng:F6",
        ]
        registry.state_facts(1, {"major_or_complex": False}, OFFICER)
        registry.state_facts(2, {"major_or_complex": True}, OFFICER)
        assert [each.waiting.step.id for each in registry.due().steps] == [
            "bincheng:F7",
            "bincheng:F6",
            "bincheng:F6",
        ]


def test_it_is_heard_how_many_there_are_to_be_worked_out(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        for _ in range(5):
            filed(registry, "haian", "海安")
        heard: list[tuple[int, int]] = []
        registry.due(report=lambda done, whole: heard.append((done, whole)))
        assert heard == [(0, 5), (2, 5), (4, 5)]
        heard.clear()
        registry.due(report=lambda done, whole: heard.append((done, whole)))
        assert heard == []


SEEDED = """
from rongcuo_registry.basis import Basis
from tests.registry.offices import DEPLOYMENT, policies
print(*(Basis(policies(DEPLOYMENT)).of(region, "filing") for region in ("haian", "bincheng", "jingjiang")))
"""


def of(deployment: str, region: str) -> str:
    return Basis(policies(deployment)).of(region, "filing")


@pytest.mark.parametrize(
    ("region", "before", "after"),
    [
        ("haian", "working_days = 5", "working_days = 6"),
        ("haian", 'after = "F1"', 'after = "F2"'),
        ("haian", '[region.haian]\nplugins = ["haian", "national"]', '[region.haian]\nplugins = ["haian"]'),
        ("bincheng", '[region.bincheng]\nplugins = ["bincheng", "national"]', ""),
    ],
)
def test_the_fingerprint_is_of_what_is_on(region: str, before: str, after: str) -> None:
    changed = DEPLOYMENT.replace(before, after)
    assert changed != DEPLOYMENT
    same = before.startswith("[region.haian]")  # the nation lays down no filing
    assert (of(DEPLOYMENT, region) == of(changed, region)) == same
    assert of(DEPLOYMENT, "hongze") == of(changed, "hongze")


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    sums = {
        subprocess.run(
            [sys.executable, "-c", SEEDED], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(sums) == 1 and len({*sums.pop().split()}) == 3


def test_a_check_tells_what_is_wrong_with_what_is_due(tmp_path: Path) -> None:
    with CaseRegistry.open(tmp_path / "rongcuo.db", policies(), create=True) as registry:
        filed(registry, "haian", "海安")
        registry.due()
    assert run("registry", "check", folder=tmp_path).status == 0
    with closing(sqlite3.connect(tmp_path / "rongcuo.db")) as connection, connection:
        connection.execute("UPDATE due_list SET state = 'nothing'")
    done = run("registry", "check", folder=tmp_path)
    assert done.status == 1 and "程序 1 的步骤" in done.out


class OnTerminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("silent", [0.0, 60.0])
def test_what_takes_long_says_on_a_terminal_how_far_it_is(
    silent: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(how_far, "SILENT", silent)
    monkeypatch.setattr(how_far, "OFTEN", 0.0)
    monkeypatch.setattr(sys, "stderr", OnTerminal())
    with how_far.progress(Words("en", policies()), "registry.checking") as report:
        report(1000, 200000)
        report(2000, 200000)
    printed = sys.stderr.getvalue()  # type: ignore[attr-defined]
    said = "\r\x1b[KChecking: 1,000 of 200,000\r\x1b[KChecking: 2,000 of 200,000\r\x1b[K"
    assert printed == ("" if silent else said)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(how_far, "SILENT", 0.0)
    with how_far.progress(Words("en", policies()), "registry.checking") as report:
        report(1000, 200000)
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]


def test_a_check_and_a_backup_are_heard_to_their_end(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    with office(tmp_path) as registry:
        for _ in range(3):
            filed(registry, "haian", "海安")
        check(registry.store, report=lambda *far: heard.append(far))
        assert heard[-1] == (6, 12)  # six events; the texts come to no thousand
        heard.clear()
        backup(registry.store, tmp_path / "copy.db", lambda *far: heard.append(far))
        pages = registry.store.rows("PRAGMA page_count")[0]["page_count"]
        assert (pages, pages) in heard and heard[-1] == (6, 12)
