"""Which language to speak: --lang, RONGCUO_LANG, else the locale."""

from __future__ import annotations

import sys

from ..facts.text import Language, chosen_language


def language() -> Language:
    """The language of this run.  Help is written before options are parsed, so this reads them itself."""
    asked = ""
    for index, argument in enumerate(sys.argv):
        if argument == "--lang" and index + 1 < len(sys.argv):
            asked = sys.argv[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    return chosen_language(asked)
