"""Deploying a stage, and going back to the release before: what is done in which order, and what when it fails.

Up to the switch nothing that runs is changed, so what fails there is mended and deployed again. What fails from there
on, the smoke test last, brings the release before back by itself. A process that is killed leaves what it was at; the
next one finds that and goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from infra import migrate
from infra.deploy.checks import Before, Finding, NotReady, find_problems
from infra.deploy.deployment import Built, Deployment
from infra.deploy.names import prefix
from infra.deploy.plan import Live, Plan, fixed_properties, plan_changes
from infra.deploy.releases import Release, code_key
from infra.deploy.steps import Step
from infra.setup.console import SetupFailed

WENT_BACK: Final = 4
BROKEN: Final = 5


@dataclass(frozen=True)
class Outcome:
    """What came of it. `release` runs, `changed` are the steps that had something to do, `failed` says why the one that
    was to run does not, or does not well."""

    stage: str
    release: str
    changed: Sequence[str]
    addresses: Mapping[str, str]
    warnings: Sequence[str] = ()
    failed: str | None = None
    exit_code: int = 0

    def to_json(self) -> dict[str, Any]:
        """It for machines."""
        return asdict(self)

    def words(self) -> list[str]:
        """It for a person."""
        warned = [f"beware: {one}" for one in self.warnings]
        if self.failed:
            return [*warned, self.failed]
        runs = f"stage {self.stage}: release {self.release} runs"
        said = runs if self.changed else f"{runs} already; nothing was changed"
        return [*warned, said, *(f"  {name:<8} {address}" for name, address in self.addresses.items())]


def deploy(deployment: Deployment, built: Built, release: Release) -> Outcome:
    """Make a release the one that runs.

    Raises NotReady and SetupFailed where nothing was changed that runs.
    """
    warnings = _check(deployment, built)
    changed = deployment.run([deployment.bucket_step()])
    with deployment.alone():
        return _deploy(deployment, built, release, warnings, changed)


def _deploy(deployment: Deployment, built: Built, release: Release, warnings: list[str], changed: list[str]) -> Outcome:
    _require_schema(deployment, release)
    before = deployment.history.live
    changed += deployment.run(deployment.introduce())
    changed += deployment.run(deployment.prepare(built, release))
    try:
        switched = deployment.run(deployment.switch(release))
        if switched or not release.same_as(before):
            switched += deployment.run([deployment.smoke_step(release)])
    except SetupFailed as failure:
        return _go_back(deployment, release, str(failure), warnings)
    changed += switched
    if not release.same_as(before):
        changed += deployment.run([deployment.record_step(deployment.history.with_new(release))])
    changed += deployment.run([deployment.tidy_step(), *deployment.tidy_front()])
    return Outcome(deployment.name, release.name, changed, deployment.addresses, warnings)


def rollback(deployment: Deployment) -> Outcome:
    """Bring the release before back, for whoever found what the smoke test did not; or the one that held last, where a
    deployment was killed on its way to another.

    Raises SetupFailed where there is none, or the database has gone on.
    """
    with deployment.alone():
        return _roll_back(deployment)


def _roll_back(deployment: Deployment) -> Outcome:
    live = deployment.history.live
    if live is not None and deployment.went_back:
        return Outcome(deployment.name, live.name, (), deployment.addresses)
    back = _find_back(deployment)
    _require_schema(deployment, back)
    failed, changed = None, list[str]()
    try:
        changed += deployment.run(deployment.switch(back))
    except SetupFailed as failure:
        failed = f"going back to {back.name} stopped half-way, so run it again:\n{failure}"
        return Outcome(deployment.name, back.name, changed, deployment.addresses, (), failed, BROKEN)
    try:
        changed += deployment.run([deployment.smoke_step(back)])
    except SetupFailed as failure:
        failed = f"release {back.name} runs again, and does not hold either:\n{failure}"
    if back != live:
        # Last, so that whoever is interrupted goes back to the same release and not to the one before that.
        changed += deployment.run([deployment.record_back()])
    return Outcome(deployment.name, back.name, changed, deployment.addresses, (), failed, BROKEN if failed else 0)


def _require_schema(deployment: Deployment, release: Release) -> None:
    """Raises SetupFailed where the database has gone on past a release."""
    since = deployment.applied_migrations() - set(release.migrations)
    gone = sorted(name for name in since if migrate.is_contracting(name))
    if gone:
        raise SetupFailed(
            f"release {release.name} needs what {', '.join(gone)} took out of the database",
            fix="deploy sources that know these migrations, with what is wrong taken back",
        )


def _find_back(deployment: Deployment) -> Release:
    """Which release to bring back. Raises SetupFailed."""
    live, before = (*deployment.history.releases, None, None)[:2]
    if live is not None and not deployment.runs(live):
        # Something is in between. Of what a rollback left a part is already the release before's, and not the newest's.
        parts = [] if before is None else zip(deployment.parts_of(before), deployment.parts_of(live), strict=True)
        if before is None or not any(older and not newer for older, newer in parts):
            return live
    if before is None:
        raise SetupFailed("there is no release before the one that runs", fix="deploy the sources you want")
    return before


def plan(deployment: Deployment, built: Built, release: Release) -> Plan:
    """What deploying would do; nothing is changed. Raises SetupFailed."""
    live, found = _look(deployment, built)
    region = deployment.stage.region
    blockers = [str(one) for one in found if one.grave]
    if not blockers:
        try:
            _require_schema(deployment, release)
        except SetupFailed as failure:
            blockers.append(str(failure))
    ahead = [deployment.bucket_step(), *deployment.introduce(), *deployment.prepare(built, release)]
    ahead += deployment.switch_front(release)
    changes = plan_changes(built.template, deployment.parameters(release), live, fixed_properties(region))
    return Plan(
        stage=deployment.name,
        region=region,
        stack=prefix(deployment.name),
        status=None if live is None else live.status,
        code=code_key(deployment.name, release.package),
        changes=changes,
        blockers=tuple(blockers),
        steps=() if blockers else tuple(_list_due(ahead, anything=bool(changes))),
        warnings=tuple(str(one) for one in found if not one.grave),
    )


def _list_due(steps: Iterable[Step], *, anything: bool) -> list[str]:
    """What these would do beside the stack's changes, if there are any. Raises SetupFailed where nothing is due before
    the first that cannot tell."""
    told: list[str] = []
    for step in steps:
        try:
            due = step.due()
        except SetupFailed:
            if not told and not anything:
                raise
            due = "known once that is done"  # it looks for what a step before it makes
        if due is not None:
            told.append(f"{step.name}: {due}")
    return told


def _check(deployment: Deployment, built: Built) -> list[str]:
    """What to beware of. Raises NotReady."""
    deployment.say("checking the account, the secrets, the mail and the database …")
    _, found = _look(deployment, built)
    if any(one.grave for one in found):
        raise NotReady(found)
    return [str(one) for one in found]


def _look(deployment: Deployment, built: Built) -> tuple[Live | None, list[Finding]]:
    """The stack, and what is wrong."""
    live = deployment.account.find_stack(prefix(deployment.name))
    before = Before(deployment.account, deployment.stage, built.package, live, deployment.secrets, deployment.front)
    return live, find_problems(before)


def _go_back(deployment: Deployment, release: Release, why: str, warnings: Sequence[str]) -> Outcome:
    """After a failure: the release before again, if there is one."""
    before = deployment.history.live
    said, exit_code, runs = f"release {release.name} did not hold", BROKEN, release
    deployment.say(f"{said}: {why}")
    if before is None or release.same_as(before):
        said += ", and there is none before it to go back to: mend it, and deploy again"
    else:
        deployment.say(f"going back to release {before.name}")
        try:
            deployment.run(deployment.switch(before))
        except SetupFailed as failure:
            said += f", and going back to {before.name} failed: {failure}\n  to mend it: deploy again"
        else:
            said, exit_code, runs = f"{said}; {before.name} runs again", WENT_BACK, before
    return Outcome(deployment.name, runs.name, (), deployment.addresses, warnings, f"{said}\n{why}", exit_code)
