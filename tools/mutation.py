"""Breaks the ruling code in small ways, one at a time, and tells which of them no test notices.

    python tools/mutation.py                            ten mutants of each module, another ten each day
    python tools/mutation.py facts/known --number 50 --seed 3
    python tools/mutation.py ruling/clocks --all

`tests/mutation.toml` has the tests of each module, and the survivors that mean the same as the code.  The
checkout stays as it is: each worker has a copy.  Exit status 1 tells of a survivor.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import datetime
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import parso
from attrs import evolve, frozen
from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "mutation.toml"
SOURCE = Path("core/src/rongcuo")
#: Left out of a worker's copy.
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".*", "build", "dist", "*.egg-info")
#: Equality is broken by inequality alone: identity is the same for most of what is compared here, and an order
#: of words says nothing.
LEFT_OUT = re.compile(
    r"core/ReplaceComparisonOperator_"
    r"(?!Is_IsNot$|IsNot_Is$|Eq_NotEq$|NotEq_Eq$)((Is|IsNot|Eq|NotEq)_.*|.*_(Is|IsNot|Eq|NotEq))$"
)


class Membership(Operator):
    """`in` for `not in` and the reverse, which cosmic-ray lacks."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        if node.type == "comparison" and _membership(node.children[1]):
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        sign = "in" if node.children[1].type == "comp_op" else "not in"
        left, _, right = node.children
        return parso.parse(f"{left.get_code()} {sign} {_code(right)}")

    @classmethod
    def examples(cls) -> Sequence[Any]:
        return ()


class Result(Operator):
    """`return None` for any other result."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        if node.type == "return_stmt" and _code(node.children[1]) != "None":
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        return parso.parse(f"{node.get_first_leaf().prefix}return None")

    @classmethod
    def examples(cls) -> Sequence[Any]:
        return ()


def _membership(sign: Any) -> bool:
    return _code(sign) in ("in", "not in")


def _code(node: Any) -> str:
    return str(node.get_code()).strip()


def of_ruling() -> list[str]:
    """Every module that rules."""
    return [f"ruling/{path.stem}" for path in sorted((ROOT / SOURCE / "ruling").glob("[a-z]*.py"))]


def operators() -> dict[str, Operator]:
    """What breaks code, by name."""
    theirs = {
        name: plugins.get_operator(name) for name in plugins.operator_names() if not LEFT_OUT.match(name)
    }
    ours: dict[str, type[Operator]] = {"Membership": Membership, "Result": Result}
    return {name: operator() for name, operator in {**theirs, **ours}.items() if not operator.arguments()}


@frozen
class Mutant:
    """One change to one module: the lines that it takes away, and those it puts there."""

    module: str
    line: int
    was: str
    now: str
    code: str = ""
    outcome: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it in the list of those that mean the same, wherever its line has moved."""
        return self.module, self.was, self.now

    def shown(self) -> str:
        return f"{SOURCE / self.module}.py:{self.line}\n  - {self.was}\n  + {self.now}"


def mutants(module: str, random: Random) -> list[Mutant]:
    """One mutant for each place and kind of change, in an order drawn at random; which one is drawn too."""
    text = (ROOT / SOURCE / f"{module}.py").read_text("utf-8")
    tree, notes = parso.parse(text), list(types_written(text))
    kinds: dict[tuple[object, ...], list[tuple[Operator, int]]] = {}
    for name, operator in operators().items():
        places = (place for node in ast_nodes(tree) for place in operator.mutation_positions(node))
        for occurrence, (start, end) in enumerate(places):
            if not any(first <= start and end <= last for first, last in notes):
                kind = name.rpartition("_")[0] or name
                kinds.setdefault((kind, start, end), []).append((operator, occurrence))
    drawn = [random.choice(kinds[kind]) for kind in sorted(kinds)]
    random.shuffle(drawn)
    distinct: dict[str, Mutant] = {}
    for operator, occurrence in drawn:
        code = mutate_code(text, operator, occurrence)
        if code is not None and code != text and readable(code):
            distinct.setdefault(code, described(module, text, code))
    return list(distinct.values())


