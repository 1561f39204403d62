"""What the tests of deployment files share: a folder with such a file, and one that settles a reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .running import ROOT

CASE = ROOT / "examples" / "constructed" / "jingjiang_r4_accident.toml"
READING = '[region.haian.readings."haian:examples"]\ntake = "explore_too"\nby = "{by}"\nbasis = "{basis}"\n'
SETTLED = '[region.haian]\nplugins = ["haian"]\n' + READING.format(
    by="市纪委监委", basis="2026年第3次会议纪要"
)


@pytest.fixture
def deployed(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        (tmp_path / "rongcuo.toml").write_text(text, "utf-8")
        return tmp_path

    return write
