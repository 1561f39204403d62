"""Testing a plugin whose text was amended: each case is ruled by the version of its day, whatever slips."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rongcuo_workshop.testing.contract import Contract
from rongcuo_workshop.testing.trial import Trial

from .test_testing import ABSENT, RED_LINES, REGION, SLIPS, survivors, tiny, told, trial

pytestmark = [pytest.mark.once, pytest.mark.slow]

#: The small text, amended in 2020: until then losses of half a million were enough for R1.
EARLIER = """
[[earlier]]
id = "2017"
title = { zh = "2017年办法", en = "measures of 2017" }
from = "2017"
states = "differences"
"""
AMENDED = f'{REGION}from = "2020"\n{EARLIER}'
THEN = {
    "before": (
        'facts = { trying_first = true, collective_decision = true, loss = "499999.99" }',
        'verdict = "tolerated"\ndecided_by = ["tiny:T1"]\ntiers = ["exempt"]',
    ),
    "refused_before": ("facts = { loss = 500000 }", 'verdict = "refused"\ndecided_by = ["tiny:R1"]'),
}


def amended(folder: Path, *, without: tuple[str, ...] = ()) -> Path:
    """The plugin of the small text with both its versions, and some cases left out."""
    tiny(folder, without=without, region=AMENDED)
    earlier = folder / "earlier" / "2017"
    earlier.mkdir(parents=True)
    then = RED_LINES[RED_LINES.index("[[red_line]]") :].replace("1000000", "500000")
    (earlier / "red_lines.toml").write_text(then, "utf-8")
    for name, (facts, expected) in THEN.items():
        if name not in without:
            head = f'title = "{name}"\nwhere = "tiny"\nabsent = {ABSENT}\ndates = {{ ruling = "2018-05" }}\n{facts}\n'
            (folder / "cases" / f"{name}.toml").write_text(f"{head}[expect.tiny]\n{expected}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return trial(amended(tmp_path_factory.mktemp("amended") / "tiny"))


def test_cases_of_both_versions_leave_nothing_untested(tried: Trial) -> None:
    assert not tried.failed
    assert tried.whole
    assert [(c.rule.id, c.edition) for c in tried.coverage] == [
        ("tiny:R1", None),
        ("tiny:T1", None),
        ("tiny:R1", "2017"),
    ]


def test_a_plugin_with_versions_is_ruled_the_same_again(tried: Trial) -> None:
    assert Contract(tried.workspace, tried).kept("deterministic").state == "kept"


@pytest.mark.parametrize(
    ("left_out", "slip", "clause"),
    [
        ("refused", ("R1", "when", "loss > 1000000"), ("tiny:R1", None)),
        ("refused_before", ("R1 (2017)", "when", "loss > 500000"), ("tiny:R1", "2017")),
    ],
)
def test_a_case_of_one_version_shows_nothing_of_what_another_says_otherwise(
    left_out: str, slip: tuple[str, str, str], clause: tuple[str, str | None], tmp_path: Path
) -> None:
    tried = trial(amended(tmp_path / "tiny", without=(left_out,)))
    assert survivors(tried) == [slip]
    assert [(c.rule.id, c.edition) for c in tried.coverage if not c.whole] == [clause]


def test_what_an_earlier_version_took_over_slips_in_both_at_once(tried: Trial) -> None:
    assert tried.mutation.noticed == len(SLIPS) + 4, "those of the newest text, and of R1 as it was before"


def test_the_page_names_the_version_of_what_no_case_shows(tmp_path: Path) -> None:
    folder = amended(tmp_path / "tiny", without=("refused_before",))
    result = told(folder, language="en")
    assert "R1 (2017) when" in result.out
    assert result.out.count("(2017)") == 3, "its clause that no case decides, its amount, and its slip"
    coverage = json.loads(told(folder, "--json").out)["coverage"]
    assert [clause["edition"] for clause in coverage] == [None, None, "2017"]


def test_a_case_proposed_for_an_earlier_version_is_of_its_time(tmp_path: Path) -> None:
    folder = amended(tmp_path / "tiny", without=("refused_before",))
    told(folder, "--write-cases", folder / "cases")
    (proposed,) = folder.glob("cases/proposed_*.toml")
    text = proposed.read_text("utf-8")
    assert 'dates = { ruling = "2017-12-31" }' in text
    assert "loss = 500000" in text
    text = text.replace("# [expect", "[expect").replace('# verdict = "…"', 'verdict = "refused"')
    proposed.write_text(text.replace("# decided_by = []", 'decided_by = ["tiny:R1"]'), "utf-8")
    assert trial(folder).whole
