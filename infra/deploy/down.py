"""Taking a stage down. What creators and readers made stays, unless it is to go, too."""

from __future__ import annotations

import re

from psycopg import sql

from chalicelib.queues import Queue, queue_name
from infra.database import connect
from infra.deploy.deployment import Deployment
from infra.deploy.front_steps import destroy_step
from infra.deploy.names import prefix
from infra.deploy.reaching import asked
from infra.deploy.steps import Step
from infra.schema import SCHEMA


def destroy_steps(deployment: Deployment, *, with_data: bool) -> list[Step]:
    """The steps, in order; what knows of the releases goes last."""
    data = [database_step(deployment)] if with_data else []
    front, stack = deployment.front, prefix(deployment.name)
    own = [] if front is None else [destroy_step(front, deployment.account, stack, with_data=with_data)]
    return [*own, stack_step(deployment), queues_step(deployment), *data, artifacts_step(deployment)]


def stack_step(deployment: Deployment) -> Step:
    """Functions, API, roles, logs, alarms."""

    def due() -> str | None:
        live = deployment.account.find_stack(prefix(deployment.name))
        return f"deleting {len(live.template['Resources'])} resources" if live else None

    return Step("stack", due, deployment.stack.delete)


def queues_step(deployment: Deployment) -> Step:
    """The queues, which the stack leaves. They hold ids of what is in the database, whose sweep would send them again.

    So that the stage can be deployed again: CloudFormation does not take over what is there already.
    """
    client = deployment.account.client("sqs")
    names = [f"{queue_name(queue, prefix(deployment.name))}{end}" for queue in Queue for end in ("", "-dead")]

    def there() -> list[str]:
        found = []
        for name in names:
            with asked(f"the queue {name} cannot be looked at"):
                try:
                    found.append(client.get_queue_url(QueueName=name)["QueueUrl"])
                except client.exceptions.QueueDoesNotExist:
                    continue
        return found

    def delete() -> None:
        for url in there():
            with asked(f"the queue {url} cannot be deleted"):
                client.delete_queue(QueueUrl=url)

    return Step("queues", lambda: f"deleting {len(there())}" if there() else None, delete)


def database_step(deployment: Deployment) -> Step:
    """The tables and functions, of which the schema's file tells, and nothing else in that database."""
    ours = re.findall(r"^CREATE (?:UNLOGGED )?(?:TABLE|VIEW|FUNCTION) public\.(\w+)", SCHEMA.read_text(), re.MULTILINE)
    ours += ["_yoyo_migration", "_yoyo_log", "_yoyo_version", "yoyo_lock"]

    def due() -> str | None:
        with connect(deployment.database) as connection:
            found = connection.execute(OURS, {"names": ours}).fetchall()
        return f"dropping {len(found)} tables, views and functions" if found else None

    def drop() -> None:
        with connect(deployment.database) as connection:
            for kind, name in connection.execute(OURS, {"names": ours}).fetchall():
                connection.execute(sql.SQL("DROP {} IF EXISTS {} CASCADE").format(sql.SQL(kind), sql.Identifier(name)))

    return Step("database", due, drop)


def artifacts_step(deployment: Deployment) -> Step:
    """Packages, templates, and which releases there were."""
    return Step(
        "releases",
        lambda: f"deleting {len(deployment.artifacts.keys())} files" if deployment.artifacts.keys() else None,
        lambda: deployment.artifacts.delete(deployment.artifacts.keys()),
    )


OURS = """
    SELECT CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind, relname AS name
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v')
        AND relname = ANY(%(names)s)
    UNION SELECT 'FUNCTION', proname FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND proname = ANY(%(names)s)
    ORDER BY kind DESC, name
"""
