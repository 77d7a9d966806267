"""A small Chalice app for the tests of the local stack: what it was handed is written to the folder TINY_SEEN."""

import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Cron, Rate, SQSEvent

app = Chalice(app_name="tiny")
QUEUE = "tiny-letters"


@app.route("/things/{name}", methods=["GET", "POST"])
def things(name: str) -> dict[str, Any]:
    """Say what came."""
    request: Any = app.current_request
    return {"name": name, "body": request.raw_body.decode() if request.method == "POST" else None}


@app.on_sqs_message(queue=QUEUE, batch_size=10, name="letters")
def letters(event: SQSEvent) -> dict[str, Any]:
    """Note every message; do with it what its body says."""
    failures = []
    context: Any = event.context
    for record in event:
        seen = Path(os.environ["TINY_SEEN"])
        whole = record.to_dict() | {"remaining": context.get_remaining_time_in_millis()}
        (seen / f"{time.monotonic_ns()}-{uuid.uuid4().hex}.json").write_text(json.dumps(whole))
        if record.body == "raise":
            raise RuntimeError("as the message asked")
        if record.body == "fail":
            failures.append({"itemIdentifier": whole["messageId"]})
        if record.body.startswith("slow"):
            time.sleep(0.3)
    return {"batchItemFailures": failures}


@app.schedule(Rate(1, unit=Rate.MINUTES), name="tick")
def tick(event: CloudWatchEvent) -> str:
    """Answer the kind of event."""
    return str(event.to_dict()["detail-type"])


@app.schedule(Cron(0, 3, "*", "*", "?", "*"), name="nightly")
def nightly(_: CloudWatchEvent) -> str:
    """Nothing but run."""
    return "ran"
