"""The CloudFormation template of a stage: plain resources, made from the app, `functions.py` and the stage's settings.

Chalice's own `package` knows neither queues, roles with a resource in them, nor partial batch answers, and names the
API's log group after a function that is not there; of Chalice come the API's definition and what wakes each function.
The code's place and the secrets are parameters, so the template says neither.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Chalice, ScheduledEventConfig, SQSEventConfig
from chalice.deploy.swagger import CFNSwaggerGenerator

from chalicelib.queues import Queue, queue_name
from infra.deploy.functions import API, FUNCTIONS, Function, at_once
from infra.deploy.names import (
    arn,
    dead_id,
    function_id,
    function_name,
    log_group,
    parameter,
    prefix,
    queue_id,
    sub,
)
from infra.deploy.package import Target
from infra.deploy.stages import Stage, address
from infra.deploy.watching import alarms, dashboard
from infra.setup.places import ROOT

Resource = dict[str, Any]

VISIBILITY_SECONDS: Final = 360
"""Six times what a consumer may take, as Lambda asks for."""
RECEIVES: Final = 10
KEPT_SECONDS: Final = 4 * 86400
DEAD_KEPT_SECONDS: Final = 14 * 86400
RATE_A_SECOND: Final = 200
BURST: Final = 400
"""Requests the API takes before it answers 429 by itself."""


def load_app(stage: Stage, name: str) -> Chalice:
    """The app as that stage declares it: the queues' names and CORS depend on it. For a process that does no more."""
    os.environ.update(stage.environment(name))
    app = importlib.import_module("app").app
    assert isinstance(app, Chalice)  # noqa: S101
    return app


def build_template(app: Chalice, stage: Stage, name: str, target: Target) -> dict[str, Any]:
    """The whole template."""
    settings = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    resources: dict[str, Resource] = {}
    for queue in Queue:
        resources |= queue_resources(queue, name)
    for function in FUNCTIONS:
        resources |= function_resources(function, stage, name, target, settings)
    resources |= event_sources(app, name)
    resources |= api_resources(app, stage, name)
    if stage.kept_ready:
        resources |= ready_resources(resources[function_id(API)], stage)
    resources |= {"AlarmTopic": alarm_topic(stage, name)}
    resources |= {alarm.logical_id: alarm.resource(prefix(name)) for alarm in alarms(name)}
    resources["Dashboard"] = dashboard(name, stage.region)
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Fabula, stage {name}",
        "Parameters": parameters(stage),
        "Resources": resources,
        "Outputs": outputs(),
    }


def parameters(stage: Stage) -> dict[str, Any]:
    """Where the code is, which release it is, and the secrets, which CloudFormation does not show again."""
    plain = {
        "CodeBucket": "bucket that holds the code",
        "CodeKey": "the code's key there: its fingerprint",
        "Release": "name of the release, shown by /v1/health",
        "ApiCertificate": "certificate of the API's host",
        "SecretVersions": "which value of each secret the functions have",
    }
    secret = {parameter(setting): f"from {place}" for setting, place in stage.secrets.named().items()}
    return {
        **{key: {"Type": "String", "Description": about} for key, about in plain.items()},
        **{key: {"Type": "String", "NoEcho": True, "Description": about} for key, about in secret.items()},
    }


def queue_resources(queue: Queue, name: str) -> dict[str, Resource]:
    """A queue and its dead-letter queue; neither goes with the stack, for they may hold what nobody has seen yet.

    But where making the stack fails: those that stayed would be in the way of the next attempt.
    """
    full = queue_name(queue, prefix(name))
    kept = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
    return {
        queue_id(queue): {
            "Type": "AWS::SQS::Queue",
            **kept,
            "Properties": {
                "QueueName": full,
                "VisibilityTimeout": VISIBILITY_SECONDS,
                "MessageRetentionPeriod": KEPT_SECONDS,
                "SqsManagedSseEnabled": True,
                "RedrivePolicy": {"deadLetterTargetArn": arn(dead_id(queue)), "maxReceiveCount": RECEIVES},
            },
        },
        dead_id(queue): {
            "Type": "AWS::SQS::Queue",
            **kept,
            "Properties": {
                "QueueName": f"{full}-dead",
                "MessageRetentionPeriod": DEAD_KEPT_SECONDS,
                "SqsManagedSseEnabled": True,
            },
        },
    }


