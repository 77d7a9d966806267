"""A stage in its account, and the steps that bring it to a release."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import psycopg

from infra import migrate
from infra.deploy import front_steps
from infra.deploy.account import Account
from infra.deploy.artifacts import Artifacts
from infra.deploy.claim import Holder, claimed
from infra.deploy.front import Front
from infra.deploy.names import parameter, prefix
from infra.deploy.package import Package
from infra.deploy.plan import READY, Template, plan_changes
from infra.deploy.releases import History, Release, code_key, keys_of, plain_parameters, template_key
from infra.deploy.secrets import Secret, Store, absence, storing
from infra.deploy.stacks import Stack
from infra.deploy.stages import Stage
from infra.deploy.static import BuiltSite
from infra.deploy.steps import Say, Step, run_steps
from infra.setup.console import SetupFailed

FRONT: Final = "front"
"""What a release calls the part that its front is."""
SHOWN: Final = 4
"""Migrations that are called by their names; of more only the first and the last."""
Smoke = Callable[["Deployment", Release], None]
"""Raises SetupFailed where a release does not work at its addresses."""


@dataclass(frozen=True)
class Built:
    """What is to be deployed."""

    package: Package
    template: Template
    site: BuiltSite | None = None
    """Of a stage that has a front."""

    @property
    def template_text(self) -> str:
        """The template as it is uploaded."""
        return text_of(self.template)

    def release(self, *, revision: str, at: str) -> Release:
        """What it is once it is deployed."""
        return Release(
            package=self.package.fingerprint,
            template=fingerprint(self.template),
            migrations=tuple(migrate.list_migrations()),
            revision=revision,
            at=at,
            static={} if self.site is None else {FRONT: self.site.release.id},
        )


@dataclass
class Deployment:
    """A stage, its account, and what is known of both. `say` is told what is being done."""

    name: str
    stage: Stage
    account: Account
    say: Say
    smoke: Smoke
    front: Front | None = None
    """What it has at Cloudflare."""
    history: History = field(init=False)
    _holder: Holder | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Look which releases there were. Raises AccountUnreachable."""
        self.history = self.artifacts.load_history()

    @cached_property
    def artifacts(self) -> Artifacts:
        """Its bucket."""
        return Artifacts(self.account, self.stage.artifacts_bucket, self.name)

    @cached_property
    def stack(self) -> Stack:
        """Its stack."""
        return Stack(self.account, prefix(self.name), self.say)

    @cached_property
    def stored(self) -> Mapping[str, Secret]:
        """Its secrets that are there, by setting; asked for once, so that what is deployed is of the version that is
        said, whatever is stored meanwhile. Raises AccountUnreachable."""
        return Store(self.account, self.stage).find(*self.stage.secrets.named())

    @property
    def secrets(self) -> Mapping[str, str]:
        """Their values. Raises AccountUnreachable."""
        return {setting: one.value for setting, one in self.stored.items()}

    @property
    def database(self) -> str:
        """The database's address. Raises SetupFailed."""
        try:
            return self.secrets["database_url"]
        except KeyError as error:
            raise SetupFailed(absence(self.stage.secrets.database_url), fix=storing("database_url")) from error

    def applied_migrations(self) -> frozenset[str]:
        """The names of those the database has. Raises SetupFailed."""
        try:
            return migrate.find_applied(self.database)
        except psycopg.Error as error:  # its message may hold the address
            what = f"the database cannot be asked ({type(error).__name__})"
            raise SetupFailed(what, fix="see its address in SSM, and that it runs") from error

    @property
    def addresses(self) -> dict[str, str]:
        """Where people find it."""
        return {"editor": self.stage.app_url, "stories": self.stage.read_url, "API": self.stage.api_url}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While nobody else changes the stage, whose releases are looked up anew: minutes may have gone by since.

        Raises SetupFailed where somebody does. A stage without a bucket has nothing that two could change.
        """
        if not self.artifacts.exist():
            yield
            return
        with claimed(self.artifacts, self.account, self.say) as self._holder:
            self.history = self.artifacts.load_history()
            try:
                yield
            finally:
                self._holder = None

    @property
    def went_back(self) -> bool:
        """Whether somebody who was killed had gone back to the release that runs, and nothing was left to do."""
        live = self.history.live
        back_to = "" if self._holder is None else self._holder.back_to
        return live is not None and live.name == back_to and self.runs(live)

    def record_back(self) -> Step:
        """That the newest release is gone back from. Who is killed after that leaves word of it: going back again would
        be to the one before."""
        history = self.history.without_newest()
        record = self.record_step(history)

        def save() -> None:
            if self._holder is not None and history.live is not None:
                self._holder.note_back(history.live.name)
            record.do()

        return replace(record, do=save)

    def run(self, steps: Iterable[Step]) -> list[str]:
        """Do what is to be done of these; gives the names of those that changed something.

        Raises SetupFailed, before each of them, where somebody else began to change the stage.
        """
        return run_steps(self._while_alone(steps), self.say)

    def _while_alone(self, steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            if self._holder is not None:
                self._holder.require()
            yield step

    def introduce(self) -> list[Step]:
        """What others need time for, before anything else is done."""
        return [] if self.front is None else [front_steps.mail_step(self.front, self.account)]

    def bucket_step(self) -> Step:
        """What everything else is put into, and who changes the stage is written."""
        return Step(
            "bucket",
            lambda: None if self.artifacts.exist() else f"making {self.stage.artifacts_bucket}",
            self.artifacts.make,
        )

    def prepare(self, built: Built, release: Release) -> list[Step]:
        """What changes nothing that runs: what the release is made of is put ready, and the database expanded."""
        front = [] if self.front is None else front_steps.prepare_steps(self.front, self.account, built.site)
        code, template = code_key(self.name, release.package), template_key(self.name, release.template)
        return [
            Step(
                "package",
                lambda: None if self.artifacts.has(code) else f"uploading {built.package.size / 1e6:.1f} MB",
                lambda: self.artifacts.put(code, built.package.path),
            ),
            Step(
                "template",
                lambda: None if self.artifacts.has(template) else f"uploading {len(built.template_text):,} bytes",
                lambda: self.artifacts.put(template, built.template_text),
            ),
            *front,
            self.migrations_step(release),
        ]

    def switch(self, release: Release) -> list[Step]:
        """What makes a release, of which everything is put ready, the one that runs."""
        return [self.stack_step(release), *self.switch_front(release)]

    def switch_front(self, release: Release) -> list[Step]:
        """The same at Cloudflare, once the stack has changed."""
        site = release.static.get(FRONT)
        if self.front is None or site is None:
            return []
        return front_steps.switch_steps(self.front, self.account, prefix(self.name), site)

    def migrations_step(self, release: Release, *, contract: bool = True) -> Step:
        """The database expanded for a release, and rid of what only those before the one that runs used."""
        may = self._may_apply(release, contract=contract)

        def due() -> str | None:
            names = sorted(may - self.applied_migrations())
            shown = names if len(names) <= SHOWN else [names[0], "…", names[-1]]
            return f"applying {len(names)}: {' '.join(shown)}" if names else None

        def apply() -> None:
            try:
                migrate.apply_migrations(self.database, may.__contains__)
            except migrate.OutOfOrder as error:
                raise SetupFailed(str(error), fix="deploy the release in between first") from error
            except psycopg.Error as error:
                raise SetupFailed(
                    f"the database does not take a migration: {str(error).strip()}",
                    fix="nothing of that migration stayed; a lock that it could not get is most often free later",
                ) from error

        return Step("migrations", due, apply)

    def _may_apply(self, release: Release, *, contract: bool) -> frozenset[str]:
        live = self.history.live
        if live is None and self.account.find_stack(prefix(self.name)) is None:
            return frozenset(release.migrations)  # nothing runs
        # What the release that runs brought, and so lives with: whoever is to be gone back to is that one.
        # Where another runs because somebody was killed, that may be one that does not.
        contracts = live is not None and contract and not release.same_as(live) and self.runs(live)
        contracting = set(live.migrations) if live and contracts else set[str]()
        return frozenset(one for one in release.migrations if one in contracting or not migrate.is_contracting(one))

    def runs(self, release: Release) -> bool:
        """Whether that release is what runs, and whole: who is killed while switching leaves something else."""
        return all(self.parts_of(release))

    def parts_of(self, release: Release) -> tuple[bool, bool]:
        """Whether the stack is that release's, and what people get of the front."""
        live, site = self.account.find_stack(prefix(self.name)), release.static.get(FRONT)
        made_of = None if live is None else (live.parameters.get("CodeKey"), fingerprint(live.template))
        return (
            made_of == (code_key(self.name, release.package), release.template),
            self.front is None or site is None or self.front.serves(site),
        )

    def parameters(self, release: Release) -> dict[str, str]:
        """The template's parameters that are no secrets."""
        versions = {setting: one.version for setting, one in self.stored.items()}
        certificate = None if self.front is None else self.front.find_certificate(self.account.client("acm"))
        return plain_parameters(self.stage, self.name, release.package, versions, certificate)

    def stack_step(self, release: Release) -> Step:
        """CloudFormation's stack."""

        def parts() -> tuple[Template, dict[str, str]]:
            template = json.loads(self.artifacts.read(template_key(self.name, release.template)))
            return template, self.parameters(release)

        def due() -> str | None:
            template, plain = parts()
            live = self.account.find_stack(prefix(self.name))
            if live is None:
                return f"making {len(template['Resources'])} resources"
            if live.status not in READY:
                return f"it is {live.status}"
            changes = plan_changes(template, plain, live, lambda _kind: frozenset())
            if not changes and live.template.get("Outputs") == template.get("Outputs"):
                return None
            return f"changing {len(changes)} of {len(template['Resources'])} resources"

        def apply() -> None:
            template, plain = parts()
            secret = {parameter(setting): value for setting, value in self.secrets.items()}
            missing = template["Parameters"].keys() - plain.keys() - secret.keys()
            if missing:
                what = (
                    f"the stage's file has nothing for {', '.join(sorted(missing))}, which release {release.name} needs"
                )
                raise SetupFailed(what, fix="put it back into [secrets]")
            given = {name: (plain | secret)[name] for name in template["Parameters"]}
            self.stack.apply(self.artifacts.url(template_key(self.name, release.template)), given)

        return Step("stack", due, apply)

    def smoke_step(self, release: Release) -> Step:
        """Whether it works at its addresses."""

        def walk() -> None:
            try:
                self.smoke(self, release)
            except SetupFailed:
                raise
            except Exception as error:
                what = f"the smoke test itself failed: {type(error).__name__}"  # its words may hold an address
                raise SetupFailed(what, fix="see what it came to above") from error

        return Step("smoke", lambda: f"walking the main job at {self.stage.app_url}", walk)

    def record_step(self, history: History) -> Step:
        """Which releases there are."""

        def save() -> None:
            self.artifacts.save_history(history)
            self.history = self.artifacts.load_history()

        return Step("record", lambda: f"{history.live.name if history.live else 'nothing'} runs", save)

    def tidy_step(self) -> Step:
        """What no release needs that is remembered."""

        def old() -> list[str]:
            return sorted(set(self.artifacts.keys()) - keys_of(self.name, self.history))

        return Step(
            "old packages",
            lambda: f"deleting {len(old())} files" if old() else None,
            lambda: self.artifacts.delete(old()),
        )

    def tidy_front(self) -> list[Step]:
        """The same at Cloudflare."""
        kept = [one.static[FRONT] for one in self.history.releases if FRONT in one.static]
        return [] if self.front is None else [front_steps.tidy_step(self.front, kept)]


def text_of(template: Template) -> str:
    """A template as it is uploaded."""
    return json.dumps(template, separators=(",", ":"), sort_keys=True)


def fingerprint(template: Template) -> str:
    """What tells a template from others."""
    return hashlib.sha256(text_of(template).encode()).hexdigest()
