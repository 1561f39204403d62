"""What a registry of many cases takes to be opened, listed, shown, written to, checked and copied, and its memory.

`python benchmarks/registry.py 1000` makes a thousand cases and ten thousand events; a hundred thousand and a
million otherwise, which takes some minutes and a gigabyte or two of disk.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from attrs import frozen

import rongcuo
from rongcuo.facts.acting import ProcedureKind
from rongcuo.render.words import Words
from rongcuo_registry.entries import Attached, Decided, Person
from rongcuo_registry.lists import case_rows, due_rows
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.render import case_blocks, case_data_of
from rongcuo_registry.storage import Actor, Event, Writer, backup, check

OFFICER = Actor("wang", "unit")
#: As many cases are written in one transaction.
AT_A_TIME = 1000
#: The cases that all others are made like: where, the procedures with the steps taken, and events beside them.
FILED = ("F1 unit", "F2 unit", "F3 unit", "F4 leader_in_charge", "F5 discipline")
CLEARED = {"report_outcome": "untrue", "report_harm": ["work"], "clarified_by": ["written"]}
#: What is stated in every case, and what was checked and not found.
FACTS = {
    "field": ["trade"],
    "reform_work": True,
    "trying_first": True,
    "assigned": "pilot",
    "result_short": True,
}
CHECKED = ["private_gain", "negligent", "reckless_action", "falsified_material", "safety_accident"]
BODIES = ("F5 discipline", "F5 organization")
STORIES: tuple[tuple[str, dict[str, Any], tuple[tuple[ProcedureKind, str, tuple[str, ...]], ...]], ...] = (
    ("洪泽", {}, (("filing", "hongze", FILED),)),
    ("洪泽", {}, (("filing", "hongze", FILED[:3]),)),
    (
        "滨城",
        {"major_or_complex": False},
        (("filing", "bincheng", ("F2 person", "F3 unit", "F4 principal_leader", "F5 discipline")),),
    ),
    (
        "滨城",
        {"major_or_complex": False},  # what comes next hangs on this
        (("filing", "bincheng", ("F2 person", "F3 unit", "F4 principal_leader", *BODIES)),),
    ),
    (
        "洪泽",
        CLEARED,
        (("filing", "hongze", ()), ("clarification", "national", ("Q1 verifying", "C4a approving"))),
    ),
)
#: As many events as every story has.
EVENTS = 10


@frozen
class Kept:
    """An event of a story, and the texts and the attachments that it names."""

    event: Event
    texts: Mapping[int, str]
    files: Mapping[str, bytes]


def stories(path: Path, policies: rongcuo.Registry) -> Iterator[list[Kept]]:
    """The events of each story, written by the operations themselves."""
    document = Attached(content="申请".encode() * 500, name="张三丰的申请.docx")
    with CaseRegistry.open(path, policies, create=True) as registry:
        for where, facts, proceedings in STORIES:
            raw = {
                "title": "先行先试一事（虚构）",
                "where": where,
                "facts": {**FACTS, **facts},
                "absent": CHECKED,
            }
            case = registry.add([raw], OFFICER, persons=[Person(name="张三丰", contact="13900000000")])[0]
            for kind, region, steps in proceedings:
                opened = registry.open_proceeding(case, kind, region, OFFICER)
                for step in steps:
                    name, role = step.split()
                    registry.advance(
                        opened.id,
                        name,
                        role,
                        OFFICER,
                        note="当面提出",
                        attached=[document],  # type: ignore[arg-type]
                    )
            registry.rule(case, OFFICER, "hongze")
            registry.decide(case, Decided(tolerated=True, conditions="按期整改"), OFFICER, "discipline")
            while len(events := [*registry.store.events(case=case)]) < EVENTS:
                registry.state_facts(case, {"reform_work": True}, OFFICER)
            assert len(events) == EVENTS
            yield [
                Kept(
                    event,
                    {key: registry.store.text(key) or "" for key in _keys(event.body, "sealed")},
                    {key: registry.store.attachment(key) or b"" for key in _keys(event.body, "attachment")},
                )
                for event in events
            ]


def _keys(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, dict):
        if name in value:
            yield value[name]
        for part in value.values():
            yield from _keys(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _keys(part, name)


def copy(writer: Writer, story: list[Kept], number: int) -> None:
    """Writes a case like that of a story, with texts and documents of its own."""
    case, person = writer.new_id("case"), writer.new_id("person")
    ids: dict[int | None, int | None] = {None: None}
    for kept in story:

        def own(value: Any, kept: Kept = kept) -> Any:
            if isinstance(value, list):
                return [own(part) for part in value]
            if not isinstance(value, dict):
                return value
            if "sealed" in value:
                whose = None if value["person"] is None else person
                return writer.seal(kept.texts[value["sealed"]], kind=value["kind"], case=case, person=whose)
            if "attachment" in value:
                content = kept.files[value["attachment"]]
                if value["media_type"] != "application/json":  # rulings are kept once: they are all alike
                    content = f"{number} {kept.event.id} ".encode() + content
                return writer.attach(content, value["media_type"])
            return {key: own(part) for key, part in value.items()}

        event, body = kept.event, own(kept.event.body)
        if event.proceeding not in ids:
            ids[event.proceeding] = writer.new_id("proceeding")
        if "person" in body:
            body["person"] = person
        if body.get("filing") is not None:
            body["filing"] = ids[body["filing"]]
        writer.append(event.kind, body, case=case, proceeding=ids[event.proceeding])


def make(path: Path, policies: rongcuo.Registry, cases: int) -> None:
    """Makes a registry of so many cases."""
    like = list(stories(path.with_name("stories.db"), policies))
    with CaseRegistry.open(path, policies, create=True) as registry:
        for first in range(0, cases, AT_A_TIME):
            with registry.store.writing(OFFICER) as writer:
                for number in range(first, min(cases, first + AT_A_TIME)):
                    copy(writer, like[number % len(like)], number)


@contextmanager
def opened(path: Path, policies: rongcuo.Registry, *, readonly: bool = True) -> Iterator[CaseRegistry]:
    with CaseRegistry.open(path, policies, readonly=readonly) as registry:
        yield registry


def rows(path: Path, policies: rongcuo.Registry, **wanted: Any) -> None:
    with opened(path, policies) as registry:
        case_rows(registry, "zh", **{"region": None, "status": None, "matter": None, "limit": 50, **wanted})


def shown(path: Path, policies: rongcuo.Registry, case: int) -> None:
    with opened(path, policies) as registry:
        case_blocks(registry, case, Words("zh", policies), personal=False)
        case_data_of(registry, case, Words("zh", policies), personal=False)


def advanced(path: Path, policies: rongcuo.Registry, proceedings: Iterator[int]) -> None:
    with opened(path, policies, readonly=False) as registry:
        registry.advance(next(proceedings), "F4", "leader_in_charge", OFFICER)


def due(path: Path, policies: rongcuo.Registry) -> None:
    with opened(path, policies) as registry:
        due_rows(registry, registry.due(), Words("zh", policies))


def due_anew(path: Path, policies: rongcuo.Registry) -> None:
    """What is due once other texts or settings are on."""
    with opened(path, policies) as registry:
        with registry.store.working_out() as connection:
            connection.execute("UPDATE due_basis SET basis = NULL")
        registry.due()


def checked(path: Path, policies: rongcuo.Registry) -> None:
    with opened(path, policies) as registry:
        assert not check(registry.store).problems


def copied(path: Path, policies: rongcuo.Registry) -> None:
    copy = path.with_name("copy.db")
    with opened(path, policies) as registry:
        backup(registry.store, copy)
    copy.unlink()


def of_second_story(path: Path, policies: rongcuo.Registry) -> list[int]:
    """Proceedings whose next step is Hongze's F4, from all over the file."""
    with opened(path, policies) as registry:
        query = (
            "SELECT id FROM proceeding_list WHERE last_step = 'hongze:F3' AND closed = 0 ORDER BY id % 1009"
        )
        return [row["id"] for row in registry.store.rows(query + " LIMIT 100")]


