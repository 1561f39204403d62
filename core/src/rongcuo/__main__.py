"""Runs the command line: `rongcuo`, or `python -m rongcuo`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - installers ask for it, a run from the source meets it here
    from .catalogue.problems import MESSAGES

    for text in MESSAGES["problem.old_python"]:
        print(text.format(here="{}.{}".format(*sys.version_info)), file=sys.stderr)
    sys.exit(2)

from .cli import main

if __name__ == "__main__":
    main()
