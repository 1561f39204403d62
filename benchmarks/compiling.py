"""What each region takes to be compiled, and what a policy of a thousand clauses takes to be ruled or refused."""

from __future__ import annotations

import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from ruling import all_known, nothing_known

from rongcuo import DataPlugin
from rongcuo.facts.vocabulary import shared_vocabulary
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.ruling import prepare, rule

CLAUSES = 1_000
WORDS = '{ zh = "甲", en = "a" }'
ABOUT = f"title = {WORDS}\nissuer = {WORDS}\n"
REGION = f"""format = 1
id = "big"
name = {WORDS}
full_name = {WORDS}
code = "999901"
level = "county"
[policy]
{ABOUT}summary = {WORDS}
"""
SOURCE = f'[[source]]\nid = "text"\nkind = "policy_text"\n{ABOUT}'


def took(work: Callable[[], object]) -> float:
    """Milliseconds."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def first_and_next(registry: Registry, name: str) -> tuple[float, float, int, float]:
    """The ruling that compiles a region and the best of the next ones, in ms; its steps and its peak in MB."""
    known = prepare(nothing_known(registry.vocabulary), registry.texts, registry.vocabulary)
    here = registry.jurisdictions[name]
    first = took(lambda: rule(here, known, "tolerance"))
    steps = sum(compiled.diagrams.steps for compiled in here.kept["compiled"].values())
    following = min(took(lambda: rule(here, known, "tolerance")) for _ in range(10))
    here.kept.clear()
    tracemalloc.start()
    rule(here, known, "tolerance")
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return first, following, steps, peak


def policies() -> dict[str, dict[str, str]]:
    """Texts of a thousand clauses, from the plain to the entangled, by the names of their files."""
    facts = [fact for fact in shared_vocabulary().values() if fact.type == "yes_no"]
    good = [fact.id for fact in facts if not fact.adverse]
    bad = [fact.id for fact in facts if fact.adverse]
    pick = Random(1)
    return {
        f"{count} situations of {width} facts": {
            "tolerance": clauses("situation", [" and ".join(pick.sample(good, width)) for _ in range(count)]),
            "red_lines": clauses("red_line", [pick.choice(bad) for _ in range(CLAUSES - count)]),
        }
        for count, width in ((500, 1), (30, 2), (100, 2), (500, 4))
    }


def clauses(kind: str, conditions: list[str]) -> str:
    """Clauses of one kind, each with a condition."""
    more = 'requires = "nothing stated"\n' if kind == "situation" else ""
    return "\n".join(
        f'[[{kind}]]\nid = "{kind[0]}{number}"\ntopic = "other_{kind}"\nsource = "text"\n'
        f'title = {WORDS}\nstatement = {WORDS}\nwhen = "{when}"\n{more}'
        for number, when in enumerate(conditions)
    )


def jurisdiction(files: dict[str, str]) -> Jurisdiction:
    """The region that these files describe."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {"region": REGION, "sources": SOURCE, **files}.items():
            (Path(folder) / f"{name}.toml").write_text(content, "utf-8")
        loaded = load_plugin(DataPlugin(Path(folder)), "big")
    assert loaded.policy is not None, loaded.problems
    return Jurisdiction(region=loaded.policy.region, policies=(loaded.policy,))


def main() -> None:
    registry = load(Deployment())
    print(f"{'region':<28}{'first':>10}{'next':>10}{'ratio':>8}{'steps':>9}{'peak':>10}")
    for name in registry.rows:
        first, following, steps, peak = first_and_next(registry, name)
        ratio = first / following
        print(f"{name:<28}{first:7.1f} ms{following:7.1f} ms{ratio:8.0f}{steps:9}{peak:7.1f} MB")
    print(f"\n{f'of {CLAUSES} clauses':<28}{'loading':>10}{'unknown':>10}{'known':>10}  verdicts")
    for title, files in policies().items():
        loading = took(partial(jurisdiction, files))
        here = jurisdiction(files)
        times, verdicts = [], []
        for case in (nothing_known(here.vocabulary), all_known(here.vocabulary)):
            known = prepare(case, here.policies, here.vocabulary)
            times.append(took(partial(rule, here, known, "tolerance")))
            verdicts.append(rule(here, known, "tolerance").verdict)
        told = "".join(f"{one:7.0f} ms" for one in (loading, *times))
        print(f"{title:<28}{told}  {', '.join(verdicts)}")


if __name__ == "__main__":
    main()
