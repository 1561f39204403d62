"""The catalogue: every text that isn't a policy's own, by key, in Chinese and in English."""

from __future__ import annotations

from . import answers, authoring, help, pages, problems

MESSAGES: dict[str, tuple[str, str]] = {
    **answers.MESSAGES,
    **pages.MESSAGES,
    **authoring.MESSAGES,
    **help.MESSAGES,
    **problems.MESSAGES,
}
