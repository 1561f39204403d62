"""Writes the table of China's working days that ships with the core, from the library chinesecalendar.

    pip install 'chinesecalendar>=1.11,<2'
    python tools/working_days.py

Only days that differ from their weekday are kept: those off from Monday to Friday, and those worked on a Saturday
or Sunday to make up for them.  The last year is the last one that the library knows; run this when it knows
another, in November as a rule, and name it in the documents (a test says where).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import holidays, is_workday

OUT = Path(__file__).resolve().parents[1] / "core/src/rongcuo/data/working_days.tsv"
#: From here on two libraries agree; no text is older.
SINCE = 2008

HEADER = """\
# China's working days: in each year the days off from Monday to Friday, and the days worked at a weekend.
# Written by tools/working_days.py; change nothing here.
# Source: the State Council's yearly notices on holidays, as the distribution chinesecalendar {version} has them.
# Licence: MIT; its text is in working_days-LICENSE.txt.
"""


def line(year: int, kind: str, days: Iterable[datetime.date]) -> str:
    return "\t".join([str(year), kind, " ".join(day.isoformat()[5:] for day in days)])


def main() -> None:
    lines = []
    for year in range(SINCE, max(holidays).year + 1):
        first = datetime.date(year, 1, 1)
        days = [first + datetime.timedelta(n) for n in range(366)]
        days = [day for day in days if day.year == year and is_workday(day) != (day.weekday() < 5)]
        lines.append(line(year, "off", (day for day in days if day.weekday() < 5)))
        lines.append(line(year, "on", (day for day in days if day.weekday() >= 5)))
    head = HEADER.format(version=version("chinesecalendar"))
    OUT.write_text(head + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
