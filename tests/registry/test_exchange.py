"""JSON Lines, out and in: masked unless asked, the chain to be followed by anybody, and in only what is whole."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path
from typing import Any

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.storage import check, export, import_, verify

from ..scale import scaled
from .keeping import CASES, LETTER, NAME, NOTE, OFFICER, TITLE, add_case, codes, opened
from .test_tampering import tampering


@pytest.fixture
def whole(filled: Path) -> Path:
    with opened(filled) as store:
        export(store, filled.with_name("whole.jsonl"), personal=True, contents=True)
    return filled.with_name("whole.jsonl")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write(path: Path, changed: list[Any]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in changed), "utf-8")
    return path


def test_an_export_has_no_text_that_may_name_somebody_and_no_salt_unless_asked(
    filled: Path, tmp_path: Path
) -> None:
    path = tmp_path / "masked.jsonl"
    with opened(filled) as store:
        export(store, path)
        salts = [
            base64.b64encode(row["salt"]).decode()
            for row in store.rows("SELECT salt FROM sealed")
            if row["salt"]
        ]
    written = path.read_text("utf-8")
    assert len(salts) == 4
    for secret in (TITLE, NAME, NOTE, *salts, base64.b64encode(LETTER[:300]).decode()):
        assert secret not in written
        assert json.dumps(secret)[1:-1] not in written
    assert path.stat().st_mode & 0o777 == 0o600


def test_texts_and_contents_are_there_where_they_are_asked_for(filled: Path, tmp_path: Path) -> None:
    with opened(filled) as store:
        export(store, tmp_path / "personal.jsonl", personal=True)
        export(store, tmp_path / "contents.jsonl", contents=True)
    personal, contents = (
        (tmp_path / f"{name}.jsonl").read_text("utf-8") for name in ("personal", "contents")
    )
    letter = base64.b64encode(LETTER[:300]).decode()
    assert NAME in personal and letter not in personal
    assert NAME not in contents and letter in contents


@pytest.mark.parametrize("personal", [True, False])
def test_the_chain_of_an_export_can_be_followed(filled: Path, tmp_path: Path, personal: bool) -> None:
    with opened(filled) as store:
        export(store, tmp_path / "export.jsonl", personal=personal)
        assert verify(tmp_path / "export.jsonl") == store.head()


def test_an_import_of_an_export_is_the_same_registry(filled: Path, whole: Path, tmp_path: Path) -> None:
    checked = import_(whole, tmp_path / "other.db", CASES)
    assert (tmp_path / "other.db").stat().st_mode & 0o777 == 0o600
    with opened(filled) as store, opened(tmp_path / "other.db") as other:
        assert other.head() == store.head() == checked.head
        assert other.registry_id() == store.registry_id()
        for table in ("event", "sealed", "attachment", "case_state", "meta", "sqlite_sequence"):
            query = f"SELECT * FROM {table} ORDER BY 1"
            assert store.rows(query) == other.rows(query)
        export(other, tmp_path / "again.jsonl", personal=True, contents=True)
        with other.writing(OFFICER) as writer:
            assert add_case(writer) == 4
        assert not check(other).problems
    assert (tmp_path / "again.jsonl").read_bytes() == whole.read_bytes()


def test_a_masked_export_is_not_imported_and_leaves_no_file(filled: Path, tmp_path: Path) -> None:
    for number, asked in enumerate(({}, {"personal": True}, {"contents": True})):
        with opened(filled) as store:
            export(store, tmp_path / f"{number}.jsonl", **asked)
        with pytest.raises(InputError) as error:
            import_(tmp_path / f"{number}.jsonl", tmp_path / "other.db", CASES)
        assert codes(error) == ["registry_masked"]
    assert not [*tmp_path.glob("*other*")]


def test_an_import_is_never_written_over_a_file(filled: Path, whole: Path) -> None:
    before = filled.read_bytes()
    with pytest.raises(InputError) as error:
        import_(whole, filled, CASES)
    assert codes(error) == ["file_exists"]
    assert filled.read_bytes() == before


def test_every_line_that_is_wrong_is_told_in_one_run(whole: Path, tmp_path: Path) -> None:
    there = lines(whole)
    there[2]["event"]["login"] = "li"
    there[4]["event"]["more"] = 1
    there[11] = ["text"]
    with pytest.raises(InputError) as error:
        import_(write(whole, there), tmp_path / "other.db", CASES)
    places = [(problem.code, problem.place) for problem in error.value.problems]
    assert places == [
        ("registry_line_chain", "line 3"),
        ("registry_line", "line 5"),
        ("registry_line_chain", "line 6"),
        ("registry_line", "line 12"),
        ("registry_export_cut", ""),
    ]
    for problem in error.value.problems:
        assert str(whole) in problem.message("zh")
    assert not [*tmp_path.glob("*other*")]


def test_a_text_that_was_changed_in_an_export_is_named(whole: Path, tmp_path: Path) -> None:
    there = lines(whole)
    there[10]["text"]["text"] = "李四"
    with pytest.raises(InputError) as error:
        import_(write(whole, there), tmp_path / "other.db", CASES)
    assert codes(error) == ["registry_text_changed", "registry_not_copied"]
    assert error.value.problems[0].file == str(whole)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "registry_no_export"),
        ("title = 1\n", "registry_no_export"),
        ('{"format": "rongcuo-registry", "version": 1, "head": 3}\n', "registry_no_export"),
        ('{"format": "rongcuo-registry", "version": 2, "head": {}}\n', "registry_export_newer"),
        ('{"format": "rongcuo-registry", "version": 1, "head": {}}\n', "registry_export_cut"),
    ],
)
def test_what_is_no_export_is_told_as_what_it_is(tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "export.jsonl").write_text(content, "utf-8")
    for work in (verify, lambda path: import_(path, tmp_path / "other.db", CASES)):
        with pytest.raises(InputError) as error:
            work(tmp_path / "export.jsonl")
        assert codes(error) == [code]
    assert [*tmp_path.iterdir()] == [tmp_path / "export.jsonl"]


def test_an_export_that_was_cut_off_anywhere_is_refused(whole: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    chance = random.Random(3)
    for _ in range(scaled(200)):
        whole.write_bytes(content[: chance.randrange(len(content) - 1)])
        for work in (verify, lambda path: import_(path, tmp_path / "other.db", CASES)):
            with pytest.raises(InputError):
                work(whole)
    assert not [*tmp_path.glob("*other*")]


def test_what_is_in_a_line_never_ends_in_a_traceback(whole: Path, tmp_path: Path) -> None:
    there = lines(whole)
    values = [None, True, -1, 2**70, 0.5, "", "\ud800", "x" * 9, [], {}, {"sealed": 1}, [[[]]]]
    chance = random.Random(5)
    for _ in range(scaled(400)):
        changed = json.loads(json.dumps(there))
        line = chance.choice(changed)
        target = chance.choice([line, *[part for part in line.values() if isinstance(part, dict)]])
        if target:
            target[chance.choice([*target])] = chance.choice(values)
        whole.write_text("".join(json.dumps(each) + "\n" for each in changed), "utf-8")
        try:
            import_(whole, tmp_path / "other.db", CASES)
        except InputError:
            assert not [*tmp_path.glob("*other*")]
        else:  # the first line also says what the file is for whoever reads it
            assert changed[1:] == there[1:]
            (tmp_path / "other.db").unlink()


def test_a_registry_that_was_tampered_with_is_still_given_out_and_not_taken_in(
    filled: Path, tmp_path: Path
) -> None:
    with tampering(filled) as connection:
        connection.execute("UPDATE event SET login = 'li' WHERE id = 2")
    with opened(filled) as store:
        export(store, tmp_path / "export.jsonl", personal=True, contents=True)
    with pytest.raises(InputError) as error:
        import_(tmp_path / "export.jsonl", tmp_path / "other.db", CASES)
    assert [(problem.code, problem.place) for problem in error.value.problems] == [
        ("registry_line_chain", "line 3")
    ]
