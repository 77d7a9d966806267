"""`python -m infra.agree [--walks N] [--seed N]`: exit 0 only if everything walked alike."""

import argparse
import sys
from collections.abc import Sequence

from infra.agree.replay import replay
from infra.agree.walks import record_walk
from infra.setup.console import say


def main(arguments: Sequence[str]) -> int:
    """Walk, compare, and print the differences and a closing line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.agree", description="Walk random stories three ways.")
    parser.add_argument("--walks", metavar="N", type=int, default=10_000, help="how many walks (10,000)")
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="the first walk's seed (0)")
    options = parser.parse_args(arguments)
    agreement = replay(record_walk(seed) for seed in range(options.seed, options.seed + options.walks))
    for difference in agreement.told:
        say(difference)
    say(f"{agreement.walks:,} walks, {agreement.moves:,} moves, {agreement.differences:,} differences")
    return 0 if agreement.differences == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
