"""The catalogue: every text that isn't a policy's own, by key, in Chinese and in English.

An extension adds its own texts to `MESSAGES` when it is imported.
"""

from __future__ import annotations

from . import answers, help, pages, problems, procedures, screen

MESSAGES: dict[str, tuple[str, str]] = {
    **answers.MESSAGES,
    **pages.MESSAGES,
    **procedures.MESSAGES,
    **screen.MESSAGES,
    **help.MESSAGES,
    **problems.MESSAGES,
}
