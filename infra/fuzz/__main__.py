"""`python -m infra.fuzz interchange --cases 50000`: run many cases, say how many, how long, and what broke."""

import argparse
import sys
import time
from pathlib import Path

from infra.fuzz import interchange


def main() -> int:
    """Run the cases; 1 if one broke, with its input kept in a file."""
    parser = argparse.ArgumentParser(prog="python -m infra.fuzz")
    parser.add_argument("subject", choices=["interchange"], help="what to feed")
    parser.add_argument("--cases", type=int, default=1000, metavar="N", help="how many inputs (1000)")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the number to begin with (0)")
    parser.add_argument("--keep", type=Path, default=Path(), metavar="DIR", help="where to put an input that breaks")
    options = parser.parse_args()
    seeds = interchange.load_seeds()
    started, read, slowest = time.monotonic(), 0, 0.0
    for number in range(options.first, options.first + options.cases):
        name, content = interchange.make_case(seeds, number)
        try:
            outcome = interchange.run_case(name, content)
        except Exception:
            kept = options.keep / f"fuzz-{number}-{name}"
            kept.write_bytes(content)
            print(f"case {number} broke; its input is in {kept}", flush=True)
            raise
        read += outcome.read
        slowest = max(slowest, outcome.seconds)
    took = time.monotonic() - started
    print(
        f"{options.cases} cases in {took:.1f} s: {read} stories read, the others refused; the slowest {slowest:.2f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
