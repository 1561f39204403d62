"""Datasette: whatever it is asked of a registry, it serves no text that may name somebody, and no attachment."""

from __future__ import annotations

import base64
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from rongcuo_registry.browsing import HIDDEN, permission_allowed, prepare_connection

from .offices import CONTACT, NAME, NOTE, OFFICER, added, matter, office, walk

#: What a registry here holds that nobody may see.
SECRET = (NAME, CONTACT, NOTE, str(matter()["title"]), "申请")


def spelled(text: str) -> Iterator[str]:
    """The ways in which a text may be served: as it is, in JSON, as bytes, in hexadecimal digits, in base 64."""
    raw = text.encode()
    yield from (text, json.dumps(text)[1:-1], repr(raw)[2:-1], raw.hex(), raw.hex().upper(), quote(text))
    yield base64.b64encode(raw).decode()[:-4]


def names_nobody(answer: str) -> bool:
    return not any(spelling in answer for text in SECRET for spelling in spelled(text))


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browsed")
    with office(folder) as registry:
        case = added(registry, named=True)
        number = registry.open_proceeding(case, "filing", "hongze", OFFICER).id
        registry.advance(number, "F1", "unit", OFFICER, note=NOTE)
        walk(registry, number, "F2 unit", "F3 unit document")
        registry.rule(case, OFFICER, "hongze")
    return (folder / "rongcuo.db").rename(folder / "office.db")


#: Questions that would show it.
ASKED = (
    "SELECT * FROM sealed",
    "SELECT text, salt, hex(text), length(text) AS n, rowid FROM sealed",
    "SELECT group_concat(text) AS t FROM sealed WHERE text IS NOT NULL",
    "SELECT * FROM event JOIN sealed ON sealed.case_id = event.case_id",
    'SELECT "TEXT" AS t FROM "Sealed" AS e',
    "WITH s AS (SELECT * FROM sealed) SELECT * FROM s UNION ALL SELECT * FROM s",
    "SELECT sha256, hex(content) FROM attachment",
    "SELECT content FROM attachment",
    "SELECT (SELECT max(text) FROM sealed) AS t",
)


@pytest.mark.parametrize("question", ASKED)
def test_a_connection_of_datasette_reads_nothing_where_a_text_is(question: str, registry: Path) -> None:
    with closing(sqlite3.connect(registry)) as connection:
        assert not names_nobody(str(connection.execute(question).fetchall())) or "length" in question
        prepare_connection(connection, registry.stem)
        rows = connection.execute(question).fetchall()
        assert rows or "IS NOT NULL" in question
        assert names_nobody(str(rows))


