"""What a start doesn't pay for: libraries that only some commands, or only mistakes, need."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .running import ROOT

pytestmark = pytest.mark.slow

#: The command, which tells at its end what it imported.
TELLING = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from rongcuo.__main__ import main
main()
"""


def imported(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", TELLING, *arguments],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return {*done.stderr.split()}


def test_the_version_needs_nothing_of_the_core() -> None:
    assert not imported("--version") & {"cattrs", "pluggy", "tomllib", "rongcuo.catalogue", "rongcuo.policy"}


def test_help_knows_commands_by_name_alone() -> None:
    found = imported("--help")
    assert "rongcuo.catalogue" in found
    assert not found & {
        "cattrs",
        "pluggy",
        "tomllib",
        "rongcuo.policy",
        "rongcuo.cli.compare",
        "rongcuo_hongze",
        "rongcuo_registry.storage",
        "sqlite3",
    }


@pytest.mark.parametrize("arguments", [("compare", "examples/yiwu.toml"), ("show", "hongze")])
def test_a_page_is_printed_without_what_only_other_pages_need(arguments: tuple[str, ...]) -> None:
    found = imported(*arguments)
    assert "rongcuo.render.terminal" in found and "rongcuo_hongze" in found
    assert not found & {
        "difflib",
        "packaging",
        "rich.console",
        "rich.table",
        "docx",
        "rongcuo.facts.working_days",
        "rongcuo_documents",
        "rongcuo_registry",
        "rongcuo_workshop",
        "sqlite3",
        "sqlite_utils",
    }


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A registry with a case, which the library wrote."""
    file = str(tmp_path_factory.mktemp("kept") / "rongcuo.db")
    assert "sqlite_utils" in imported("case", "add", "examples/yiwu.toml", "--db", file)
    return file


@pytest.mark.parametrize("arguments", [("case", "list"), ("case", "show", "1"), ("due",), ("log", "1")])
def test_a_registry_is_read_without_the_library_that_writes_it(
    arguments: tuple[str, ...], there: str
) -> None:
    told = imported(*arguments, "--db", there)
    assert "rongcuo_registry.storage" in told and "sqlite_utils" not in told
