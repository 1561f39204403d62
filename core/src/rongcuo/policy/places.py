"""Places: the counties, cities and provinces of GB/T 2260, asked where a name is no region's that is on.

The table is read when it is first asked; `data/places.tsv` says where it is from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from attrs import evolve, frozen

from .layers import NATION

#: So many places are proposed where a name is wrong.
MOST_ALIKE = 3

#: The longest path that is looked up; the longest there is has 29 signs.
_LONGEST = 40
#: What may stand between the parts of a path, or before its first.
_BETWEEN = re.compile(r"^(中华人民共和国|中国)(?=.)|[\s·・,，、/／>-]")
_PEOPLES = (
    "蒙古族?|维吾尔族?|哈萨克族?|柯尔克孜族?|塔吉克族?|锡伯族?|达斡尔族?|鄂温克族?|乌孜别克族|俄罗斯族"
    "|.族|布依族|朝鲜族|土家族|哈尼族|傈僳族|高山族|拉祜族|东乡族|纳西族|景颇族|仫佬族|布朗族|撒拉族"
    "|毛南族|仡佬族|阿昌族|普米族|德昂族|保安族|裕固族|塔塔尔族|独龙族|鄂伦春族|赫哲族|门巴族|珞巴族"
    "|基诺族|各族"
)
_AUTONOMOUS = re.compile(f"(.{{2,}}?)(?:{_PEOPLES})*自治([区州县旗])")
_PLAIN = re.compile(r"(.{2,}?)(?:特别行政区|地区|林区|特区|新区|省|市|盟|县|旗|(?<!矿)区)")
#: What a place inside a county or city ends in that has no code of its own: a town, a village, a zone.
_INSIDE = re.compile(
    r"(镇|乡|苏木|街道|社区|村|场|港|园|城|园区|厂区|管理区|功能区|度假区|风景区|名胜区|保税区|示范区|试验区"
    r"|合作区|开发区|高新区|经开区|新区|行政区|综合区|集聚区|集中区|产业区|工业区)$"
)


@frozen(kw_only=True)
class Former:
    """What a place was called by, where that is no more: its code and name, and the year that they ended."""

    code: str
    name: str
    year: str


@frozen(kw_only=True)
class Place:
    """A county, city or province; `above` are those that it is in, from the province.

    `former` is what it was asked by, if that is gone; `inside` a town or zone in it that was asked.
    """

    code: str
    name: str
    above: tuple[Place, ...] = ()
    former: Former | None = None
    inside: str = ""

    @property
    def path(self) -> str:
        """Its name with those of all that it is in: 江苏省南通市崇川区."""
        return "".join(place.name for place in (*self.above, self))

    @property
    def parent(self) -> str:
        return self.above[-1].code if self.above else NATION

    def is_in(self, other: Place) -> bool:
        return any(place.code == other.code for place in self.above)


@lru_cache(maxsize=4096)
def forms(name: str) -> frozenset[str]:
    """What a place may be called: its name, and the same without what it is (崇川) or who lives there (景宁县)."""
    autonomous = _AUTONOMOUS.fullmatch(name)
    if autonomous is not None:
        short, kind = autonomous.groups()
        return frozenset({name, short, short + kind, f"{short}自治{kind}"})
    plain = _PLAIN.fullmatch(name)
    return frozenset({name, plain[1]} if plain is not None else {name})


def stem(name: str) -> str:
    """The shortest of them."""
    return min(forms(name), key=len)


class _Table:
    """The lines of the table: names by code, codes by the first two signs of the name, and what is gone."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.names: dict[str, str] = {}
        self.by_start: dict[str, list[str]] = {}
        self.gone: list[tuple[Former, str]] = []
        for line in lines:
            code, name, *since = line.split("\t")
            if since:
                self.gone.append((Former(code=code, name=name, year=since[0]), since[1]))
            else:
                self.names[code] = name
                self.by_start.setdefault(name[:2], []).append(code)

    def place(self, code: str, former: Former | None = None) -> Place:
        return Place(code=code, name=self.names[code], above=self.above(code), former=former)

    def above(self, code: str) -> tuple[Place, ...]:
        codes = dict.fromkeys([f"{code[:2]}0000", f"{code[:4]}00"])
        return tuple(self.place(above) for above in codes if above != code and above in self.names)

    def by_code(self, code: str) -> list[Place]:
        if code in self.names:
            return [self.place(code)]
        return self.followed((former, at) for former, at in self.gone if former.code == code)

    def by_name(self, text: str) -> list[Place]:
        """Every place that a text is the whole path of, or the end of one; without any, those that are gone."""
        places = [
            self.place(code)
            for before, own in _splits(text)
            for code in self.by_start.get(own[:2], ())
            if own in forms(self.names[code]) and before in _paths(self.above(code))
        ]
        return _meant(places, text) or self.followed(
            (former, at)
            for before, own in _splits(text)
            for former, at in self.gone
            if own[:2] == former.name[:2] and own in forms(former.name)
            if before in _paths(self.above(former.code))
        )

    def followed(self, gone: Iterable[tuple[Former, str]]) -> list[Place]:
        """What places that are gone are in now; one that was several in turn by what it was last."""
        last = {at: former for former, at in sorted(gone, key=lambda pair: pair[0].year)}
        return [self.place(at, former) for at, former in last.items()]

    def within(self, around: Place | None = None) -> Iterator[tuple[str, str]]:
        """Every code and name, or those within a province or city."""
        start = "" if around is None else re.sub("(00)+$", "", around.code)
        return ((code, name) for code, name in self.names.items() if code.startswith(start))


