"""Runs the command line: `rongcuo`, or `python -m rongcuo`."""

from .cli import main

if __name__ == "__main__":
    main()
