"""Amending: whether a document changes another one instead of saying what holds by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TITLE = re.compile(
    "(?![0-9]{4}年)[^《》]{0,30}关于(?:修改|修订|调整|补充|废止)[^。]{0,60}的?(?:决定|通知|公告|意见)$"
)
_PLACE = (
    r"第\s*[零〇一二三四五六七八九十百千0-9]{1,9}\s*[章节条款项](?:之[一二三四五六七八九十0-9０-９]{1,2})?"
)
_QUOTED = "“[^”]{0,80}”"
_UP_TO = rf"(?:[^。；“”]|{_QUOTED}){{0,24}}?"
_CHANGE = re.compile(
    rf"{_PLACE}{_UP_TO}(?:修改|修订|调整|改)为|(?:删去|删除)(?:《[^》]{{1,40}}》|原)?{_PLACE}"
    rf"|(?:增加|增写|新增)[一二两三四五六七八九十]{{1,2}}个?[章节条款项](?=[，,：:；;。“]|作为|$)|{_PLACE}{_UP_TO}(?:删去|删除)"
    rf"|{_PLACE}(?:中|里)?的?(?:{_QUOTED})?[之以]?[前后]?(?:增加|增写|补充|加上){_QUOTED}"
    rf"|{_QUOTED}(?:统一|均|一并|分别)?(?:修改|修订|调整|改)为{_QUOTED}"
    rf"|(?:条文|条款|章节)(?:的?(?:顺序|序号))[^。；]{{0,12}}调整"
)


#: The longest line that may be a title.
_LONGEST = 80


def changes(text: str) -> bool:
    """Whether a sentence changes a provision of another text."""
    return _CHANGE.search(text) is not None


def amends(lines: Iterable[str]) -> bool:
    """Whether the whole document is such a text: by its title, or by a paragraph that changes a provision."""
    texts = list(lines)
    first = (text.strip("《》 ") for text in texts[:12] if len(text) <= _LONGEST)
    return any(_TITLE.match(text) for text in first) or any(map(changes, texts))
