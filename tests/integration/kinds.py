"""Kinds of CloudFormation's resources that moto lacks, or makes without what the template says of them."""

from __future__ import annotations

import json
import uuid
from typing import Any, Final, cast

from moto.apigateway.models import Integration, Resource, RestAPI, apigateway_backends
from moto.apigateway.models import Stage as ApiStage
from moto.awslambda.utils import get_backend
from moto.cloudformation import parsing
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import Role as MotoRole

Methods = dict[tuple[str, str], Integration]
"""What answers, by path and method."""


class Kind:
    """A resource as the template says it, with the values that it refers to. `name` is what `Ref` gives."""

    name: str

    def __init__(self, properties: dict[str, Any], region: str) -> None:
        self.properties = properties
        self.region = region
        self.apis = apigateway_backends[DEFAULT_ACCOUNT_ID][region]
        self.make()

    def make(self) -> None:
        raise NotImplementedError

    def change(self) -> None:
        """Be as its properties say now."""
        self.make()

    @property
    def physical_resource_id(self) -> str:
        return self.name

    def is_created(self) -> bool:
        return True

    @classmethod
    def create_from_cloudformation_json(
        cls, _name: str, resource: dict[str, Any], _account: str, region: str, **_: Any
    ) -> Kind:
        return cls(resource["Properties"], region)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource: Kind, cloudformation_json: dict[str, Any], **_: Any
    ) -> Kind:
        original_resource.properties = cloudformation_json["Properties"]
        original_resource.change()
        return original_resource


class RestApi(Kind):
    """An API with what Chalice's definition says (Swagger 2.0), which moto does not look at."""

    def make(self) -> None:
        self.own = self.apis.create_rest_api(name=self.properties["Name"], description="")
        self.name = self.own.id
        self.change()

    def change(self) -> None:
        self.own.resources = {}
        made = {"": self.own.add_child("/")}
        for path, methods in self.properties["Body"]["paths"].items():
            for method, described in methods.items():
                self._put(self._resource(path, made), method.upper(), described["x-amazon-apigateway-integration"])

    def _resource(self, path: str, made: dict[str, Resource]) -> Resource:
        if path not in made:
            parent, _, part = path.rpartition("/")
            made[path] = self.apis.create_resource(self.name, self._resource(parent, made).id, part)
        return made[path]

    def _put(self, resource: Resource, method: str, defined: dict[str, Any]) -> None:
        place = (self.name, resource.id, method)
        self.apis.put_method(*place, "NONE")
        kind, address = defined["type"].upper(), defined.get("uri", "")
        self.apis.put_integration(*place, kind, address, defined.get("httpMethod", "POST"))
        for answer in defined["responses"].values():
            headers = answer.get("responseParameters", {})
            self.apis.put_integration_response(*place, answer["statusCode"], "", {}, headers)

    def delete(self, _account: str, _region: str) -> None:
        self.apis.delete_rest_api(self.name)


class Deployment(Kind):
    """What an API was when it was deployed: it stays so, whatever becomes of the API.

    It is taken when a stage first leads to it: of an update moto makes what is new before it changes what is there.
    """

    def make(self) -> None:
        self.name = uuid.uuid4().hex[:10]
        self.methods: Methods = {}
        self.own = self.apis.get_rest_api(self.properties["RestApiId"])
        self.own.deployments[self.name] = cast(Any, self)

    def take(self) -> None:
        if not self.methods:
            self.methods = {
                (resource.get_path(), method): described.method_integration
                for resource in self.own.resources.values()
                for method, described in resource.resource_methods.items()
                if described.method_integration is not None
            }

    def delete(self, _account: str, _region: str) -> None:
        self.own.deployments.pop(self.name, None)


class Stage(Kind):
    """Where an API answers, and as which of its deployments."""

    def make(self) -> None:
        self.name = self.properties["StageName"]
        api, deployment = self.apis.get_rest_api(self.properties["RestApiId"]), self.properties["DeploymentId"]
        own: Any = ApiStage(name=self.name, deployment_id=deployment)
        api.stages[self.name] = own
        find_deployment(api, self.name).take()

    def delete(self, _account: str, _region: str) -> None:
        """It goes with its API."""


