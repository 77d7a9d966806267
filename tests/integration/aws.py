"""An AWS account on loopback: moto, and what moto leaves out of what deploying asks."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
from moto.acm.models import acm_backends
from moto.cloudformation.models import Stack as MotoStack
from moto.cloudformation.models import cloudformation_backends
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

from infra.local.serving import Server
from tests.integration import kinds as kinds  # moto makes them once it is read

REGION: Final = "eu-central-1"
SIMULATED: Final = """\
<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>{}</EvaluationResults>\
</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>"""
DECISION: Final = "<member><EvalActionName>{}</EvalActionName><EvalDecision>{}</EvalDecision></member>"
TAKEN: Final = "<{0}Response><{0}Result><StackId>{1}</StackId></{0}Result></{0}Response>"
# moto reads all templates as YAML, which takes longer than all else that it does with ours.
MotoStack.parse_template = staticmethod(json.loads)  # type: ignore[method-assign, assignment]


class Aws:
    """The WSGI application. `asked` are the operations it was asked for; the rest is how it answers."""

    def __init__(self) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self.asked: list[str] = []
        self.refuses: str | None = None
        """Why the next change of a stack is taken back."""
        self.loses_answer = False
        """Whether the next change of a stack is begun, and its answer lost."""
        self._begun: set[str] = set()
        """What the changes of stacks are known by."""
        self.unreserved = 1000
        self.sandbox = False
        self.verified = ["mail.example.com"]
        """Senders' domains that SES has verified; moto never does."""
        self.denied: tuple[str, ...] = ()
        """Actions that policies do not allow."""
        self.closed: tuple[str, ...] = ()
        """Operations that are refused."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        body = request.get_data()
        plain = request.mimetype == "application/x-www-form-urlencoded"
        form = {key: values[0] for key, values in parse_qs(body.decode()).items()} if plain else {}
        operation = request.headers.get("X-Amz-Target") or form.get("Action") or f"{request.method} {request.path}"
        self.asked.append(operation)
        answer = self._answer(operation, form)
        if answer is not None:
            return answer(environ, start_response)
        changes = operation in ("CreateStack", "UpdateStack")
        sent = ""
        if changes:
            sent = template_sent(form)
            translated = {key: value for key, value in form.items() if key != "TemplateURL"}
            body = urlencode(translated | {"TemplateBody": json.dumps(translation(json.loads(sent)))}).encode()
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
        if not changes:
            return self._moto(environ, start_response)
        if self.loses_answer and "ClientRequestToken" in form:
            self._begun.add(form["ClientRequestToken"])
        chunks, status, headers = run_wsgi_app(self._moto, environ)
        if status.startswith("200"):
            stack = find_stack(form["StackName"])
            stack.template = sent
            forget_removed(stack)
            keep_from_invoking()
        if self.loses_answer:
            self.loses_answer = False
            return Response(status=503)(environ, start_response)
        return Response(b"".join(chunks), status, headers)(environ, start_response)

    def _answer(self, operation: str, form: Mapping[str, str]) -> Response | None:
        """To what moto does not know, and to what is to fail."""
        if operation in self.closed:
            return Response("{}", 403, {"x-amzn-ErrorType": "AccessDeniedException"}, content_type="application/json")
        if operation == "GET /2016-08-19/account-settings":
            limits = {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": self.unreserved}
            return Response(json.dumps({"AccountLimit": limits}), content_type="application/json")
        if operation == "GET /v2/email/account":
            told = {"SendingEnabled": True, "ProductionAccessEnabled": not self.sandbox}
            return Response(json.dumps(told), content_type="application/json")
        if operation.startswith("GET /v2/email/identities/") and operation.rpartition("/")[2] in self.verified:
            return Response(json.dumps({"VerifiedForSendingStatus": True}), content_type="application/json")
        if operation == "SimulatePrincipalPolicy":
            named = [value for key, value in form.items() if key.startswith("ActionNames")]
            members = (DECISION.format(one, "implicitDeny" if one in self.denied else "allowed") for one in named)
            return Response(SIMULATED.format("".join(members)), content_type="text/xml")
        if operation in ("CreateStack", "UpdateStack") and form.get("ClientRequestToken") in self._begun:
            return Response(TAKEN.format(operation, find_stack(form["StackName"]).stack_id), content_type="text/xml")
        if operation == "UpdateStack" and self.refuses is not None:
            stack = find_stack(form["StackName"])
            stack._add_stack_event("UPDATE_FAILED", self.refuses)
            stack.status, self.refuses = "UPDATE_ROLLBACK_COMPLETE", None
            return Response(TAKEN.format(operation, stack.stack_id), content_type="text/xml")
        return None


class Loopback:
    """An account, and how commands find it."""

    def __init__(self, aws: Aws, port: int) -> None:
        self.aws = aws
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://localhost:{port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str) -> Any:
        session: Any = boto3.Session("test", "test", region_name=REGION)
        return session.client(service, endpoint_url=self.environment["AWS_ENDPOINT_URL"])

    def forget_stack(self, name: str) -> None:
        """Delete a stack and the queues that it leaves; there need not be one."""
        self.client("cloudformation").delete_stack(StackName=name)
        queues = self.client("sqs")
        for url in queues.list_queues(QueueNamePrefix=name).get("QueueUrls", ()):
            queues.delete_queue(QueueUrl=url)

    def forget_certificates(self) -> None:
        """Delete all, and what moto would take for a request for one of them."""
        acm_backends[DEFAULT_ACCOUNT_ID][REGION].reset()

    def forget_senders(self) -> None:
        """Delete the domains that SES was told of."""
        mailer = self.client("sesv2")
        for one in mailer.list_email_identities()["EmailIdentities"]:
            mailer.delete_email_identity(EmailIdentity=one["IdentityName"])

    def forget_bucket(self, name: str) -> None:
        """Delete a bucket with all that is in it; there need not be one."""
        s3 = self.client("s3")
        if name in [one["Name"] for one in s3.list_buckets()["Buckets"]]:
            for one in s3.list_objects_v2(Bucket=name).get("Contents", ()):
                s3.delete_object(Bucket=name, Key=one["Key"])
            s3.delete_bucket(Bucket=name)


@contextmanager
def loopback(folder: Path) -> Iterator[Loopback]:
    """An account as empty as the process's moto is."""
    aws = Aws()
    server = Server("aws", aws, port=0, logs=folder / "logs")
    server.start()
    try:
        yield Loopback(aws, server.port)
    finally:
        server.stop()


