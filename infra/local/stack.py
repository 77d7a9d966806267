"""The whole product in one process and a PostgreSQL beside it, started and stopped together."""

import contextlib
import fcntl
import importlib
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from infra.edge import Origins, Table, load_table
from infra.local import cluster, postgres
from infra.local.cdn import Cdn
from infra.local.environment import (
    CDN_TOKEN,
    PUBLIC_BUCKET,
    REGION,
    UPLOADS_BUCKET,
    Addresses,
    Secrets,
    apply_environment,
    keep_secrets,
)
from infra.local.hosts import BucketSource, FolderSource, StaticHost
from infra.local.mailbox import Mailbox
from infra.local.objects import ObjectFiles
from infra.local.outbox import Outbox
from infra.local.ports import Ports, asked_ports, default_ports, free_ports
from infra.local.serving import Server, file_log
from infra.site import StaticObject, plan_static, put_static

if TYPE_CHECKING:
    from infra.local.pump import Delivery, Pump
    from infra.local.timer import Timer

ROOT: Final = Path(__file__).resolve().parent.parent.parent
DEFAULT_DATA: Final = ROOT / ".fabula"
LOCK: Final = "lock"


class DataInUse(Exception):
    """Another stack runs on this data directory."""


class DataUnusable(Exception):
    """The data directory cannot be made or written."""


class NotBuilt(Exception):
    """The front end's static output is missing."""


@dataclass(frozen=True)
class Options:
    """What a stack is to be.

    `ports`: "default" (8020…, or the next free block), "free" (any), or the base of a block that must be free.
    `app`: the module that holds the Chalice app, importable. `front_end`: the folder of the built `app` and `read`;
    None: no `app.` host, and a `read.` host with what is published. `delivery`: how queues deliver; None is as
    deployed. `timer`: whether schedules run by themselves. `quiet`: what the app prints goes to `logs/app.log` instead
    of the terminal.
    """

    data: Path = DEFAULT_DATA
    ports: int | str = "default"
    app: str = "app"
    front_end: Path | None = ROOT / "frontend" / "dist"
    migrate: bool = True
    fresh: bool = False
    timer: bool = True
    quiet: bool = False
    delivery: "Delivery | None" = None


