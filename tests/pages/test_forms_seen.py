"""The forms as LibreOffice lays them out: on A4, every word on a page, nothing left alone on the last one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

import rongcuo_documents  # noqa: F401  its texts are in the catalogue once it is imported
from rongcuo.facts.text import Language
from rongcuo_documents.forms.filling import fill
from rongcuo_documents.forms.kinds import Field, forms

#: Where the pages are kept to be looked at, if they are.
KEPT = os.environ.get("RONGCUO_PICTURES", "")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
#: A value of each length, in signs of a fact that could be.
VALUES = {
    "short": "城乡建设局",
    "line": "老旧小区加装电梯先建后补试点",
    "block": "经过前期调查、专家论证和集体研究。\n实施中按申请内容办理，并持续研判、处置风险。",
    "opinion": "同意，按程序办理。",
}
EVERY = [(kind, language) for kind in forms() for language in LANGUAGES]


def value(field: Field) -> str:
    return f"{VALUES[field.room]}（{len(field.id)}{field.id[0]}）"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every form as PDF, empty and filled in."""
    office = next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None)
    if office is None:
        pytest.skip("no LibreOffice here")
    made = Path(KEPT) if KEPT else tmp_path_factory.mktemp("forms")
    made.mkdir(exist_ok=True)
    files = []
    for kind, language in EVERY:
        form = forms()[kind]
        filled = {field.id: value(field) for field in form.every_field}
        for state, values in (("empty", {}), ("filled", filled)):
            files.append(made / f"{kind}_{language}_{state}.docx")
            files[-1].write_bytes(fill(form, values, language))
    profile = f"-env:UserInstallation={(made / 'profile').as_uri()}"
    convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(made), *map(str, files)]
    subprocess.run(convert, check=True, capture_output=True, timeout=600)
    shutil.rmtree(made / "profile", ignore_errors=True)
    return made


def pages(folder: Path, kind: str, language: Language, state: str) -> list[str]:
    """The words of each page, without the spaces that only lay them out."""
    read = PdfReader(folder / f"{kind}_{language}_{state}.pdf")
    for page in read.pages:
        assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297]
    return [plain(page.extract_text()) for page in read.pages]


def plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_word_is_on_a_page(folder: Path, kind: str, language: Language) -> None:
    form = forms()[kind]
    seen = pages(folder, kind, language, "filled")
    whole = "".join(seen)
    assert plain(form.title[language]) in seen[0]
    for field in form.every_field:
        assert plain(value(field)) in whole, field.id
    if form.layout != "letter":
        assert all(plain(field.label[language]) in whole for field in form.fields)
    assert all(f"—{number}—" in page for number, page in enumerate(seen, 1))


@pytest.mark.parametrize(("kind", "language"), EVERY)
@pytest.mark.parametrize("state", ["empty", "filled"])
def test_a_form_is_short_and_no_page_holds_the_seal_alone(
    folder: Path, kind: str, language: Language, state: str
) -> None:
    form = forms()[kind]
    seen = pages(folder, kind, language, state)
    assert len(seen) <= (2 if form.layout == "table" else 1)
    assert any(plain(field.label[language]) in seen[-1] for field in form.fields) or form.layout == "letter"