def test_every_column_that_is_hidden_is_one_of_the_file(registry: Path) -> None:
    with closing(sqlite3.connect(registry)) as connection:
        for table, column in HIDDEN:
            assert column in [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def test_another_database_beside_is_served_as_it_is(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.executescript("CREATE TABLE sealed (text); INSERT INTO sealed VALUES ('mine')")
        prepare_connection(connection, "other")
        assert connection.execute("SELECT text FROM sealed").fetchall() == [("mine",)]


def test_what_describes_the_tables_knows_every_column_that_it_names(registry: Path) -> None:
    described = json.loads(Path(sys.modules[prepare_connection.__module__].__file__ or "").with_name(
        "datasette.json"
    ).read_text("utf-8"))  # fmt: skip
    assert described["allow_sql"] is False
    with closing(sqlite3.connect(registry)) as connection:
        for name, table in described["tables"].items():
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            assert columns and columns >= {*table.get("columns", ()), *table.get("facets", ())}
        for query in described["queries"].values():
            connection.execute(query["sql"], {"case": 1})


class Served:
    """A Datasette that runs, and what it answers."""

    def __init__(self, registry: Path, *options: str) -> None:
        self.base = "http://127.0.0.1:"
        command = [sys.executable, "-m", "datasette", "serve", "--port", "0", *options]
        self.process = subprocess.Popen(
            [*command, str(registry)], stderr=subprocess.PIPE, encoding="utf-8", env=_environment()
        )
        assert self.process.stderr is not None
        end = time.monotonic() + 60
        for line in self.process.stderr:
            if (at := re.search(r"http://127.0.0.1:\d+", line)) is not None:
                self.base = at[0]
                return
            assert time.monotonic() < end
        raise AssertionError("datasette didn't start")

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urlopen(self.base + path, timeout=30) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=30)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1"}


@pytest.fixture(
    scope="module", params=[(), ("--immutable",), ("--crossdb",)], ids=["plain", "immutable", "crossdb"]
)
def served(request: pytest.FixtureRequest, registry: Path) -> Iterator[Served]:
    pytest.importorskip("datasette", reason="Datasette isn't installed: tox -e datasette")
    served = Served(registry, *request.param)
    yield served
    served.stop()


def test_no_page_of_datasette_names_anybody(served: Served, registry: Path) -> None:
    """Every page that links lead to, as a page, in JSON and as CSV."""
    name = registry.stem
    waiting = ["/", "/.json", f"/{name}.json", f"/{name}/event.json?_size=max", f"/{name}/sealed/1.json"]
    waiting += [
        f"/{name}/{table}{form}" for table in ("sealed", "attachment") for form in (".json", ".csv", "/1")
    ]
    seen: set[str] = set()
    statuses = []
    while waiting and len(seen) < 50:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        status, answer = served.get(path)
        statuses.append(status)
        assert status in (200, 302, 400, 403, 404), (path, answer)
        assert names_nobody(answer), path
        links = re.findall(r'(?:href="|"path": "|"next_url": ")(?:http://[^/"]*)?(/[^"#]*)"', answer)
        waiting += [link.replace("&amp;", "&") for link in links if "/-/static" not in link]
    assert statuses.count(200) > 20
    assert {f"/{name}/{table}" for table in ("case_list", "proceeding_list", "step_list", "event")} <= seen


@pytest.mark.parametrize("question", ASKED)
def test_nobody_gets_at_a_text_with_sql(question: str, served: Served, registry: Path) -> None:
    for form in ("json", "csv"):
        status, answer = served.get(f"/{registry.stem}.{form}?sql={quote(question)}")
        assert status == 403
        assert names_nobody(answer)
    # with --crossdb this is a connection that has every database attached
    assert names_nobody(served.get(f"/_memory.json?sql={quote(question)}")[1])
    where = quote(f"id IN ({question})")
    assert served.get(f"/{registry.stem}/case_list.json?_where={where}")[0] == 403


def test_the_file_and_its_contents_are_not_to_be_had(served: Served, registry: Path) -> None:
    with closing(sqlite3.connect(registry)) as connection:
        (sha256,) = connection.execute("SELECT max(sha256) FROM attachment").fetchone()
    for path in (
        f"/{registry.stem}.db",
        f"/{registry.stem}/attachment/{sha256}.blob?_blob_column=content",
        f"/{registry.stem}/attachment/{sha256}.json",
    ):
        status, answer = served.get(path)
        assert status in (403, 404), path
        assert names_nobody(answer)


def test_what_is_asked_for_most_is_there(served: Served, registry: Path) -> None:
    rows = json.loads(served.get(f"/{registry.stem}/open.json?_shape=array")[1])
    assert [(row["region"], row["kind"], row["number"]) for row in rows] == [("hongze", "filing", 1)]
    rows = json.loads(served.get(f"/{registry.stem}/case.json?case=1&_shape=array")[1])
    assert [row["kind"] for row in rows] == ["case_added", "proceeding_opened", *["step_taken"] * 3, "ruled"]
    status, page = served.get(f"/{registry.stem}/step_list")
    assert status == 200 and "已办理的步骤" in page


def test_only_a_registry_is_kept_from_being_downloaded(registry: Path, tmp_path: Path) -> None:
    class Database:
        path = str(registry)

    class Datasette:
        @staticmethod
        def get_database(name: str) -> Any:
            return Database

    assert permission_allowed(Datasette, "view-database-download", "x") is False
    assert permission_allowed(Datasette, "view-table", ("x", "event")) is None
    other = tmp_path / "other.db"
    sqlite3.connect(other).executescript("CREATE TABLE sealed (text)").connection.close()
    Database.path = str(other)
    assert permission_allowed(Datasette, "view-database-download", "x") is None
