"""The whole deployed surface at a glance: HTTP routes, queue consumers, schedules.

Queue and schedule handlers are declared here and not in the rooms: a blueprint's handler deploys under its own module,
and Lambda then never imports this file. Heavy imports (Pillow above all) wait inside the one function that needs them.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

# What is imported stays. Looking through it for what could go, again and again, was a seventh of a cold start.
gc.disable()

from chalice.app import Chalice, CloudWatchEvent, Rate, SQSEvent  # noqa: E402

from chalicelib import api, log, queues, web  # noqa: E402
from chalicelib.queues import Queue, queue_name  # noqa: E402

PREFIX: Final = os.environ.get("QUEUE_PREFIX", "fabula")

# Chalice would configure the logger of the app's name, which is ours: errors only, and every line twice.
app = Chalice(app_name="fabula", configure_logs=False)
web.register(app, api.ROUTES, api.authenticate)
gc.freeze()
gc.enable()


@app.on_sqs_message(queue=queue_name(Queue.ASSETS, PREFIX), batch_size=1, name="assets_process")
def assets_process(event: SQSEvent) -> Any:
    """Make a received picture's renditions."""
    from chalicelib.assets import service

    return queues.consume(event, lambda message: service.process(message["asset_id"], now=datetime.now(UTC)))


@app.on_sqs_message(queue=queue_name(Queue.PUBLISH, PREFIX), batch_size=1, name="stories_publish")
def stories_publish(event: SQSEvent) -> Any:
    """Publish a story's draft as its next version."""
    from chalicelib.versions import publishing

    return queues.consume(event, lambda message: publishing.publish(message["publication_id"], now=datetime.now(UTC)))


@app.on_sqs_message(queue=queue_name(Queue.INTERCHANGE, PREFIX), batch_size=1, name="interchange_carry")
def interchange_carry(event: SQSEvent) -> Any:
    """Make a story of an uploaded file, or a file of a story."""
    from chalicelib.interchange import exporting, importing

    def carry(message: Mapping[str, str]) -> None:
        if "import_id" in message:
            importing.read_import(message["import_id"], now=datetime.now(UTC))
        else:
            exporting.write_export(message["export_id"], now=datetime.now(UTC))

    return queues.consume(event, carry)


@app.on_sqs_message(queue=queue_name(Queue.MAIL, PREFIX), batch_size=10, name="mail_send")
def mail_send(event: SQSEvent) -> Any:
    """Send what the outbox holds."""
    from chalicelib.notify import service

    return queues.consume(event, lambda message: service.send(message["outbox_id"], now=datetime.now(UTC)))


@app.schedule(Rate(1, unit=Rate.MINUTES), name="analytics_rollup")
def analytics_rollup(event: CloudWatchEvent) -> None:
    """Add what readers did since the last run to the rollups, and tell readers what others chose."""
    from chalicelib.analytics import service

    log.correlate(event.event_id)
    service.roll_up(now=datetime.now(UTC))
    service.write_due_chosen(now=datetime.now(UTC))


@app.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> None:
    """Pick up what a lost message left behind, and delete what has served its time."""
    from chalicelib import sweeping

    log.correlate(event.event_id)
    sweeping.sweep(now=datetime.now(UTC))
