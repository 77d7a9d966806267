"""Work on what a stranger sent, in a process of its own: whatever happens there happens to that process alone.

The module run so prints one line of JSON. It limits its own memory and processor time before it reads anything; how
long it may take by the clock is its caller's to say.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from .log import log

ROOT: Final = Path(__file__).resolve().parent.parent
ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "HOME", "TMPDIR")
"""All a child gets to know: what is secret in our environment stays here."""


def run(module: str, *arguments: str, seconds: float) -> dict[str, Any] | None:
    """What `python -m module arguments` prints; None where it died or took longer than that."""
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("child_timed_out", extra={"child": module})
        return None
    if done.returncode != 0:
        said = done.stderr[-300:].decode(errors="replace")
        log.warning("child_died", extra={"child": module, "code": done.returncode, "said": said})
        return None
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed
