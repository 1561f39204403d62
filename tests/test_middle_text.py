"""Acts that a text leaves to the ones before it: what these say of them themselves, through three texts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo.facts.days import day_span
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import load
from rongcuo.policy.cases import Case, Dates
from rongcuo.policy.policy import Policy
from rongcuo.render.words import Words

from .scale import scaled
from .test_clocks import WHOLE, case, clause, loaded, ruled, situation, verdicts, write

LOST = {"trying_first": True, "loss": 2_500_000 * 100}
#: When each text begins, and from which loss on it refuses.
TEXTS = (("2018", 3_000_000), ("2020", 2_000_000), ("2023", 1_000_000))
#: What a text may say of acts from before its time: `transition` and `continuing`.
RULES: tuple[tuple[str | None, str | None], ...] = (
    (None, None),
    *itertools.product(("old", "milder"), (None, "old", "new")),
)


def lines(number: str, refused: int) -> str:
    return '[list.red_line]\nseen = "complete"\n' + clause(
        "red_line", f"R{number}", "other_red_line", f"loss > {refused}"
    )


def says(rule: tuple[str | None, str | None]) -> str:
    keys = zip(("transition", "continuing"), rule, strict=True)
    return "".join(f'{key} = "{value}"\n' for key, value in keys if value is not None)


@cache
def three(
    middle: tuple[str | None, str | None],
    newest: tuple[str | None, str | None],
    first_refuses: int = 3_000_000,
) -> Policy:
    """Three texts, each of which refuses from a loss of its own on."""
    earlier = ""
    files = {"tolerance.toml": WHOLE + situation("T2023", "trying_first"), "red_lines.toml": lines(*TEXTS[2])}
    for (year, refused), rule in zip(TEXTS[:2], ("", says(middle)), strict=True):
        earlier += (
            f'[[earlier]]\nid = "{year}"\nfrom = "{year}-01-01"\n{rule}'
            f'title = {{ zh = "《某县{year}年办法》（虚构）", en = "Measures of {year} (made up)" }}\n'
        )
        files[f"earlier/{year}/tolerance.toml"] = WHOLE + situation(f"T{year}", "trying_first")
        files[f"earlier/{year}/red_lines.toml"] = lines(year, first_refuses if year == "2018" else refused)
    with TemporaryDirectory() as folder:
        policy = f'from = "2023-01-01"\n{says(newest)}'
        return loaded(write(Path(folder), policy=policy, earlier=earlier, files=files))


def lasting(act: str | None, act_to: str | None, ruling: str, **facts: object) -> Case:
    return evolve(case(**(LOST | facts)), dates=Dates(act=act, act_to=act_to, ruling=ruling))


@pytest.mark.parametrize(
    ("middle", "expected"),
    [
        (("old", "old"), {"tolerated"}),
        (("old", "new"), {"refused"}),
        (("old", None), {"tolerated", "refused"}),
        (("milder", "old"), {"tolerated"}),
        (("milder", "new"), {"refused"}),
        (("milder", None), {"tolerated", "refused"}),
        ((None, None), {"tolerated", "refused"}),
    ],
)
@pytest.mark.parametrize("newest", [("old", None), ("old", "old"), ("milder", "new")])
def test_an_act_left_to_the_middle_text_falls_under_what_that_text_says_of_it(
    middle: tuple[str | None, str | None], expected: set[str], newest: tuple[str | None, str | None]
) -> None:
    policy = three(middle, newest)
    assert verdicts(ruled([policy], lasting("2018-05-01", "2022-01-31", "2024-02-01"))) == expected
    # as before the newest text, where the middle one has such a rule
    if middle[0] is not None:
        assert verdicts(ruled([policy], lasting("2018-05-01", "2022-01-31", "2022-06-01"))) == expected


def test_an_act_that_goes_on_into_the_newest_text_is_left_to_the_middle_one_as_well() -> None:
    for continuing, expected in (("old", {"tolerated"}), ("new", {"refused"})):
        policy = three(("old", continuing), ("old", "old"))
        assert verdicts(ruled([policy], lasting("2018-05-01", "2023-06-30", "2024-02-01"))) == expected
        taken = three(("old", continuing), ("old", "new"))
        assert verdicts(ruled([taken], lasting("2018-05-01", "2023-06-30", "2024-02-01"))) == {"refused"}


def test_both_texts_whose_rules_led_there_are_named() -> None:
    policy = three(("old", "old"), ("old", None))
    found = ruled([policy], lasting("2018-05-01", "2022-01-31", "2024-02-01"))
    named = [note.values["title"].zh for note in found.notes if note.key == "note.transition_old"]
    assert named == [policy.region.policy.title.zh, "《某县2020年办法》（虚构）"]


def test_the_mildest_of_three_texts_is_told_beside_what_each_other_comes_to() -> None:
    policy = three(("milder", "old"), ("milder", "old"))
    found = ruled([policy], lasting("2018-05-01", "2022-01-31", "2024-02-01"))
    assert found.verdict == "tolerated" and [text.edition for text in found.texts] == ["2018"]
    words = Words("en", load(Deployment(), []))
    told = [words.note(note) for note in found.notes if note.key == "note.milder_ruled"]
    assert [note.partition("; ")[2].partition(":")[0] for note in told] == [
        "by the text between them",
        "by the newer text",
    ]


def test_the_text_between_may_be_the_mildest() -> None:
    policy = three(("milder", "old"), ("milder", "old"), first_refuses=1_500_000)
    found = ruled([policy], lasting("2018-05-01", "2022-01-31", "2024-02-01", loss=1_800_000 * 100))
    assert found.verdict == "tolerated" and [text.edition for text in found.texts] == ["2020"]


def test_an_act_without_a_day_may_be_from_the_time_of_any_text() -> None:
    found = ruled([three((None, None), ("old", None))], lasting(None, None, "2024-02-01"))
    assert verdicts(found) == {"tolerated", "refused"}


# Against a second opinion: exact dates by the words of the texts, inexact ones by trying every day


#: In the order of mildness.
TOLERATED, REFUSED = "0 tolerated", "1 refused"


def _answers(
    index: int,
    began: date,
    ended: date,
    rules: tuple[tuple[str | None, str | None], ...],
    *,
    ruling: bool = False,
) -> Iterator[tuple[str, ...]]:
    """The answers of the texts that rule together, in each way that may be, by the words of the documents alone."""
    transition, continuing = rules[index]
    starts = [date(int(year), 1, 1) for year, _ in TEXTS]
    own = (REFUSED if TEXTS[index][1] < 2_500_000 else TOLERATED,)
    if index == 0 or began >= starts[index] or (ruling and transition is None):
        yield own
        return
    reaches = ended >= starts[index]
    if reaches and continuing != "old":
        yield own
    if reaches and continuing == "new":
        return
    last = min(ended, starts[index].replace(year=starts[index].year - 1, month=12, day=31))
    then = max(at for at in range(index) if starts[at] <= last)
    for older in _answers(then, began, last, rules):
        yield (*older, *own) if transition == "milder" else older


@settings(deadline=None, max_examples=scaled(150))
@given(
    st.sampled_from(RULES),
    st.sampled_from(RULES),
    st.sampled_from(
        ["2018", "2019-12", "2019-12-31", "2020-01-01", "2020", "2022", "2022-12-31", "2023-01-01"]
    ),
    st.sampled_from(
        [None, "2019-12-31", "2020", "2020-01-01", "2022-12", "2023", "2023-01-01", "2023-05-05"]
    ),
)
def test_what_is_possible_is_what_exact_days_come_to(
    middle: tuple[str | None, str | None], newest: tuple[str | None, str | None], act: str, act_to: str | None
) -> None:
    if act_to is not None and day_span(act_to).high < day_span(act).low:
        return
    rules = ((None, None), middle, newest)
    found = ruled([three(middle, newest)], lasting(act, act_to, "2024-02-01"))
    expected = set()
    for began, ended in itertools.product(days(act), days(act_to or act)):
        if began <= ended and (act_to not in (None, act) or began == ended):
            expected |= {min(answers) for answers in _answers(2, began, ended, rules, ruling=True)}
    assert {TOLERATED if v == "tolerated" else REFUSED for v in verdicts(found)} == expected


def days(written: str) -> list[date]:
    """The ends of what a date may mean; no text begins within."""
    span = day_span(written)
    assert span.low is not None and span.high is not None
    return [date.fromordinal(span.low), date.fromordinal(span.high)]