def readable(code: str) -> bool:
    try:
        compile(code, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def types_written(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where types are written, which nothing evaluates when it runs."""
    for node in ast.walk(ast.parse(text)):
        for name in ("annotation", "returns"):
            if (note := getattr(node, name, None)) is not None:
                yield (note.lineno, note.col_offset), (note.end_lineno, note.end_col_offset)


def described(module: str, text: str, code: str) -> Mutant:
    before, after = text.splitlines(), code.splitlines()
    first = next(i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    last = next(i for i, (a, b) in enumerate(zip(before[::-1], after[::-1], strict=False)) if a != b)
    was, now = (
        " ⏎ ".join(line.strip() for line in lines[first : len(lines) - last]) for lines in (before, after)
    )
    return Mutant(module, first + 1, was, now, code)


# Running the tests


@frozen
class Tests:
    """The tests of a module: `quick` with little at random, then `whole` for what they let pass."""

    quick: tuple[str, ...]
    whole: tuple[str, ...] = ()


def passes(copy: Path, tests: Iterable[str], scale: str, most: float | None = None) -> bool:
    """Whether these tests pass in a worker's copy; one that takes too long doesn't."""
    env = os.environ | {
        "PYTHONPATH": str(copy / SOURCE.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "RONGCUO_TEST_SCALE": scale,
    }
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    log = copy / "log.txt"
    with log.open("w") as out:
        done = subprocess.Popen(command, cwd=copy, env=env, stdout=out, stderr=out, start_new_session=True)
        try:
            status = done.wait(most)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(done.pid, signal.SIGKILL)
            done.wait()
            return False
    if status not in (0, 1, 2, 3, 4):  # 2 to 4: the mutant can't even be collected
        raise SystemExit(f"pytest could not run: {log.read_text()}")
    return status == 0


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(ROOT, folder, ignore=NOT_COPIED))


def prepared(module: str, tests: Tests, copy: Path) -> float:
    """How long the tests take; they must pass with the code, and not without it."""
    began = time.monotonic()
    for part, scale in ((tests.quick, QUICK), (tests.whole, "1")):
        if part and not passes(copy, part, scale):
            raise SystemExit(
                f"{module}: its tests fail before anything is changed\n{(copy / 'log.txt').read_text()}"
            )
    took = time.monotonic() - began
    with changed(copy, module, "raise RuntimeError\n"):
        if passes(copy, tests.quick, QUICK):
            raise SystemExit(f"{module}: its tests don't run the copy that is changed")
    return took


#: How much of what is random the quick tests try.
QUICK = "0.1"


@contextlib.contextmanager
def changed(copy: Path, module: str, code: str) -> Iterator[None]:
    path = copy / SOURCE / f"{module}.py"
    before = path.read_text("utf-8")
    path.write_text(code, "utf-8")
    try:
        yield
    finally:
        path.write_text(before, "utf-8")


def tried(free: queue.Queue[Path], tests: Tests, most: float, mutant: Mutant) -> Mutant:
    copy = free.get()
    try:
        with changed(copy, mutant.module, mutant.code):
            survives = passes(copy, tests.quick, QUICK, most)
            if survives and tests.whole:
                survives = passes(copy, tests.whole, "1", most)
    finally:
        free.put(copy)
    if survives:
        print(mutant.shown(), flush=True)
    return evolve(mutant, outcome="survived" if survives else "killed")


def main() -> int:
    table = tomllib.loads(TABLE.read_text("utf-8"))
    modules = {module: table["default"] for module in of_ruling()} | table["modules"]
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("module", nargs="*", help="such as ruling/clocks; all by default")
    parser.add_argument("--number", type=int, default=10, help="mutants of each module (10)")
    parser.add_argument("--all", action="store_true", help="every mutant instead")
    parser.add_argument(
        "--seed", type=int, default=datetime.date.today().toordinal(), help="another one each day"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="workers (one for each core)")
    asked = parser.parse_args()
    if unknown := [name for name in asked.module if name not in modules]:
        parser.error(f"no such module: {', '.join(unknown)}; there are {', '.join(modules)}")
    print(f"seed {asked.seed}")
    same = {(e["module"], e["was"], e["now"]) for e in table.get("equivalent", ())}
    survivors = 0
    with tempfile.TemporaryDirectory(prefix="rongcuo-mutation-") as folder:
        free: queue.Queue[Path] = queue.Queue()
        copies = [copied(Path(folder) / str(index)) for index in range(max(1, asked.jobs))]
        for copy in copies:
            free.put(copy)
        for module in asked.module or modules:
            tests = Tests(**{name: tuple(paths) for name, paths in modules[module].items()})
            every = mutants(module, Random(asked.seed))
            drawn = [m for m in every if m.key not in same]
            drawn = drawn if asked.all else drawn[: asked.number]
            took = prepared(module, tests, copies[0])
            print(f"{module}: {len(drawn)} of {len(every)} mutants; its tests take {took:.0f} s", flush=True)
            with ThreadPoolExecutor(len(copies)) as pool:
                done = list(pool.map(partial(tried, free, tests, 30 + 5 * took), drawn))
            alive = sum(mutant.outcome == "survived" for mutant in done)
            survivors += alive
            print(f"{module}: {len(done) - alive} killed, {alive} survived", flush=True)
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