def function_resources(
    function: Function, stage: Stage, name: str, target: Target, settings: Mapping[str, Any]
) -> dict[str, Resource]:
    """A function, its role and its log."""
    own = settings | settings["lambda_functions"].get(function.name, {})
    logical = function_id(function.name)
    secrets = {setting.upper(): {"Ref": parameter(setting)} for setting in stage.secrets.named()}
    return {
        f"{logical}Log": {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {"LogGroupName": log_group(function.name, name), "RetentionInDays": stage.log_days},
        },
        f"{logical}Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": policy([allow("sts:AssumeRole", None, service="lambda.amazonaws.com")]),
                "Policies": [{"PolicyName": "own", "PolicyDocument": policy(statements(function, stage))}],
            },
        },
        logical: {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "FunctionName": function_name(function.name, name),
                "Description": function.about,
                "Runtime": target.runtime,
                "Architectures": [target.architecture],
                "Handler": "app.app" if function.name == API else f"app.{function.name}",
                "Code": {"S3Bucket": {"Ref": "CodeBucket"}, "S3Key": {"Ref": "CodeKey"}},
                "Role": arn(f"{logical}Role"),
                "MemorySize": own["lambda_memory_size"],
                "Timeout": own["lambda_timeout"],
                "ReservedConcurrentExecutions": at_once(function, stage.connections),
                "LoggingConfig": {"LogGroup": {"Ref": f"{logical}Log"}},
                "Environment": {"Variables": {**stage.environment(name), "RELEASE": {"Ref": "Release"}, **secrets}},
            },
        },
    }


def statements(function: Function, stage: Stage) -> list[dict[str, Any]]:
    """All that a function's role allows, each to named resources only."""
    granted = [allow(("logs:CreateLogStream", "logs:PutLogEvents"), [arn(f"{function_id(function.name)}Log")])]
    if function.consumes is not None:
        actions = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
        granted.append(allow(actions, [arn(queue_id(function.consumes))]))
    if function.sends:
        targets = [arn(queue_id(queue)) for queue in function.sends]
        granted.append(allow(("sqs:GetQueueUrl", "sqs:SendMessage"), targets))
    if function.measures_queues:
        measured = [arn(one) for queue in Queue for one in (queue_id(queue), dead_id(queue))]
        granted.append(allow(("sqs:GetQueueUrl", "sqs:GetQueueAttributes"), measured))
    if function.sends_mail:
        senders = sorted({address(stage.mail_from), address(stage.sign_in_mail_from)})
        places = sorted({identity for sender in senders for identity in identities(sender)})
        own = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/"
        sent = allow(("ses:SendEmail", "ses:SendRawEmail"), [sub(f"{own}{place}") for place in places])
        granted.append(sent | {"Condition": {"StringEqualsIgnoreCase": {"ses:FromAddress": senders}}})
    return granted


def identities(sender: str) -> list[str]:
    """What SES may have verified for an address: itself, its domain, or a domain above that."""
    labels = sender.rpartition("@")[2].split(".")
    return [sender, *(".".join(labels[place:]) for place in range(len(labels) - 1))]


def event_sources(app: Chalice, name: str) -> dict[str, Resource]:
    """What wakes each function: its queue, with answers for parts of a batch, or its schedule."""
    queues = {queue_name(queue, prefix(name)): queue for queue in Queue}
    described = {function.name: function for function in FUNCTIONS}
    made: dict[str, Resource] = {}
    for source in app.event_sources:
        logical = function_id(source.name)
        if isinstance(source, SQSEventConfig):
            made[f"{logical}Source"] = {
                "Type": "AWS::Lambda::EventSourceMapping",
                "Properties": {
                    "FunctionName": arn(logical),
                    "EventSourceArn": arn(queue_id(queues[str(source.queue)])),
                    "BatchSize": source.batch_size,
                    "FunctionResponseTypes": ["ReportBatchItemFailures"],
                    # More than may run would be received, turned away, and a step nearer to being dead.
                    "ScalingConfig": {"MaximumConcurrency": described[source.name].at_once},
                },
            }
        elif isinstance(source, ScheduledEventConfig):
            made |= schedule_resources(source, logical)
        else:
            raise TypeError(f"nothing here knows what wakes {source.name}")
    return made


def schedule_resources(source: ScheduledEventConfig, logical: str) -> dict[str, Resource]:
    """A rule, and that it may start the function."""
    expression = source.schedule_expression
    return {
        f"{logical}Schedule": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "ScheduleExpression": expression if isinstance(expression, str) else expression.to_string(),
                "State": "ENABLED",
                "Targets": [{"Id": "function", "Arn": arn(logical)}],
            },
        },
        # A run that is late or fails is made up for by the next: nothing is gained by queueing it.
        f"{logical}Once": {
            "Type": "AWS::Lambda::EventInvokeConfig",
            "Properties": {
                "FunctionName": {"Ref": logical},
                "Qualifier": "$LATEST",
                "MaximumEventAgeInSeconds": 60,
                "MaximumRetryAttempts": 0,
            },
        },
        f"{logical}ScheduleMay": may_invoke(logical, "events.amazonaws.com", arn(f"{logical}Schedule")),
    }


