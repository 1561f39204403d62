"""A report as Chromium shows it at the width of a phone and of a screen, and prints it on A4."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright
from pypdf import PdfReader

ROOT = Path(__file__).parents[2]
CASES = ["examples/yiwu.toml", "examples/constructed/plan_haian.toml"]
COMMANDS = [
    *(("compare", case) for case in CASES),
    ("rule", CASES[0], "--region", "hongze"),
    ("matrix",),
    ("landscape", "hongze,jingjiang,bincheng,zhejiang"),
]
#: Where the pictures are kept to be looked at, if they are.
KEPT = os.environ.get("RONGCUO_PICTURES", "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium: playwright's own, or else the system's."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as started:
        for path in (None, found):
            try:
                opened = started.chromium.launch(executable_path=path, chromium_sandbox=os.getuid() != 0)
            except Error:
                continue
            yield opened
            opened.close()
            return
        pytest.skip("no Chromium here")


@pytest.fixture(scope="module", params=COMMANDS, ids=" ".join)
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("report") / "report.html"
    command = [sys.executable, "-m", "rongcuo", *request.param, "--lang", "zh", "-o", str(file)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return file


def opened(browser: Browser, report: Path, width: int) -> tuple[Page, list[str]]:
    """A report in a window of this width, and what the browser asked for or complained of."""
    page = browser.new_page(viewport={"width": width, "height": 812})
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(report.as_uri())
    return page, told


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_is_asked_for_and_nothing_runs_over(browser: Browser, report: Path, width: int) -> None:
    page, told = opened(browser, report, width)
    keep(page.screenshot(), f"{width}", report)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    keep(page.screenshot(full_page=True), f"{width}-open", report)
    assert told == [report.as_uri()]
    page.close()


def test_the_rows_of_a_phone_are_large_enough_to_be_touched(browser: Browser, report: Path) -> None:
    page, _ = opened(browser, report, 375)
    heights = page.evaluate(
        "[...document.querySelectorAll('.rows > details > summary')].map(each => each.getBoundingClientRect().height)"
    )
    assert all(height >= 40 for height in heights)
    page.close()


def test_the_style_is_taken_although_nothing_else_would_be(browser: Browser, report: Path) -> None:
    page, _ = opened(browser, report, 1280)
    family = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert family.startswith('"PingFang SC"') and family.endswith("sans-serif")
    page.close()


def test_paper_has_everything_unfolded_numbered_and_the_screen_on_its_first_page(
    browser: Browser, report: Path
) -> None:
    page, _ = opened(browser, report, 1280)
    data = page.pdf(prefer_css_page_size=True)
    if KEPT:
        Path(KEPT, f"{report.parent.name}.pdf").write_bytes(data)
    pages = PdfReader(io.BytesIO(data)).pages
    texts = ["".join(each.extract_text().split()) for each in pages]
    sides = {tuple(round(float(side) / 72 * 25.4) for side in each.mediabox[2:]) for each in pages}
    assert len(sides) == 1 and sides <= {(210, 297), (297, 210)}
    assert all(f"{number}/{len(pages)}" in text for number, text in enumerate(texts, 1))
    if page.locator(".rows").count():
        assert "以上为对条文的解读" in texts[0]
        assert sum("六要素对照" in text for text in texts) >= 1
    assert "指纹" in "".join(texts[-2:])
    page.close()


def keep(picture: bytes, name: str, report: Path) -> None:
    """Every picture shows something; it is kept to be looked at, if asked."""
    image = Image.open(io.BytesIO(picture))
    assert len(image.convert("L").getcolors() or [0, 0]) > 1
    if KEPT:
        image.save(Path(KEPT, f"{report.parent.name}-{name}.png"))
