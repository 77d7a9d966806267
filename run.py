#!/usr/bin/env python3
"""Everything a contributor runs: `python3 run.py help`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (an older interpreter is exactly who has to be told)
    sys.exit("run.py needs Python 3.11 or newer: install one and start run.py with it, for example python3.12 run.py")

from infra.setup.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
