"""Titles: how the title of a document reads, and where an annex begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

ANNEX = re.compile(r"附\s*(?:[件表录]\s*[0-9一二三四五六七八九十]*\s*(?:[\s:：《]|$)|[:：]|$)|抄送[:：]")
_OF_ITSELF = "本[^，。；]{1,8}"
_STARTS = "(?:施行|实施|实行|执行|试行|生效)"
#: How a paragraph reads that closes a document: when it comes in, for how long, who interprets it, what it repeals.
CLOSES = re.compile(
    rf"(?:{_OF_ITSELF})?[自从于][^，。；]{{1,30}}[起后](?:正式)?{_STARTS}(?=[，。；（(]|$)"
    rf"|{_OF_ITSELF}(?:由[^，。；]{{2,40}}解释(?=[。；，]|$)|(?:的)?(?:有效期|试行期|试行|暂定))"
    "|[^。；]{0,60}(?:同时|即行|自行|一并)废止|同时废止"
)
#: Who signed, and when, behind the last number.
SIGNED = re.compile(r".{0,20}(?:办公室|委员会|党委|政府|[局委院部])$|[（(]?.{4}年.{1,3}月.{1,3}日[）)]?$")
_TITLE = re.compile(
    "(?:办法|意见|规定|细则|方案|措施|清单|制度|规则|指引|条例|决定)(?:[》]?[（(].{1,10}[）)])?》?$"
)
_LETTER = re.compile("(?:通知|公告|函)$")
_LONGEST, _FIRST = 60, 40


def is_title(text: str) -> bool:
    """Whether a line reads like the title of a document that has provisions."""
    return len(text) <= _LONGEST and not ANNEX.match(text) and _TITLE.search(text) is not None


def is_list(title: str) -> bool:
    """Whether a document is by its title one list, of what the title says."""
    return re.search("清单(?:[（(].{1,12}[）)])?$", title) is not None


def title_of(texts: Sequence[str]) -> str:
    """The title among the first lines, rather that of the document than of the letter it came with."""
    first = [text.strip() for text in texts[:_FIRST]]
    numbered = next((n for n, text in enumerate(first) if re.match(r"第\s*[一1１]\s*条", text)), len(first))
    titles = [text for text in first[:numbered] if is_title(text)]
    titles += [text for text in first[:12] if len(text) <= _LONGEST and _LETTER.search(text)]
    return titles[0].strip("《》") if titles else ""
