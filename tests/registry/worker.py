"""Processes that write to one registry without end, and say of each write that it is done: `worker.py FILE NUMBER`.

Whoever starts it kills it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from rongcuo_registry.storage import Actor, Store

sys.path.insert(0, str(Path(__file__).parent))
from keeping import CASES, add_case, add_person


def work(path: Path, name: str) -> None:
    """Writes 1, 2, 3 … in the name of one process, and on from there where it was killed before."""
    with Store.open(path, CASES, wait=60) as store:
        query = "SELECT body FROM event WHERE login = ? AND kind = 'counted' ORDER BY id DESC LIMIT 1"
        rows = store.rows(query, [name])
        number = json.loads(rows[0]["body"])["number"] if rows else 0
        while True:
            number += 1
            with store.writing(Actor(name)) as writer:
                case = add_case(writer)
                person = add_person(writer, case)
                file = writer.attach(f"{name} {number} ".encode() * (number * 37 % 3000), "text/plain")
                writer.append("counted", {"number": number, "file": file}, case=case)
                if number % 5 == 0:
                    writer.erase(case=case)
                elif number % 7 == 0:
                    writer.erase(person=person)
            os.write(1, f"{name} {number}\n".encode())


if __name__ == "__main__":
    for child in range(int(sys.argv[2])):
        if os.fork() == 0:
            work(Path(sys.argv[1]), f"process {child}")
    os.wait()
