"""Register benches, run them, and show their rows as a table and as JSON.

A bench is a function with a name that returns rows. Each row says one figure of ours, where there is a peer the peer's
figure taken in the same run on the same machine, and a goal that the figure or the ratio must reach.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal


@dataclass(frozen=True)
class Goal:
    """A bound on our own figure, or on ours divided by the peer's."""

    of: Literal["ours", "ratio"]
    at: Literal["most", "least"]
    value: float

    def holds(self, ours: float, ratio: float | None) -> bool:
        """Whether the bound is kept; a goal on the ratio never holds without a peer."""
        figure = ours if self.of == "ours" else ratio
        if figure is None:
            return False
        return figure <= self.value if self.at == "most" else figure >= self.value

    def __str__(self) -> str:
        return f"{self.of} {'≤' if self.at == 'most' else '≥'} {self.value:g}"


@dataclass(frozen=True)
class Row:
    """One measured figure, as it is printed and written to JSON."""

    bench: str
    what: str
    unit: str
    ours: float
    peer: float | None
    peer_name: str | None
    ratio: float | None
    goal: str | None
    holds: bool


@dataclass(frozen=True)
class Measured:
    """What a bench returns for one row; `peer` is the same figure of `peer_name`."""

    what: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str | None = None
    goal: Goal | None = None


@dataclass(frozen=True)
class Options:
    """What a bench is given."""

    peers: Path | None
    """Where peers are that no registry brings; a bench leaves its peer out when it is missing there."""


Bench = Callable[[Options], Iterable[Measured]]

_REGISTERED: Final[dict[str, Bench]] = {}


class UnknownBench(Exception):
    """No bench has this name."""


def bench(name: str) -> Callable[[Bench], Bench]:
    """Register a bench under its name; two of one name are a mistake."""

    def register(function: Bench) -> Bench:
        if name in _REGISTERED:
            raise ValueError(f"two benches are called {name}")
        _REGISTERED[name] = function
        return function

    return register


def load_benches() -> Mapping[str, Bench]:
    """Import every module beside this one, so that its benches register, and return them by name."""
    package = __name__.rpartition(".")[0]
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name != "__main__":
            importlib.import_module(f"{package}.{module.name}")
    return dict(sorted(_REGISTERED.items()))


def choose(benches: Mapping[str, Bench], names: Sequence[str]) -> Mapping[str, Bench]:
    """The named benches in the order given, or all. Raises UnknownBench."""
    if unknown := [name for name in names if name not in benches]:
        raise UnknownBench(f"no bench is called {', '.join(unknown)}; there are {', '.join(benches)}")
    return {name: benches[name] for name in names} if names else benches


def run(benches: Mapping[str, Bench], options: Options, *, tell: Callable[[str], None]) -> list[Row]:
    """Run one bench after the other, never side by side, and return all rows."""
    rows: list[Row] = []
    for name, function in benches.items():
        tell(f"{name} …")
        started = time.monotonic()
        rows += [build_row(name, measured) for measured in function(options)]
        tell(f"{name}: {time.monotonic() - started:.1f} s")
    return rows


def build_row(name: str, measured: Measured) -> Row:
    """Add the ratio and whether the goal holds; a row without a goal only informs and holds."""
    ratio = measured.ours / measured.peer if measured.peer else None
    return Row(
        bench=name,
        what=measured.what,
        unit=measured.unit,
        ours=measured.ours,
        peer=measured.peer,
        peer_name=measured.peer_name,
        ratio=ratio,
        goal=None if measured.goal is None else str(measured.goal),
        holds=measured.goal is None or measured.goal.holds(measured.ours, ratio),
    )


def build_table(rows: Sequence[Row]) -> str:
    """The rows as a table in plain text, columns aligned."""
    lines = [("bench", "what", "ours", "peer", "ratio", "goal", "")]
    lines += [
        (
            row.bench,
            row.what,
            f"{_figure(row.ours)} {row.unit}",
            "" if row.peer is None else f"{_figure(row.peer)} {row.unit} ({row.peer_name})",
            _figure(row.ratio),
            row.goal or "",
            "holds" if row.holds else "FAILS",
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def build_json(rows: Sequence[Row]) -> str:
    """The rows as a JSON list."""
    return json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False) + "\n"


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