@dataclass
class Stack:
    """One local stack. Start it once; the environment of the process is then that of the stack.

    `say` is told what is being done. `addresses`, `cdn`, `pump` and `timer` are there after `start`.
    """

    options: Options
    say: Callable[[str], None] = lambda _: None
    _undo: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    addresses: Addresses = field(init=False)
    cdn: Cdn = field(init=False)
    pump: "Pump" = field(init=False)
    timer: "Timer" = field(init=False)

    def start(self) -> None:
        """Bring up every part; when it returns all of them answer. What it raises, it has cleaned up after."""
        try:
            self._start()
        except BaseException:
            self._undo.close()
            raise

    def stop(self) -> None:
        """Stop every part, the last started first; a second call does nothing."""
        self._undo.close()

    def remove(self) -> None:
        """Stop and delete the data, as a throw-away stack's owner does."""
        self.stop()
        cluster.remove_cluster(self.options.data.resolve())
        shutil.rmtree(self.options.data, ignore_errors=True)

    def __enter__(self) -> "Stack":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self) -> None:
        data = self.options.data.resolve()
        self._undo.enter_context(hold_data(data))
        if self.options.fresh:
            self.say("removing the old data")
            remove_data(data)
        for name in ("logs", "mail", "storage"):  # other people of this machine have no business in them
            (data / name).mkdir(mode=0o700, exist_ok=True)
        logs = data / "logs"
        ports = choose_ports(self.options.ports)
        with ThreadPoolExecutor(1) as pool:
            database = pool.submit(self._start_database, data, ports.postgres, logs)
            # moto and the app's libraries take their second of processor time while PostgreSQL starts.
            for module in ("infra.local.storage", "infra.local.pump", "infra.local.timer", "infra.local.api"):
                importlib.import_module(module)
            self.addresses = addresses_of(ports, database.result())
        self._serve(data, ports, logs)

    def _start_database(self, data: Path, port: int, logs: Path) -> str:
        given = os.environ.get("DATABASE_URL")
        if given:
            self.say("using the database of DATABASE_URL")
            postgres.require_answer(given)
            return given
        self.say("starting PostgreSQL")
        server = postgres.Postgres(data, port, logs / "postgres.log")
        if server.place.parent != data:
            self.say(f"PostgreSQL's user may not enter {data}, so its files are in {server.place}")
        url = server.start()
        self._undo.callback(server.stop)
        return url

    def _serve(self, data: Path, ports: Ports, logs: Path) -> None:
        kept = keep_secrets(data)
        apply_environment(os.environ, self.addresses, kept)
        table = load_table(Origins(self.addresses.app, self.addresses.read, self.addresses.api, self.addresses.storage))
        files, mailbox = ObjectFiles(data / "storage"), Mailbox(data / "mail")
        self._serve_storage(kept, table, files, mailbox, ports, logs)
        self._serve_static(table, files, ports, logs)
        self.cdn = Cdn(CDN_TOKEN)
        self._run(Server("cdn", self.cdn, port=ports.cdn, logs=logs))
        self._run(Server("mail", Outbox(mailbox), port=ports.mail, logs=logs))
        if self.options.migrate:
            self.say("migrating the database")
            importlib.import_module("infra.migrate").apply_migrations(self.addresses.database)
        self._serve_app(ports, logs)

    def _serve_storage(
        self, kept: Secrets, table: Table, files: ObjectFiles, mailbox: Mailbox, ports: Ports, logs: Path
    ) -> None:
        from infra.local.storage import Cors, Storage, StorageOptions

        rule = table.uploads_cors
        cors = Cors(
            UPLOADS_BUCKET, self.addresses.app, frozenset(rule.methods), frozenset(rule.headers), rule.max_age_seconds
        )
        senders = (os.environ["MAIL_FROM"], os.environ["SIGN_IN_MAIL_FROM"])
        keys = {kept.storage_key_id: kept.storage_secret}
        options = StorageOptions(keys, (UPLOADS_BUCKET, PUBLIC_BUCKET), cors, senders, REGION)
        storage = Storage(options, files, mailbox)
        self._undo.callback(storage.close)
        self._run(Server("storage", storage, port=ports.storage, logs=logs))

    def _serve_static(self, table: Table, files: ObjectFiles, ports: Ports, logs: Path) -> None:
        built = self.options.front_end
        if built is not None:
            for part in ("app/index.html", "read/a/manifest.json"):
                if not (built / part).is_file():
                    raise NotBuilt(f"{built / part} is missing: build the front end first (python3 run.py dev does)")
            self._put_static(plan_static(built / "read", table, "read"), files)
            self._run(Server("app", StaticHost(table, "app", FolderSource(built / "app")), port=ports.app, logs=logs))
        self._run(
            Server("read", StaticHost(table, "read", BucketSource(files, PUBLIC_BUCKET)), port=ports.read, logs=logs)
        )

    def _put_static(self, planned: list[StaticObject], files: ObjectFiles) -> None:
        client = cache(s3_client)

        def known(key: str) -> str | None:
            found = files.find(PUBLIC_BUCKET, key)
            return found[0].etag if found else None

        def put(one: StaticObject) -> None:
            client().put_object(
                Bucket=PUBLIC_BUCKET, Key=one.key, Body=one.body, ContentType=one.content_type,
                CacheControl=one.cache_control, Metadata=one.metadata,
            )  # fmt: skip

        put_static(planned, known, put)

    def _serve_app(self, ports: Ports, logs: Path) -> None:
        from infra.local.api import ApiServer
        from infra.local.pump import Delivery, Pump
        from infra.local.timer import Timer

        if self.options.quiet:
            output = self._undo.enter_context((logs / "app.log").open("a", buffering=1))
            self._undo.enter_context(contextlib.redirect_stdout(output))
            self._undo.enter_context(contextlib.redirect_stderr(output))
        self.say("starting the app")
        app = importlib.import_module(self.options.app).app
        api = ApiServer(app, ROOT, port=ports.api, log=file_log("api", logs))
        self.pump = Pump(app, file_log("queues", logs), self.options.delivery or Delivery())
        self.timer = Timer(app, file_log("schedules", logs))
        self.pump.create_queues()
        if self.options.front_end is not None:
            importlib.import_module("chalicelib.versions.publishing").write_missing_page(now=datetime.now(UTC))
        self._run(api)
        self._run(self.pump)
        if self.options.timer:
            self._run(self.timer)

    def _run(self, part: Any) -> None:
        part.start()
        self._undo.callback(part.stop)


def s3_client() -> Any:
    """A client of the object store the environment names."""
    import boto3
    from botocore.config import Config

    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.Session().client("s3", config=config)


def choose_ports(wanted: int | str) -> Ports:
    """The ports an option means. Raises PortTaken."""
    if isinstance(wanted, int):
        return asked_ports(wanted)
    return {"default": default_ports, "free": free_ports}[wanted]()


def addresses_of(ports: Ports, database: str) -> Addresses:
    """The parts' addresses."""
    app, read, api, mail, storage, cdn = (f"http://localhost:{port}" for port in astuple(ports)[:6])
    return Addresses(app, read, api, mail, storage, cdn, database)


@contextlib.contextmanager
def hold_data(data: Path) -> Iterator[None]:
    """Keep other stacks off a data directory; the system lets go of it when we end, however we end.

    Raises DataInUse and DataUnusable.
    """
    try:
        data.mkdir(mode=0o711, parents=True, exist_ok=True)
        held = (data / LOCK).open("w")
    except OSError as error:
        raise DataUnusable(f"{data} cannot hold the data ({error.strerror}); pass another --data") from error
    with held as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataInUse(f"another stack runs on {data}; stop it, or pass another --data") from error
        yield


def remove_data(data: Path) -> None:
    """Empty a data directory that we hold, and delete the database that belongs to it."""
    cluster.remove_cluster(data)
    for path in data.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()
