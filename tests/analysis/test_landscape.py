"""The landscape: groups that don't hang on any order, what parts two texts, and a picture that says all of it."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import rongcuo
from rongcuo.policy.policy import Rule, facts_of
from rongcuo.render.words import Words
from rongcuo.ruling.tables import ways_to_join
from rongcuo_analysis import landscape as looking
from rongcuo_analysis.diverging import Pair, Side, by_topic, diverge
from rongcuo_analysis.grouping import between, grouped
from rongcuo_analysis.landscape import Landscape, landscape
from rongcuo_analysis.parting import UNADDRESSED, parting
from rongcuo_analysis.render.landscape import cell_word, strictness
from rongcuo_analysis.render.picture import picture
from rongcuo_analysis.render.svg import size_within, width_of
from rongcuo_analysis.sides import texts_of

from ..running import LANGUAGES, ROOT, run
from ..scale import WHOLE, scaled
from ..strategies import Sample, samples

pytestmark = [pytest.mark.once, pytest.mark.slow]

SOME = ("bincheng", "hongze", "jiangxi", "jingjiang", "zhejiang")
SVG = "{http://www.w3.org/2000/svg}"


@cache
def seen(*names: str) -> Landscape:
    sides, vocabulary = texts_of(names, rongcuo.load())
    return landscape(sides, "tolerance", vocabulary)


@st.composite
def agreements(draw: st.DrawFn) -> dict[frozenset[str], Fraction]:
    names = [f"r{number}" for number in range(draw(st.integers(1, 7)))]
    shares = st.sampled_from([Fraction(n, 4) for n in range(5)])
    return {frozenset(pair): draw(shares) for pair in combinations(names, 2)} or {
        frozenset(["r0"]): Fraction(1)
    }


@given(agreements(), st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]), st.randoms())
def test_groups_hold_each_name_once_and_hang_on_no_order(
    agreement: dict[frozenset[str], Fraction], level: Fraction, rng: object
) -> None:
    names = sorted({name for pair in agreement for name in pair})

    def agreeing(one: str, two: str) -> Fraction:
        return agreement[frozenset([one, two])]

    groups = grouped(names, agreeing, level)
    assert sorted(name for group in groups for name in group) == names
    shuffled = [*names]
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert grouped(shuffled, agreeing, level) == groups
    assert all(between(one, two, agreeing) < level for one, two in combinations(groups, 2))
    if level == 0:
        assert len(groups) == 1


def test_agreement_is_the_same_from_either_side_and_whole_with_oneself() -> None:
    view = seen(*SOME)
    for one, two in combinations(SOME, 2):
        there, back = view.between(one, two), view.between(two, one)
        assert there.alike == back.alike and there.clean_alike == back.clean_alike
        assert (there.milder, there.stricter) == (back.stricter, back.milder)
        assert 0 < there.clean_alike < 1 and there.clean_alike + there.milder + there.stricter <= 1
    assert all(view.between(name, name).clean_alike == 1 for name in SOME)


def test_what_it_says_of_a_pair_is_what_diff_says() -> None:
    sides, vocabulary = texts_of(("hongze", "jingjiang"), rongcuo.load())
    divergence = diverge(sides[0], sides[1], "tolerance", vocabulary, most=0)
    pair = seen(*SOME).between("hongze", "jingjiang")
    assert (pair.shares, pair.clean) == (divergence.shares, divergence.clean)


def test_regions_that_rule_alike_are_one_group_and_told() -> None:
    sides, vocabulary = texts_of(("hongze", "jingjiang"), rongcuo.load())
    twin = evolve(sides[0], name="twin")
    view = landscape([*sides, twin], "tolerance", vocabulary, Fraction(1))
    assert view.equivalents() == [("hongze", "twin")]
    assert [sorted(group.members) for group in view.groups if len(group.members) > 1] == [["hongze", "twin"]]


def test_the_order_in_which_regions_are_asked_for_changes_nothing() -> None:
    assert seen(*SOME).groups == seen(*reversed(SOME)).groups
    assert seen(*SOME).borders == seen(*reversed(SOME)).borders


def test_groups_go_from_the_mildest_to_the_strictest() -> None:
    view = seen(*SOME)
    leanings = [group.stricter - group.milder for group in view.groups]
    assert leanings == sorted(leanings) and len(leanings) > 1
    for group in view.groups:
        assert len(group.members) == 1 or group.alike >= view.level


def without_a_clause(sample: Sample) -> tuple[Pair, Rule] | None:
    """A random text and the same without one clause, the only one on its topic."""
    here = sample.jurisdiction
    own = here.policies[0]
    kinds = ("situation", "red_line", *(["condition"] if ways_to_join(own) == ("all",) else []))
    alone = [rules[0] for (_, kind), rules in by_topic(here).items() if kind in kinds and len(rules) == 1]
    if not alone:
        return None
    gone = sample.rng.choice(alone)
    other = evolve(here, policies=(own.without({gone.id: "not_in_force"}), *here.policies[1:]))
    sides = Side(name="one", here=here), Side(name="two", here=other)
    return Pair(*sides, "tolerance", facts_of(sample.policies)), gone


def test_the_one_clause_in_which_two_texts_differ_tells_all_that_they_part_on() -> None:
    told = 0

    @settings(max_examples=scaled(200), deadline=None)
    @given(samples())
    def hold(sample: Sample) -> None:
        nonlocal told
        made = without_a_clause(sample)
        if made is None:
            return
        pair, gone = made
        parted = parting(pair)
        key = (gone.topics[0], gone.kind)
        clean = {each: share for each, share in parted.topics.items() if each[0] in gone.topics}
        if gone.kind != "red_line" and parted.clean_alike < 1 and "apart" not in parted.clean:
            assert parted.topics == clean and clean[key] == 1
            told += 1
        if gone.kind == "red_line" and parted.alike < 1:  # what it addresses may be unaddressed without it
            assert parted.red_lines.get(key) == 1 or UNADDRESSED in parted.red_lines
            told += 1

    hold()
    assert told or not WHOLE


@pytest.mark.parametrize("region", ["jiangsu", "zhejiang"])
def test_a_region_without_a_public_rule_is_left_out_and_told(region: str) -> None:
    sides, vocabulary = texts_of(("hongze", region, "haian"), rongcuo.load())
    view = landscape(sides, "filing", vocabulary)
    assert [(each.side.name, each.why) for each in view.skipped] == [(region, "no_rule")]
    assert {side.name for side in view.sides} == {"hongze", "haian"}


def test_what_is_too_complex_is_left_out_with_what_it_was_too_complex_beside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from rongcuo.ruling.diagrams import TooComplex

    def failing(pair: Pair) -> object:
        if "jiangxi" in (pair.first.name, pair.second.name):
            raise TooComplex
        return parting(pair)

    monkeypatch.setattr(looking, "parting", failing)
    sides, vocabulary = texts_of(("hongze", "jiangxi", "jingjiang"), rongcuo.load())
    view = landscape(sides, "tolerance", vocabulary)
    assert [(each.side.name, each.beside) for each in view.skipped] == [("jiangxi", ("hongze", "jingjiang"))]
    assert {*view.partings} == {("hongze", "jingjiang")}


def test_a_region_is_there_once_and_a_draft_of_the_same_name_beside_it(tmp_path: Path) -> None:
    draft = tmp_path / "hongze"
    shutil.copytree(ROOT / "plugins/hongze", draft)
    clauses = next(draft.glob("src/*/tolerance.toml"))
    clauses.write_text(clauses.read_text("utf-8") + "\n", "utf-8")
    sides, _ = texts_of(("洪泽", "hongze", "hongze@newest", str(draft)), rongcuo.load())
    assert [side.name for side in sides] == ["hongze", str(draft)]
    turned, _ = texts_of((str(draft), "hongze"), rongcuo.load())
    assert [side.name for side in turned] == ["hongze", "hongze@newest"]


# The picture


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_has_its_word_inside_and_its_shade_by_strictness(language: rongcuo.Language) -> None:
    view = seen(*SOME)
    words = Words(language, rongcuo.load())
    drawn = ElementTree.fromstring(picture(view, words).alone)
    cells = drawn.findall(f"{SVG}g")
    expected = [
        (cell_word(row.kind, cell, words), strictness(row.kind, cell))
        for row in view.rows
        for cell in row.cells
    ]
    shown = []
    for each in cells:
        box, said = each.find(f"{SVG}rect"), each.find(f"{SVG}text")
        assert box is not None and said is not None and said.text
        size = float(said.attrib["font-size"])
        assert width_of(said.text, size) <= float(box.attrib["width"])
        shown.append((said.text, box.attrib["fill"], "stroke-dasharray" in box.attrib))
    by_shade: dict[str, set[int | None]] = {}
    assert sorted(word for word, _, _ in shown) == sorted(word for word, _ in expected)
    for word, fill, dashed in shown:
        levels = {level for said, level in expected if said == word}
        assert dashed == (None in levels)
        by_shade.setdefault(fill, set()).update(levels)
    assert all(len(levels) <= 2 for levels in by_shade.values()) and len(by_shade) > 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_is_whole_without_a_style_sheet_and_says_what_it_is(language: rongcuo.Language) -> None:
    drawn = picture(seen(*SOME), Words(language, rongcuo.load()))
    for markup in (drawn.svg, drawn.alone):
        root = ElementTree.fromstring(markup)
        assert root.attrib["role"] == "img"
        assert {*root.attrib["aria-labelledby"].split()} <= {each.get("id") for each in root}
        assert not {"style", "script", "image"} & {each.tag.removeprefix(SVG) for each in root.iter()}
        assert "style" not in {name for each in root.iter() for name in each.attrib}
        width, height = (float(side) for side in root.attrib["viewBox"].split()[2:])
        for text in root.iter(f"{SVG}text"):
            assert 0 < float(text.attrib["y"]) < height and 0 <= float(text.attrib["x"]) < width
    assert len(drawn.table.rows) == len(seen(*SOME).rows)


def test_a_name_that_is_too_long_is_made_smaller() -> None:
    assert size_within("Hongze", 200, 10) == 10
    size = size_within("内蒙古自治区锡林郭勒盟", 50, 10)
    assert width_of("内蒙古自治区锡林郭勒盟", size) == pytest.approx(50)


def test_the_page_and_the_picture_are_files_and_another_command_has_none(tmp_path: Path) -> None:
    names = ("--region", "hongze,jingjiang")
    for suffix in ("html", "svg", "docx", "csv"):
        done = run("landscape", *names, "-o", f"seen.{suffix}", folder=tmp_path)
        assert (done.status, done.err) == (0, "")
    page = (tmp_path / "seen.html").read_text("utf-8")
    assert page.count("<svg") == 1 and "<script" not in page
    assert run("verify", "seen.html", folder=tmp_path).status == 0
    assert ElementTree.parse(tmp_path / "seen.svg").getroot().tag == f"{SVG}svg"
    none = run("matrix", "hongze", "-o", "matrix.svg", folder=tmp_path)
    assert none.status == 2 and "matrix.svg" not in [file.name for file in tmp_path.iterdir()]


def test_a_region_that_can_not_be_set_up_is_told_and_fails_the_run(tmp_path: Path) -> None:
    listed = "".join(
        f'[region.{name}]\nplugins = ["{name}"]\n' for name in ("hongze", "jingjiang", "nowhere")
    )
    (tmp_path / "rongcuo.toml").write_text(listed, "utf-8")
    done = run("landscape", folder=tmp_path)
    assert done.status == 1 and "nowhere" in done.out
    said = run("landscape", "--csv", folder=tmp_path)
    assert (
        said.status == 1 and len(said.out.split("\r\n\r\n")[0].splitlines()) == 2
    )  # the head, and the one pair


def test_where_no_region_has_a_rule_that_is_all_that_is_said(tmp_path: Path) -> None:
    for suffix in ("html", "svg"):
        done = run("landscape", "zhejiang", "--question", "filing", "-o", f"seen.{suffix}", folder=tmp_path)
        assert (done.status, done.err) == (0, "")
    done = run("landscape", "zhejiang", "--question", "filing", "--json", folder=tmp_path)
    said = json.loads(done.out)
    assert said["groups"] == said["pairs"] == []
    assert said["left_out"] == [{"region": "zhejiang", "why": "no_rule", "beside": []}]
