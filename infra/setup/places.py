"""Where things are in a checkout."""

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
VENV: Final = ROOT / ".venv"
FRONTEND: Final = ROOT / "frontend"
STATE: Final = ROOT / ".fabula" / "setup"
CHROMIUM: Final = ROOT / ".fabula" / "chromium"

WINDOWS: Final = os.name == "nt"
VENV_BIN: Final = VENV / ("Scripts" if WINDOWS else "bin")
VENV_PYTHON: Final = VENV_BIN / ("python.exe" if WINDOWS else "python")
