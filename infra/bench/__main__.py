"""`python -m infra.bench [name …] [--json FILE] [--peers DIR]`: exit 0 only if every goal holds."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.bench import harness


def main(arguments: Sequence[str]) -> int:
    """Run the benches, print their table, write the JSON if asked to; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description="Measure the product beside its peers.")
    parser.add_argument("names", nargs="*", metavar="name", help="the benches to run; all without one")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows here")
    parser.add_argument("--peers", type=Path, metavar="DIR", help="where peers are installed that no registry brings")
    options = parser.parse_args(arguments)
    try:
        chosen = harness.choose(harness.load_benches(), options.names)
    except harness.UnknownBench as unknown:
        parser.error(str(unknown))
    rows = harness.run(chosen, harness.Options(options.peers), tell=_tell)
    print(harness.build_table(rows))
    if options.json:
        options.json.write_text(harness.build_json(rows), encoding="utf-8")
    return 0 if all(row.holds for row in rows) else 1


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