class DomainName(Kind):
    """A host of one's own."""

    def make(self) -> None:
        self.name = self.properties["DomainName"]
        self.own = self.apis.create_domain_name(
            self.name,
            *("", [], "", "", "", "", ""),  # a certificate that lies in IAM, or is uploaded
            self.properties["RegionalCertificateArn"],
            self.properties["EndpointConfiguration"],
            self.properties["SecurityPolicy"],
        )

    def change(self) -> None:
        self.own.regional_certificate_arn = self.properties["RegionalCertificateArn"]

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr == "RegionalDomainName"

    def get_cfn_attribute(self, _attribute: str) -> str:
        return self.own.regional_domain_name

    def delete(self, _account: str, _region: str) -> None:
        self.apis.delete_domain_name(self.name)


class BasePathMapping(Kind):
    """Which API a host leads to."""

    def make(self) -> None:
        self.name = self.properties["DomainName"]
        self.apis.create_base_path_mapping(self.name, self.properties["RestApiId"], "", self.properties["Stage"])

    def delete(self, _account: str, _region: str) -> None:
        self.apis.base_path_mappings.pop(self.name, None)


class Alarm(Kind):
    """An alarm."""

    def make(self) -> None:
        of = self.properties
        self.name = of["AlarmName"]
        self._watch.put_metric_alarm(
            name=self.name,
            description=of["AlarmDescription"],
            namespace=of["Namespace"],
            metric_name=of["MetricName"],
            dimensions=of["Dimensions"],
            statistic=of.get("Statistic", ""),
            extended_statistic=of.get("ExtendedStatistic"),
            threshold=of["Threshold"],
            period=of["Period"],
            evaluation_periods=of["EvaluationPeriods"],
            comparison_operator=of["ComparisonOperator"],
            treat_missing_data=of["TreatMissingData"],
            alarm_actions=of["AlarmActions"],
            ok_actions=of["OKActions"],
        )

    @property
    def _watch(self) -> Any:
        return cloudwatch_backends[DEFAULT_ACCOUNT_ID][self.region]

    def delete(self, _account: str, _region: str) -> None:
        self._watch.delete_alarms([self.name])


class Permission(Kind):
    """That a service may start a function."""

    def make(self) -> None:
        policy = get_backend(DEFAULT_ACCOUNT_ID, self.region).get_function(self.properties["FunctionName"]).policy
        statement, _ = policy.add_statement(json.dumps(self.properties))
        self.name, self._policy = statement["Sid"], policy

    def change(self) -> None:
        self._policy.del_statement(self.name)
        self.make()

    def delete(self, _account: str, _region: str) -> None:
        self._policy.del_statement(self.name)


class Role(MotoRole):
    """A role, whose policies change, too."""

    @classmethod
    def update_from_cloudformation_json(  # type: ignore[override]
        cls, original_resource: MotoRole, cloudformation_json: dict[str, Any], **_: Any
    ) -> MotoRole:
        for policy in cloudformation_json["Properties"]["Policies"]:
            original_resource.put_policy(policy["PolicyName"], policy["PolicyDocument"])
        return original_resource


class EventInvokeConfig(Kind):
    """How often, and for how long, what wakes a function is tried again."""

    def make(self) -> None:
        self.name = self.properties["FunctionName"]
        config = {key: value for key, value in self.properties.items() if key.startswith("Maximum")}
        get_backend(DEFAULT_ACCOUNT_ID, self.region).put_function_event_invoke_config(self.name, config)

    def delete(self, _account: str, _region: str) -> None:
        """It goes with its function."""


KINDS: Final[dict[str, type[Kind] | type[MotoRole]]] = {
    "AWS::ApiGateway::RestApi": RestApi,
    "AWS::ApiGateway::Deployment": Deployment,
    "AWS::ApiGateway::Stage": Stage,
    "AWS::ApiGateway::DomainName": DomainName,
    "AWS::ApiGateway::BasePathMapping": BasePathMapping,
    "AWS::CloudWatch::Alarm": Alarm,
    "AWS::IAM::Role": Role,
    "AWS::Lambda::EventInvokeConfig": EventInvokeConfig,
    "AWS::Lambda::Permission": Permission,
}
cast(dict[str, Any], parsing.get_model_map()).update(KINDS)


def find_deployment(api: RestAPI, stage: str) -> Deployment:
    """What a stage of an API is."""
    deployment = api.stages[stage].deployment_id
    assert deployment is not None
    return cast(Deployment, api.deployments[deployment])
