"""A stage as it is deployed to accounts on loopback, at work: who looks for its hosts finds what was deployed, and what
waits in its queues and for its schedules comes to its functions."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from chalice.local import LambdaEventConverter, RouteMatcher
from moto.apigateway.models import Integration, apigateway_backends
from moto.awslambda.models import EventSourceMapping
from moto.awslambda.utils import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.events.models import Rule, events_backends
from werkzeug.wrappers import Request, Response

from infra.deploy.account import Account
from infra.deploy.deployment import Built, Deployment
from infra.deploy.edge_worker import worker_name
from infra.deploy.package import Package
from infra.deploy.releases import Release
from infra.deploy.smoking import smoke_release
from infra.deploy.static import build_site
from infra.deploy.up import Outcome, deploy
from infra.local.cdn import Cdn
from infra.local.hosts import Page, StaticHost
from infra.local.pump import handled_messages, sqs_event
from infra.local.serving import Server
from infra.local.timer import scheduled_event
from tests.integration.aws import REGION
from tests.integration.cloudflare import FakeCloudflare
from tests.integration.deployer import NAME, STAGE
from tests.integration.fronted import Fronted
from tests.integration.kinds import find_deployment
from tests.integration.lambdas import FunctionFailed, Functions

MINUTE: Final = 1.0
"""Seconds of a schedule's minute."""
PAUSE: Final = 0.2
"""Seconds between looks at the queues."""


class Bucket:
    """What lies in one of R2's buckets, as a host finds it."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def find(self, key: str) -> Page | None:
        try:
            found = self._client.get_object(Bucket=self._name, Key=key)
        except self._client.exceptions.NoSuchKey:
            return None
        return Page(found["Body"].read(), found["ContentType"], found["ETag"].strip('"'), found["Metadata"])


class Gateway:
    """API Gateway: a request to a host of its own is one function's event, as that API was deployed last."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    def answer(self, target: str, request: Request) -> Response:
        """To a request that the DNS has led to a target."""
        apis = apigateway_backends[DEFAULT_ACCOUNT_ID][REGION]
        hosts = {one.regional_domain_name: name for name, one in apis.domain_names.items()}
        if hosts.get(target) != request.host:
            return said(403, "Forbidden")
        (mapping,) = apis.base_path_mappings[request.host].values()
        api, stage = apis.apis[mapping.rest_api_id], str(mapping.stage)
        methods = find_deployment(api, stage).methods
        event = made_event(request, {path for path, _ in methods})
        path = event["requestContext"]["resourcePath"] if event else ""
        integration = methods.get((path, request.method))
        if event is None or integration is None:
            return said(403, "Missing Authentication Token")
        if integration.integration_type == "MOCK":
            return preflight(integration)
        source = f"arn:aws:execute-api:{REGION}:{DEFAULT_ACCOUNT_ID}:{api.id}/{stage}/{request.method}{path}"
        function = integration.uri.partition("/functions/")[2].removesuffix("/invocations")
        try:
            answer = self._functions.invoke(function, event, service="apigateway.amazonaws.com", source=source)
        except FunctionFailed as failure:
            return said(502, f"Internal server error: {failure}")  # the reason is for who reads a test
        many = answer["multiValueHeaders"].items()
        headers = [*answer["headers"].items(), *((name, value) for name, values in many for value in values)]
        return Response(answer["body"], answer["statusCode"], headers)