def api_resources(app: Chalice, stage: Stage, name: str) -> dict[str, Resource]:
    """The API as Chalice defines it, deployed anew when its definition changes, under its own host."""
    definition = CFNSwaggerGenerator().generate_swagger(app)
    definition["info"]["title"] = prefix(name)
    ready = f"{function_id(API)}Ready"
    if stage.kept_ready:
        definition = json.loads(json.dumps(definition).replace(f"${{{function_id(API)}.Arn}}", f"${{{ready}}}"))
    # A deployment is a snapshot and never changes: another definition is another one.
    digest = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:10]
    deployment = f"RestAPIDeployment{digest}"
    return {
        "RestAPI": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {
                "Name": prefix(name),
                "EndpointConfiguration": {"Types": ["REGIONAL"]},
                "DisableExecuteApiEndpoint": True,
                "Body": definition,
            },
        },
        deployment: {
            "Type": "AWS::ApiGateway::Deployment",
            "Properties": {"RestApiId": {"Ref": "RestAPI"}},
        },
        "RestAPIStage": {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": {
                "RestApiId": {"Ref": "RestAPI"},
                "DeploymentId": {"Ref": deployment},
                "StageName": name,
                "MethodSettings": [
                    {
                        "HttpMethod": "*",
                        "ResourcePath": "/*",
                        "ThrottlingRateLimit": RATE_A_SECOND,
                        "ThrottlingBurstLimit": BURST,
                    }
                ],
            },
        },
        "RestAPIMay": may_invoke(
            function_id(API),
            "apigateway.amazonaws.com",
            sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${RestAPI}/*"),
            {"Ref": ready} if stage.kept_ready else None,
        ),
        "ApiHost": {
            "Type": "AWS::ApiGateway::DomainName",
            "Properties": {
                "DomainName": stage.api_host,
                "RegionalCertificateArn": {"Ref": "ApiCertificate"},
                "EndpointConfiguration": {"Types": ["REGIONAL"]},
                "SecurityPolicy": "TLS_1_2",
            },
        },
        "ApiHostMapping": {
            "Type": "AWS::ApiGateway::BasePathMapping",
            "Properties": {
                "DomainName": {"Ref": "ApiHost"},
                "RestApiId": {"Ref": "RestAPI"},
                "Stage": {"Ref": "RestAPIStage"},
            },
        },
    }


def ready_resources(function: Resource, stage: Stage) -> dict[str, Resource]:
    """A version of the API's function, of which so many are kept begun, and the name by which the API starts it.

    A version is a snapshot, and CloudFormation makes another where its description is another.
    """
    logical = function_id(API)
    digest = hashlib.sha256(json.dumps(function, sort_keys=True).encode()).hexdigest()[:10]
    return {
        f"{logical}Version": {
            "Type": "AWS::Lambda::Version",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {
                "FunctionName": {"Ref": logical},
                "Description": sub(f"{digest} ${{Release}} ${{SecretVersions}}"),
            },
        },
        f"{logical}Ready": {
            "Type": "AWS::Lambda::Alias",
            "Properties": {
                "FunctionName": {"Ref": logical},
                "FunctionVersion": {"Fn::GetAtt": [f"{logical}Version", "Version"]},
                "Name": "ready",
                "ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": stage.kept_ready},
            },
        },
    }


def alarm_topic(stage: Stage, name: str) -> Resource:
    """Where alarms go."""
    return {
        "Type": "AWS::SNS::Topic",
        "Properties": {
            "TopicName": f"{prefix(name)}-alarms",
            "Subscription": [{"Protocol": "email", "Endpoint": stage.alarm_mail}],
        },
    }


def outputs() -> dict[str, Any]:
    """What has to be known outside: where the API's host points to, and how new the secrets are."""
    target = {"Fn::GetAtt": ["ApiHost", "RegionalDomainName"]}
    return {
        "ApiHostTarget": {"Description": "what the API's host is a CNAME of", "Value": target},
        "SecretVersions": {"Description": "which value of each secret runs", "Value": {"Ref": "SecretVersions"}},
    }


def may_invoke(logical: str, service: str, source: Any, name: Any = None) -> Resource:
    """That a service may start a function, or what `name` refers to of it, for one resource of its own."""
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": arn(logical) if name is None else name,
            "Principal": service,
            "SourceArn": source,
        },
    }


def policy(granted: list[dict[str, Any]]) -> dict[str, Any]:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": granted}


def allow(actions: str | tuple[str, ...], resources: list[Any] | None, *, service: str | None = None) -> dict[str, Any]:
    """A statement that allows actions, to resources or to a service."""
    to = {"Resource": resources} if service is None else {"Principal": {"Service": service}}
    return {"Effect": "Allow", "Action": actions if isinstance(actions, str) else list(actions), **to}
