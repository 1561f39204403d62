"""Warnings that an author looked at and leaves: accepted by clause with a reason, and never out of date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import Run, installed, run
from .test_testing import RED_LINES, tiny

pytestmark = pytest.mark.once

#: The Chinese statement says 以上, which includes the number itself; the condition doesn't.
WARNED = RED_LINES.replace("loss >= 1000000", "loss > 1000000")
WHY = 'why = { zh = "原件如此", en = "so the document says" }'


def entry(code: str = "RC501", clause: str = "R1") -> str:
    return f'[[warning]]\ncode = "{code}"\nclause = "{clause}"\n{WHY}\n'


def checked(folder: Path, *options: str) -> Run:
    return run("check", folder, *options, found=installed("national"), language="en")


def codes(folder: Path) -> dict[str, str]:
    return {f["code"]: f["severity"] for f in json.loads(checked(folder, "--json").out)["findings"]}


@pytest.mark.slow
def test_an_accepted_warning_is_listed_with_its_reason_and_passes_a_strict_check(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", red_lines=WARNED)
    others = [code for code, severity in codes(folder).items() if severity == "warning" and code != "RC501"]
    assert codes(folder)["RC501"] == "warning"
    assert checked(folder, "--strict").status == 1
    entries = [entry()]
    for finding in json.loads(checked(folder, "--json").out)["findings"]:
        if finding["code"] in others:
            entries.append(entry(finding["code"], finding["clause"]))
    (folder / "accepted.toml").write_text("\n".join(entries), "utf-8")
    assert codes(folder)["RC501"] == "accepted"
    strict = checked(folder, "--strict")
    assert strict.status == 0, strict.out
    assert "accepted because: so the document says" in " ".join(strict.out.split())
    assert "Warnings accepted with a reason: " in strict.out


@pytest.mark.parametrize(("code", "clause"), [("RC501", "R9"), ("RC202", "R1"), ("RC701", "R1")])
def test_an_acceptance_of_what_is_not_found_is_found(code: str, clause: str, tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", red_lines=WARNED, accepted=entry() + entry(code, clause))
    assert codes(folder)["RC801"] == "warning"
    assert checked(folder, "--strict").status == 1
    assert f"there is no warning {code} of {clause} to accept" in " ".join(checked(folder).out.split())


def test_while_there_are_errors_no_acceptance_is_called_out_of_date(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", red_lines=WARNED.replace("loss", "los"), accepted=entry())
    assert "RC801" not in codes(folder)


@pytest.mark.parametrize(
    ("text", "code"),
    [('[[warning]]\ncode = "RC501"\n', "RC105"), ('[[mutants]]\nclause = "R1"\n', "RC104"), ("[[", "RC102")],
)
def test_a_mistake_in_the_file_is_an_error_of_check_and_test(text: str, code: str, tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", accepted=text)
    assert codes(folder)[code] == "error"
    tested = run("test", folder, found=installed("national"), language="en")
    assert tested.status == 2 and "accepted.toml" in tested.err