def find_stack(name: str) -> MotoStack:
    """moto's own of a stack that is there."""
    return next(one for one in cloudformation_backends[DEFAULT_ACCOUNT_ID][REGION].stacks.values() if one.name == name)


def template_sent(form: Mapping[str, str]) -> str:
    """The template, from where it lies."""
    if "TemplateBody" in form:
        return form["TemplateBody"]
    bucket, _, key = urlsplit(form["TemplateURL"]).path.lstrip("/").partition("/")
    found = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].get_object(bucket, key)
    assert found is not None, f"{form['TemplateURL']} is not there"
    return str(found.value.decode())


def translation(template: Mapping[str, Any]) -> dict[str, Any]:
    """A template in moto's words."""
    made = {name: dict(one) for name, one in template["Resources"].items()}
    for one in made.values():
        if str(one.get("DeletionPolicy")).startswith("Retain"):
            one["DeletionPolicy"] = "Retain"
    return {**template, "Resources": made}


def forget_removed(stack: MotoStack) -> None:
    """moto would take what it has removed for what is to be made again."""
    known = stack.resource_map._parsed_resources
    made = {name for name, one in known.items() if hasattr(one, "logical_resource_id")}
    for name in made - stack.template_dict["Resources"].keys():
        del known[name]


def keep_from_invoking() -> None:
    """moto would start functions in Docker as soon as a message comes."""
    for queue in sqs_backends[DEFAULT_ACCOUNT_ID][REGION].queues.values():
        queue.lambda_event_source_mappings.clear()
