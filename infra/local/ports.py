"""Which ports a stack listens on: a block from a base, or free ones."""

import contextlib
import errno
import socket
from dataclasses import astuple, dataclass, fields
from typing import Final

from infra.local.serving import HOST

DEFAULT_BASE: Final = 8020
BLOCK: Final = 10
LAST_BASE: Final = 8990


class PortTaken(Exception):
    """Another program listens on a port this stack was told to use."""


@dataclass(frozen=True)
class Ports:
    """One port for each part."""

    app: int
    read: int
    api: int
    mail: int
    storage: int
    cdn: int
    postgres: int


def asked_ports(base: int) -> Ports:
    """The block at `base`. Raises PortTaken naming the first port that is in use."""
    ports = block(base)
    for port in astuple(ports):
        if not is_free(port):
            raise PortTaken(f"port {port} is in use; stop what listens there, or pass another --port")
    return ports


def default_ports() -> Ports:
    """The default block, or the next one of which every port is free. Raises PortTaken if there is none."""
    for base in range(DEFAULT_BASE, LAST_BASE + 1, BLOCK):
        ports = block(base)
        if all(is_free(port) for port in astuple(ports)):
            return ports
    raise PortTaken(f"no block of free ports from {DEFAULT_BASE} to {LAST_BASE + BLOCK}; pass --port")


def free_ports() -> Ports:
    """Ports nobody listens on, chosen by the system, as test stacks want them."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in fields(Ports)]
        for one in sockets:
            one.bind((HOST, 0))
        return Ports(*(one.getsockname()[1] for one in sockets))


def block(base: int) -> Ports:
    """Ports in a row."""
    return Ports(*range(base, base + len(fields(Ports))))


def is_free(port: int) -> bool:
    """Whether `localhost:port` is nobody's, over IPv4 and IPv6: browsers try both."""
    return all(can_bind(family, host, port) for family, host in ((socket.AF_INET, HOST), (socket.AF_INET6, "::1")))


def can_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    """Whether we could listen there; a machine without that kind of address has nobody listening on it."""
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)
    return True
