"""References: what a sentence says of other provisions, and how many items it says that its list has."""

from __future__ import annotations

import re

from ..numerals import in_characters

_NUMBER = "[零〇一二三四五六七八九十百千0-9０-９]{1,9}"
#: “第五条、第六条第（二）项”, “前款第三项”, “前两项”, “上述三种情形”.
_REFERENCE = re.compile(
    rf"第\s*[（(]?\s*{_NUMBER}\s*[）)]?(?:\s*[、和至或及到]\s*第?\s*[（(]?\s*{_NUMBER}\s*[）)]?)*\s*(?:部分|[编章节条款项目])(?:之[一二三四五六七八九十0-9０-９]{{1,2}})?"
    rf"|(?:前|上|本|该)述?\s*(?:{_NUMBER}|[两几各])?\s*[条款项种类个目](?:情形|情况|条件|规定)?"
)
_COUNT = re.compile(
    r"([一二两三四五六七八九十百]{1,4}|[0-9０-９]{1,3})\s*[种类项个条大点](?!以[上下])"
    r"(?:(?:(?!以[上下])[^，。；：,;:的]){0,6}?(?:情形|情况|条件|事项|行为|问题|红线|底线|内容|要求|程序|步骤|方面|方式|措施"
    r"|原则|标准|类型|途径|形式)|$)"
)


def without_references(text: str) -> str:
    """A sentence without the numbers of the provisions that it names."""
    return _REFERENCE.sub("", text)


def announced(opening: str) -> int | None:
    """How many items the words before a list say that it has: “下列三种情形”."""
    match = _COUNT.search(without_references(opening))
    if match is None:
        return None
    number = int(match[1]) if match[1].isdecimal() else int(in_characters(match[1]) or 0)
    return number if number > 1 else None
