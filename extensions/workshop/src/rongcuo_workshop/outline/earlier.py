"""Earlier texts: what a document says was in force before it, because it repeals it or was itself amended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import frozen

from rongcuo.facts.text import Language, Text, both, say
from rongcuo.render import landing

_SENTENCE = re.compile("[^。；;]+")
_REPEALS = re.compile("废止|停止执行|不再执行")
_NAME = re.compile("《([^《》]{2,60}(?:〈[^〉]{1,40}〉[^《》]{0,20})?)》")
#: Behind a title, or below it: “（2023年修正）”, “（2016年6月1日通过，2023年11月2日修订）”.
_AMENDED = re.compile("[（(][^（）()]{0,80}(?:修正|修订|修改)(?:[版本]|通过|发布|稿)?[^（）()]{0,20}[）)]")
#: A line below it that tells of one amendment alone: “2023年11月2日第二次修订”.
_AMENDED_ON = re.compile(
    "[（(]?(?:根据)?[0-9〇○零一二三四五六七八九]{4}年.{0,100}(?:修正|修订|修改)[^，。；]{0,6}[）)]?"
)
#: Among how many of the first lines the title stands, with what is below it.
_FIRST = 12
_LONGEST = 160


@frozen
class Earlier:
    """An earlier text: its name without brackets, or that of the document itself, and where this is told."""

    title: str
    where: Text
    itself: bool = False


def earlier_of(title: str, first: Iterable[str], numbered: Iterable[tuple[str, Text]]) -> Iterator[Earlier]:
    """What the title, the first lines and the clauses with their places tell of earlier texts, each once."""
    own = re.sub(r"[（(].*", "", title).strip("《》 ")
    amended = _AMENDED.search(title) is not None or any(
        (_AMENDED.fullmatch(line.strip()) or _AMENDED_ON.fullmatch(line.strip()))
        for line in list(first)[:_FIRST]
        if len(line) <= _LONGEST
    )
    if own and amended:
        yield Earlier(own, both("outline.in_title"), itself=True)
    seen = set()
    for text, where in numbered:
        for sentence in _SENTENCE.findall(text):
            if not _REPEALS.search(sentence):
                continue
            for name in _NAME.findall(sentence):
                if name not in seen:
                    seen.add(name)
                    yield Earlier(name, where)


def blocks(earlier: Iterable[Earlier], language: Language) -> str:
    """What region.toml may say of them, as comments; nothing is known of when they came in."""
    written = ""
    for number, one in enumerate(earlier, 1):
        key = "outline.earlier_itself" if one.itself else "outline.earlier_repealed"
        lines = [
            say(language, key, where=one.where[language], title=one.title),
            "[[earlier]]",
            f'id = "earlier-{number}"',
            f'title = {{ zh = "{landing.toml_string(one.title)}", en = "…" }}',
            'from = "…"',
            'source = "S1"',
            "published = false",
        ]
        written += "\n" + "".join(f"# {landing.comment(line)}\n" for line in lines)
    return written
