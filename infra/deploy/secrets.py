"""A stage's secrets: SecureStrings of SSM's parameter store, which the stage's file names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Final

from infra.deploy.account import Account
from infra.deploy.reaching import asked
from infra.deploy.stages import Stage
from infra.setup.console import SetupFailed

AT_ONCE: Final = 10
"""Parameters that SSM tells of in one answer."""
PREVIOUS: Final = "previous"
"""The label of the version before."""
ROTATED: Final[Mapping[str, tuple[str, ...]]] = {
    "secret-key": ("secret_key",),
    "database-url": ("database_url",),
    "storage-key": ("storage_key_id", "storage_secret"),
    "cdn-purge-token": ("cdn_purge_token",),
    "cloudflare-token": ("cloudflare_token",),
}
"""The settings that `deploy rotate-secrets` stores together, by its name of them."""


@dataclass(frozen=True)
class Secret:
    """What a parameter holds, and which of its versions that is."""

    value: str = field(repr=False)
    version: int


class Store:
    """The parameter store with a stage's secrets, by the settings' names. Every method raises AccountUnreachable."""

    def __init__(self, account: Account, stage: Stage) -> None:
        self._ssm: Any = account.client("ssm")
        self.places: Mapping[str, str] = stage.secrets.named() | {"cloudflare_token": stage.cloudflare_token}
        """The parameters' names, of those that the stage has."""

    def find(self, *settings: str) -> dict[str, Secret]:
        """Those that are there: value and version by one answer, in between which nobody can store another."""
        settings_of = {self.places[setting]: setting for setting in settings}
        found = []
        with asked("SSM's parameters cannot be read"):
            for some in batched(settings_of, AT_ONCE):
                found += self._ssm.get_parameters(Names=list(some), WithDecryption=True)["Parameters"]
        return {
            settings_of[one["Name"]]: Secret(one["Value"], one["Version"])
            for one in found
            if one["Type"] == "SecureString"
        }

    def read(self, *settings: str) -> dict[str, str]:
        """What they hold. Raises SetupFailed where one is not there."""
        found = self.find(*settings)
        for setting in settings:
            if setting not in found:
                raise SetupFailed(absence(self.places[setting]), fix=storing(setting))
        return {setting: one.value for setting, one in found.items()}

    def read_version(self, setting: str, version: str | int) -> str:
        """What one held in the version of that label or number."""
        place = f"{self.places[setting]}:{version}"
        with asked(f"the parameter {place} cannot be read"):
            return str(self._ssm.get_parameter(Name=place, WithDecryption=True)["Parameter"]["Value"])

    def write(self, setting: str, value: str) -> None:
        """Store a value; what was there keeps the label `previous`. Writing the same again changes nothing.

        The label comes first: cut off in between, what is there is called the one before, and nothing is lost.
        """
        place, before = self.places[setting], self.find(setting).get(setting)
        if before is not None and before.value == value:
            return
        with asked(f"the parameter {place} cannot be written"):
            if before is not None:
                self._ssm.label_parameter_version(Name=place, ParameterVersion=before.version, Labels=[PREVIOUS])
            self._ssm.put_parameter(Name=place, Value=value, Type="SecureString", Overwrite=True)


def absence(place: str) -> str:
    """What is said where a parameter is not there, or is none that is encrypted."""
    return f"there is no SecureString {place} in SSM's parameter store"


def storing(setting: str) -> str:
    """What is typed to store a secret, by its setting's name in a stage's file: not on a command line, which others of
    the machine can read."""
    name = next(name for name, settings in ROTATED.items() if setting in settings)
    return f"python3 run.py deploy rotate-secrets --stage NAME {name}"
