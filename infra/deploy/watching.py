"""What is watched: the alarms, each with a sentence that says what it means and what to do, and one dashboard."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from chalicelib.queues import Queue, queue_name
from infra.deploy.functions import API, FUNCTIONS, Function
from infra.deploy.names import camel, dead_id, function_id, function_name, prefix, queue_id

Missing = Literal["notBreaching", "breaching", "ignore"]
ABOVE: Final = "GreaterThanThreshold"
BELOW: Final = "LessThanThreshold"
WIDTH: Final = 12
HEIGHT: Final = 6


@dataclass(frozen=True)
class Alarm:
    """One alarm: it goes off where `statistic` over `minutes` is beyond the threshold, `times` in a row."""

    logical_id: str
    says: str
    namespace: str
    metric: str
    dimensions: Mapping[str, Any]
    statistic: str
    threshold: float
    minutes: int = 5
    times: int = 1
    comparison: str = ABOVE
    missing: Missing = "notBreaching"

    def resource(self, name: str) -> dict[str, Any]:
        """It as a template has it, told to the alarm topic when it goes off and when it is over."""
        statistic = "ExtendedStatistic" if self.statistic.startswith("p") else "Statistic"
        return {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmName": f"{name}-{self.logical_id}",
                "AlarmDescription": self.says,
                "Namespace": self.namespace,
                "MetricName": self.metric,
                "Dimensions": [{"Name": key, "Value": value} for key, value in self.dimensions.items()],
                statistic: self.statistic,
                "Threshold": self.threshold,
                "Period": self.minutes * 60,
                "EvaluationPeriods": self.times,
                "ComparisonOperator": self.comparison,
                "TreatMissingData": self.missing,
                "AlarmActions": [{"Ref": "AlarmTopic"}],
                "OKActions": [{"Ref": "AlarmTopic"}],
            },
        }


def alarms(stage: str) -> Iterator[Alarm]:
    """Every alarm of a stage."""
    for queue in Queue:
        yield from _queue_alarms(queue)
    for function in FUNCTIONS:
        yield from _function_alarms(function)
    yield from _api_alarms(stage)
    yield from _work_alarms(stage)


def _queue_alarms(queue: Queue) -> Iterator[Alarm]:
    def of(logical: str) -> dict[str, Any]:
        return {"QueueName": {"Fn::GetAtt": [logical, "QueueName"]}}

    yield Alarm(
        f"{dead_id(queue)}Alarm",
        f"A message of the queue {queue} failed ten times and lies in its dead-letter queue. Look for message_failed "
        "in the log of the function that reads it; once that is mended, move the message back.",
        *("AWS/SQS", "ApproximateNumberOfMessagesVisible", of(dead_id(queue)), "Maximum"),
        threshold=0,
    )
    yield Alarm(
        f"{queue_id(queue)}Alarm",
        f"Messages of the queue {queue} have waited for more than 15 minutes. Either its function fails, which its own "
        "alarm would say, or more comes in than may run at once.",
        *("AWS/SQS", "ApproximateAgeOfOldestMessage", of(queue_id(queue)), "Maximum"),
        threshold=900,
        times=2,
    )


def _function_alarms(function: Function) -> Iterator[Alarm]:
    logical = function_id(function.name)
    dimensions = {"FunctionName": {"Ref": logical}}
    yield Alarm(
        f"{logical}Errors",
        f"The function that {function.about} ended badly more than twice in five minutes: a crash, too little memory, "
        "or more time than it has. Its log says which.",
        *("AWS/Lambda", "Errors", dimensions, "Sum"),
        threshold=2,
    )
    if function.name != API and function.consumes is None:
        yield Alarm(
            f"{logical}Stopped",
            f"The function that {function.about} should run every minute and has not for ten. Look whether its "
            "schedule is enabled and whether the account's functions are throttled.",
            *("AWS/Lambda", "Invocations", dimensions, "Sum"),
            threshold=1,
            minutes=10,
            comparison=BELOW,
            missing="breaching",
        )


def _api_alarms(stage: str) -> Iterator[Alarm]:
    of_api = {"ApiName": prefix(stage), "Stage": {"Ref": "RestAPIStage"}}
    yield Alarm(
        "ApiFailing",
        "More than 2 % of requests were answered with 5xx for ten minutes. Published stories can still be read; "
        "/v1/health says which part does not answer.",
        *("AWS/ApiGateway", "5XXError", of_api, "Average"),
        threshold=0.02,
        times=2,
    )
    yield Alarm(
        "ApiSlow",
        "One request in a hundred has taken more than three seconds, for a quarter of an hour. Look at the database "
        "first.",
        *("AWS/ApiGateway", "Latency", of_api, "p99"),
        threshold=3000,
        times=3,
    )
    yield Alarm(
        "ApiThrottled",
        "The API has more to do at once than it has connections to the database, and turned requests away. Raise "
        "connections in the stage's settings if the database takes more.",
        *("AWS/Lambda", "Throttles", {"FunctionName": {"Ref": function_id(API)}}, "Sum"),
        threshold=10,
    )


def _work_alarms(stage: str) -> Iterator[Alarm]:
    own = (prefix(stage), {"service": "fabula"})
    yield Alarm(
        "RollupLate",
        "Numbers are more than ten minutes behind what readers do: a transaction that writes has been open that long "
        "somewhere in the database's cluster, or the rollup fails.",
        *(own[0], "RollupLagSeconds", own[1], "Maximum"),
        threshold=600,
        missing="ignore",
    )
    yield Alarm(
        "MailGivenUp",
        "Mails were tried again and again and given up. Look for mails_given_up in the log, and at SES's account.",
        *(own[0], "MailGivenUp", own[1], "Sum"),
        threshold=0,
    )
    yield Alarm(
        "MailBounces",
        "More than 2 % of the account's mails bounce. At 5 % SES reviews the account, and may stop its mails.",
        *("AWS/SES", "Reputation.BounceRate", {}, "Average"),
        threshold=0.02,
        minutes=60,
        missing="ignore",
    )
    yield Alarm(
        "MailComplaints",
        "More than one in 2,000 of the account's mails is called spam. At one in 1,000 SES reviews the account.",
        *("AWS/SES", "Reputation.ComplaintRate", {}, "Average"),
        threshold=0.0005,
        minutes=60,
        missing="ignore",
    )


def dashboard(stage: str, region: str) -> dict[str, Any]:
    """The dashboard: what comes in, what it takes, what waits, what went wrong."""
    names = [function_name(function.name, stage) for function in FUNCTIONS]
    queues = [queue_name(queue, prefix(stage)) for queue in Queue]
    api = ["ApiName", prefix(stage), "Stage", stage]
    charts = (
        ("Requests", "Sum", [["AWS/ApiGateway", one, *api] for one in ("Count", "4XXError", "5XXError")]),
        (
            "Time to answer, p99, ms",
            "p99",
            [["AWS/ApiGateway", one, *api] for one in ("Latency", "IntegrationLatency")],
        ),
        (
            "Functions at once",
            "Maximum",
            [["AWS/Lambda", "ConcurrentExecutions", "FunctionName", one] for one in names],
        ),
        ("Functions that ended badly", "Sum", [["AWS/Lambda", "Errors", "FunctionName", one] for one in names]),
        ("Time of functions, p95, ms", "p95", [["AWS/Lambda", "Duration", "FunctionName", one] for one in names]),
        (
            "Oldest message, s",
            "Maximum",
            [["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", one] for one in queues],
        ),
        ("Dead letters", "Maximum", [_visible(f"{one}-dead") for one in queues]),
        ("Messages waiting", "Maximum", [_visible(one) for one in queues]),
        ("Numbers are late by, s", "Maximum", [[prefix(stage), "RollupLagSeconds", "service", "fabula"]]),
        ("Sessions and steps", "Sum", [_own(stage, one) for one in ("StepRecorded", "SessionCompleted")]),
    )
    widgets = [
        {
            "type": "metric",
            "x": WIDTH * (place % 2),
            "y": HEIGHT * (place // 2),
            "width": WIDTH,
            "height": HEIGHT,
            "properties": {"title": title, "stat": stat, "period": 300, "region": region, "metrics": metrics},
        }
        for place, (title, stat, metrics) in enumerate(charts)
    ]
    body = json.dumps({"widgets": widgets})
    return {
        "Type": "AWS::CloudWatch::Dashboard",
        "Properties": {"DashboardName": camel(prefix(stage).replace("-", "_")), "DashboardBody": body},
    }


def _visible(queue: str) -> list[str]:
    return ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue]


def _own(stage: str, metric: str) -> list[str]:
    return [prefix(stage), metric, "service", "fabula"]