def _splits(text: str) -> Iterator[tuple[str, str]]:
    return ((text[:at], text[at:]) for at in range(len(text) - 1))


def _paths(above: tuple[Place, ...]) -> set[str]:
    """What may stand before a place's own name: those that it is in, each in any form or left out."""
    paths = {""}
    for place in above:
        paths |= {path + form for path in paths for form in forms(place.name)}
    return paths


def _meant(places: list[Place], text: str) -> list[Place]:
    """Of several places of one name the one that is meant: called so in full, a province, or around the rest."""
    if len(places) < 2:
        return places
    for few in (
        [place for place in places if text.endswith(place.name)],
        [place for place in places if not place.above],
        [place for place in places if all(other is place or other.is_in(place) for other in places)],
    ):
        if len(few) == 1:
            return few
    return [place for place in places if text.endswith(place.name)] or places


@cache
def _table() -> _Table:
    text = files("rongcuo").joinpath("data/places.tsv").read_text("utf-8")
    return _Table(line for line in text.splitlines() if not line.startswith("#"))


def names() -> Mapping[str, str]:
    """The name of every place there is, by its code."""
    return _table().names


@lru_cache(maxsize=1024)
def called(name: str) -> tuple[Place, ...]:
    """The places with this code, name or path, in any of its forms: several where it doesn't tell them apart.

    A town or a zone that a county or city stands before is that county or city.
    """
    text = _BETWEEN.sub("", name)
    if re.fullmatch("[0-9]{6}", text):
        return tuple(_table().by_code(text))
    if text.isascii() or len(text) > _LONGEST:
        return ()
    return tuple(_table().by_name(text)) or _around(text)


def _around(text: str) -> tuple[Place, ...]:
    """The county or city that is named in full before a town or a zone in it."""
    place, rest = _before(text)
    if place is None or not place.above or not _INSIDE.search(rest) or _alike(place, rest):
        return ()
    return (evolve(place, inside=rest),)


def _before(text: str) -> tuple[Place | None, str]:
    """The longest path that a text begins with, its last name in full, and what is left of the text."""
    for at in range(len(text) - 1, 1, -1):
        places = _table().by_name(text[:at])
        if len(places) == 1 and places[0].former is None and text[:at].endswith(places[0].name):
            return places[0], text[at:]
    return None, text


@lru_cache(maxsize=256)
def alike(name: str) -> tuple[Place, ...]:
    """What may have been meant by a wrong name.

    In the county, city or province that it tells, what is called so but for one sign, or else that county; where it
    tells none, what is called the same but for what it is (靖江县), since one wrong sign could make any name of any
    other.
    """
    text = _BETWEEN.sub("", name)
    if text.isascii() or len(text) > _LONGEST or called(name):
        return ()
    place, rest = _before(text)
    if place is None:  # the province may be told by its short name
        codes = [code for code, name in names().items() if code[2:] == "0000" and text.startswith(stem(name))]
        place = _table().place(codes[0]) if codes else None
        rest = text.removeprefix(stem(place.name)) if place is not None else text
    if place is not None:
        county = () if place.code.endswith("00") else (place,)
        return tuple(_alike(place, rest)[:MOST_ALIKE]) or county
    ends = (_table().by_name(text[at:]) for at in range(1, len(text) - 2))
    places = _like(text, None, 0) or next((e for e in ends if len(e) == 1 and text.endswith(e[0].name)), [])
    return tuple(places[:MOST_ALIKE])


def _alike(place: Place, rest: str) -> list[Place]:
    """Places in one that are called like the rest of a text, in its city or province where it has none."""
    around = (place, *reversed(place.above))
    return next((places for each in around if (places := _like(rest, each, 1))), [])


def _like(name: str, around: Place | None, wrong: int) -> list[Place]:
    """Those called the same but for what they are, or else with so many wrong signs; of the same kind first."""
    own = stem(name)
    if len(own) < 2:
        return []
    others = [
        (code, other) for code, other in _table().within(around) if around is None or code != around.code
    ]
    same = [code for code, other in others if stem(other) == own]
    near = [code for code, other in others if _differ(stem(other), own) == wrong] if wrong else []
    kind = [code for code in near if names()[code][-1] == name[-1]]
    return [_table().place(code) for code in same or kind or near]


def _differ(one: str, other: str) -> int | None:
    """In how many signs two names of one length differ."""
    return sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else None
