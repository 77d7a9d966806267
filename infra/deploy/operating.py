"""What keeps a stage running, by the action of `deploy` that does it; each gives its exit code."""

import argparse
from collections.abc import Callable
from typing import Final

from infra.deploy.backup import make_backup
from infra.deploy.cost import tell_costs
from infra.deploy.init import write_settings
from infra.deploy.logs import tell_logs
from infra.deploy.redrive import redrive
from infra.deploy.restore import restore
from infra.deploy.rotating import rotate
from infra.deploy.status import tell_status

OPERATIONS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "init": write_settings,
    "status": tell_status,
    "logs": tell_logs,
    "redrive": redrive,
    "backup": make_backup,
    "restore": restore,
    "rotate-secrets": rotate,
    "cost": tell_costs,
}