def work(path: Path) -> dict[str, tuple[Callable[[], object], int]]:
    """What is timed, and how often."""
    policies = rongcuo.load()
    with opened(path, policies) as registry:
        last = registry.store.rows("SELECT max(id) AS last FROM case_list")[0]["last"]
    listed = partial(rows, path, policies)
    waiting = iter(of_second_story(path, policies))

    def close_only() -> None:
        with opened(path, policies):
            pass

    return {
        "open": (close_only, 21),
        "list": (listed, 21),
        "list --region": (partial(listed, region="bincheng"), 21),
        "list --status": (partial(listed, status="under_way"), 21),
        "list --region --status": (partial(listed, region="bincheng", status="under_way"), 21),
        "list --region --status, none": (partial(listed, region="bincheng", status="refused"), 21),
        "list --matter": (partial(listed, matter=last // 2), 21),
        "show": (partial(shown, path, policies, last // 2 // 5 * 5), 21),
        "advance": (partial(advanced, path, policies, waiting), 21),
        "due, all worked out anew": (partial(due_anew, path, policies), 1),
        "due": (partial(due, path, policies), 21),
        "check": (partial(checked, path, policies), 1),
        "backup": (partial(copied, path, policies), 1),
    }


def measure(path: Path, name: str) -> None:
    """Prints the median in ms and the peak memory of this process in MB, before the work and after it."""
    task, rounds = work(path)[name]
    before = peak()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        task()
        times.append((time.perf_counter() - begin) * 1000)
    print(
        f"{name:<32}{statistics.median(times):12.1f} ms{min(times):12.1f} ms{before:9.0f}{peak():9.0f} MB",
        flush=True,
    )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    if len(sys.argv) > 2:
        measure(Path(sys.argv[1]), sys.argv[2])
        return
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rongcuo.db"
        begin = time.perf_counter()
        make(path, rongcuo.load(), cases)
        took, size = time.perf_counter() - begin, path.stat().st_size / 1e6
        print(f"{cases} cases, {cases * EVENTS} events: made in {took:.0f} s, {size:.0f} MB", flush=True)
        print(f"{'':<32}{'median':>15}{'best':>15}{'memory before, after':>22}", flush=True)
        for name in work(path):  # each in a process of its own, for its memory
            subprocess.run([sys.executable, __file__, str(path), name], check=True)


if __name__ == "__main__":
    main()