class Deployed:
    """The stage, for whoever deploys it, and at work while its smoke test runs: the real one, by the stage's own names.

    `failed` is what its queues and schedules came to that failed.
    """

    def __init__(self, fronted: Fronted, folder: Path) -> None:
        self._fronted = fronted
        self.account = fronted.account
        self._server = Server("names", self, port=0, logs=folder / "logs")
        self.port = self._server.port
        self.functions = Functions(self.account, folder, self.port)
        self.cdn = Cdn("x", path=urlsplit(str(STAGE.cdn_purge_url)).path)
        self._gateway = Gateway(self.functions)
        table, client = fronted.front.table, fronted.front.client
        self._hosts = {
            STAGE.app_url: StaticHost(table, "app", Bucket(client, STAGE.app_bucket)),
            STAGE.read_url: StaticHost(table, "read", Bucket(client, STAGE.public_bucket)),
            "https://api.cloudflare.com": self.cdn,
        }
        # The template of the example's stage, but for R2, which is on loopback.
        text = json.dumps(fronted.template).replace(STAGE.storage_endpoint, fronted.stage.storage_endpoint)
        self.template = json.loads(text)
        self.said: list[str] = []
        self.failed: list[str] = []

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        return self._find(request)(environ, start_response)

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()
        self.functions.close()

    def deployment(self) -> Deployment:
        self.said.clear()
        stage, front = self._fronted.stage, self._fronted.front
        return Deployment(NAME, stage, Account(stage.region), self.said.append, self.smoke, front)

    def deploy(self, package: Package) -> Outcome:
        site = build_site(self._fronted.site("one"), self._fronted.front.table)
        built = Built(package, self.template, site)
        return deploy(self.deployment(), built, built.release(revision="", at=""))

    def smoke(self, deployment: Deployment, release: Release) -> None:
        with self.at_work():
            smoke_release(deployment, release)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While queues and schedules wake functions."""
        ended = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(self._work, ended)
            try:
                yield
            finally:
                ended.set()
                work.result()

    def _find(self, request: Request) -> Any:
        """What a host is, where its name has been made to lead to it."""
        fake, origin = self._fronted.fake, f"https://{request.host}"
        if origin == STAGE.api_url:
            return self._gateway.answer(find_target(fake, request.host), request)
        if origin in (STAGE.app_url, STAGE.read_url) and fake.domains.get(request.host) != worker_name(NAME):
            return said(530, "no Worker answers for this host")
        return self._hosts[origin]

    def _work(self, ended: threading.Event) -> None:
        queues = self.account.client("sqs")
        find_url = cache(lambda name: queues.get_queue_url(QueueName=name)["QueueUrl"])
        next_minute = time.monotonic()
        while not ended.wait(PAUSE):
            for mapping in mappings():
                name = mapping.event_source_arn.rpartition(":")[2]
                self._deliver(queues, find_url(name), name, mapping)
            if time.monotonic() >= next_minute:
                self._run_schedules()
                next_minute = time.monotonic() + MINUTE

    def _deliver(self, queues: Any, url: str, name: str, mapping: EventSourceMapping) -> None:
        """What Lambda does with a queue: whatever a function does not name as failed is deleted."""
        most = min(mapping.batch_size, 10)
        batch = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=most, MessageSystemAttributeNames=["All"])
        messages = batch.get("Messages", [])
        if not messages:
            return
        try:
            answer = self.functions.receive(
                mapping.function_arn, sqs_event(name, messages), queue=mapping.event_source_arn
            )
        except FunctionFailed as failure:
            self.failed.append(str(failure))
            return
        assert mapping.function_response_types == ["ReportBatchItemFailures"]
        handled = handled_messages(messages, answer)
        self.failed += [f"{name}: {one['Body']}" for one in messages if one not in handled]
        for one in handled:
            queues.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])

    def _run_schedules(self) -> None:
        for rule in rules():
            for target in rule.targets:
                event = scheduled_event(rule.name)
                try:
                    self.functions.invoke(target["Arn"], event, service="events.amazonaws.com", source=rule.arn)
                except FunctionFailed as failure:
                    self.failed.append(str(failure))


def mappings() -> list[EventSourceMapping]:
    """Which queues wake which functions."""
    return list(get_backend(DEFAULT_ACCOUNT_ID, REGION).list_event_source_mappings("", ""))


def rules() -> list[Rule]:
    """The schedules."""
    found, _ = events_backends[DEFAULT_ACCOUNT_ID][REGION].list_rules()
    return list(found)


def find_target(fake: FakeCloudflare, host: str) -> str:
    """Where the DNS leads from a host."""
    return next((str(one["content"]) for one in fake.records if one["name"] == host), "nowhere")


def made_event(request: Request, paths: Iterable[str]) -> dict[str, Any] | None:
    """A request as a function is told of it; None where no path is its."""
    converter: Any = LambdaEventConverter(RouteMatcher(list(paths)))
    body, target = request.get_data(as_text=True) or None, str(request.environ["RAW_URI"])
    try:
        event: dict[str, Any] = converter.create_lambda_event(request.method, target, dict(request.headers), body)
    except ValueError:
        return None
    return event | {"isBase64Encoded": False}


def preflight(integration: Integration) -> Response:
    """An answer that is written in the API itself."""
    (answer,) = (integration.integration_responses or {}).values()
    told = {name.rpartition(".")[2]: value.strip("'") for name, value in (answer.response_parameters or {}).items()}
    return Response(status=int(answer.status_code), headers=told)


def said(status: int, message: str) -> Response:
    """An answer that no function gave."""
    return Response(json.dumps({"message": message}), status, content_type="application/json")
