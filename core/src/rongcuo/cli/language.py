"""Which language to speak: --lang, RONGCUO_LANG, else the locale."""

from __future__ import annotations

import os
import sys

from ..text import Language


def language() -> Language:
    """The language of this run.  Help is written before options are parsed, so this reads them itself."""
    asked = ""
    for index, argument in enumerate(sys.argv):
        if argument == "--lang" and index + 1 < len(sys.argv):
            asked = sys.argv[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    variables = ("RONGCUO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = asked or next((os.environ[name] for name in variables if os.environ.get(name)), "")
    if not chosen and sys.platform == "win32":
        import locale

        chosen = locale.getlocale()[0] or ""
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"
