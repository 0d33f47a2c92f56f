"""Which operations are read-only: judged by their verbs, and by exceptions with reasons.

Neither HTTP's GET nor botocore's ``readonly`` trait is a proof: ``s3 CreateSession`` is a GET, and
the trait is on ``ivs StartViewerSessionRevocation``. So the verb decides, the trait only where
the verb says nothing, and what neither says is a write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from querykit.services.operation import Operation
from querykit.services.parameters import Open

__all__ = ["why_not_read_only"]

_READING = re.compile(
    r"(?:(?:admin|batch|transact)_)?(?:get|list|describe|head|read)(?:_|$)"
    r"|(?:search|query|scan|select|lookup|filter|view|count|compare|is|estimate|simulate|validate"
    r"|calculate|geocode|reverse_geocode|autocomplete)(?:_|$)|check_(?!in_|out_)"
)
# With these the trait is not believed.
_WRITING = re.compile(
    r"(?:batch_)?(?:accept|add|apply|assume|attach|cancel|complete|create|delete|disable|enable"
    r"|execute|import|invoke|modify|put|reboot|register|remove|reset|revoke|run|send|set|start"
    r"|stop|subscribe|tag|terminate|untag|update|upload)(?:_|$)"
)

_CREDENTIALS = "issues credentials that can do more than read"
_HANDED_OUT = "returns credentials that can do more than read"
_SIGNED = "creates a URL that grants access to anyone who has it"
# A reading verb, and yet: most of these are called Write in IAM's own reference.
_WRITES: dict[str, str] = {
    "account-access-runtime.get_role_credentials": _CREDENTIALS,
    "appconfig.validate_configuration": "runs validators, which may be Lambda functions",
    "auditmanager.get_evidence_file_upload_url": _SIGNED,
    "cloudwatchomni.get_space_credentials_*": _CREDENTIALS,
    "cloudwatchomni.get_space_data_access": _HANDED_OUT,
    "codepipeline.get_job_details": _HANDED_OUT,
    "codepipeline.get_third_party_job_details": _HANDED_OUT,
    "bedrock-agentcore.get_resource_*": _CREDENTIALS,
    "bedrock-agentcore.get_workload_access_token*": _CREDENTIALS,
    "cognito-identity.get_credentials_for_identity": _CREDENTIALS,
    "cognito-identity.get_id": "creates an identity if none exists",
    "cognito-identity.get_open_id_token*": _CREDENTIALS,
    "cognito-idp.get_client_token": _CREDENTIALS,
    "cognito-idp.get_derived_token": _CREDENTIALS,
    "cognito-idp.get_tokens_from_refresh_token": _CREDENTIALS,
    "cognito-idp.get_user_attribute_verification_code": "sends a message to the user",
    "connect.get_federation_token": _CREDENTIALS,
    "customer-profiles.get_upload_job_path": _SIGNED,
    "datazone.get_connection": _HANDED_OUT,
    "datazone.get_environment_credentials": _CREDENTIALS,
    "datazone.get_iam_portal_login_url": _SIGNED,
    "devops-agent.validate_aws_associations": "changes the state of the associations",
    "emr.get_cluster_session_credentials": _CREDENTIALS,
    "emr.get_*_presigned_url": _SIGNED,
    "emr-serverless.get_dashboard_for_job_run": _SIGNED,
    "emr-containers.get_managed_endpoint_session_credentials": _CREDENTIALS,
    "endusermessaging.validate_notify_code_verification": "uses up an attempt, or the code itself",
    "gamelift.get_compute_access": _HANDED_OUT,
    "groundstation.get_agent_task_response_url": _SIGNED,
    "iot.get_registration_code": "creates a registration code if none exists",
    "lakeformation.get_temporary_*": _CREDENTIALS,
    "license-manager.get_access_token": _CREDENTIALS,
    "lightsail.get_bucket_access_keys": _HANDED_OUT,
    "lightsail.get_instance_access_details": _CREDENTIALS,
    "lightsail.get_relational_database_master_user_password": "returns the master password",
    "m2.get_signed_bluinsights_url": _SIGNED,
    "marketplace-reporting.get_buyer_dashboard": _SIGNED,
    "mturk.get_file_upload_url": _SIGNED,
    "quicksight.get_*_embed_url": _SIGNED,
    "redshift*.get_identity_center_auth_token": _CREDENTIALS,
    "redshift.get_cluster_credentials*": _CREDENTIALS,
    "redshift-serverless.get_credentials": _CREDENTIALS,
    "s3control.get_data_access": _HANDED_OUT,
    "sagemaker.get_scaling_configuration_recommendation": "starts a recommendation job",
    "security-ir.get_case_attachment_upload_url": _SIGNED,
    "*.get_session_endpoint": _CREDENTIALS,
    "socialmessaging.get_whatsapp_flow_preview": _SIGNED,
    "socialmessaging.get_whatsapp_message_media": "writes the media to a bucket",
    "ssm.get_access_token": _CREDENTIALS,
    "sso.get_role_credentials": _CREDENTIALS,
    "stepfunctions.get_activity_task": "takes a task from the workers waiting for it",
    "sts.get_delegated_access_token": _CREDENTIALS,
    "sts.get_federation_token": _CREDENTIALS,
    "sts.get_session_token": _CREDENTIALS,
    "sts.get_web_identity_token": _CREDENTIALS,
    "support.get_attachment_upload_links": _SIGNED,
    "wickr.get_oidc_info": "exchanges a code for tokens",
}
# Another verb, and yet nothing changes but what AWS keeps for the answer.
_READS: dict[str, str] = {
    "amplifyuibuilder.export_*": "reads components as code",
    "appsync.evaluate_*": "applies the given code to the given data",
    "backup.export_backup_plan_template": "reads a plan",
    "bedrock-agentcore.retrieve_memory_records": "searches records",
    "bedrock-agent-runtime.retrieve": "searches a knowledge base",
    "cleanrooms.preview_privacy_impact": "estimates",
    "cloudsearchdomain.suggest": "suggests",
    "cloudfront.verify_dns_configuration": "looks names up",
    "codecommit.evaluate_pull_request_approval_rules": "looks whether the rules are met",
    "comprehend*.batch_detect_*": "analyzes the given texts",
    "comprehend*.detect_*": "analyzes the given text",
    "comprehend.contains_pii_entities": "analyzes the given text",
    "connect.evaluate_data_table_values": "reads values",
    "datapipeline.evaluate_expression": "evaluates",
    "ecr*.batch_check_layer_availability": "looks whether layers are there",
    "elasticbeanstalk.retrieve_environment_info": "reads what request_environment_info gathered",
    "events.test_event_pattern": "tests a pattern against an event",
    "gamelift.resolve_alias": "looks an alias up",
    "greengrassv2.resolve_component_candidates": "lists components",
    "iam.generate_credential_report": "makes the report that get_credential_report reads",
    "iam.generate_organizations_access_report": "makes a report",
    "iam.generate_service_last_accessed_details": "makes a report",
    "inspector.preview_agents": "lists agents",
    "iot.test_authorization": "looks what policies allow",
    "kinesisanalytics*.discover_input_schema": "infers a schema from records",
    "kendra.retrieve": "searches an index",
    "logs.start_query": "starts the search that get_query_results reads",
    "logs.stop_query": "stops a search",
    "logs.test_*": "tests a pattern against the given lines",
    "macie2.test_custom_data_identifier": "tests criteria against the given text",
    "rds.download_db_log_file_portion": "reads a log",
    "rekognition.detect_*": "analyzes the given image",
    "rekognition.recognize_celebrities": "analyzes the given image",
    "route53.test_dns_answer": "responds as the name server would",
    "schemas.export_schema": "reads a schema",
    "servicediscovery.discover_*": "lists instances",
    "textract.analyze_*": "analyzes the given document",
    "textract.detect_document_text": "analyzes the given document",
    "timestream-query.prepare_query": "parses a query",
    "wellarchitected.export_lens": "reads a lens",
}
# Read-only or not, as the statement in one of their parameters says.
_STATEMENTS = {"timestream-query.query": "QueryString"}
_BEFORE_STATEMENT = re.compile(r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/|[(;])*", re.DOTALL)
_READING_STATEMENT = re.compile(
    r"(?:select|with|show|desc|describe|explain|values)\b", re.IGNORECASE
)


def why_not_read_only(
    operation: Operation, parameters: Mapping[str, Any] | None = None
) -> str | None:
    """Return why an operation is not read-only, in words that follow its name; None if it is.

    parameters: the call's, which matter if one of them holds a statement; those that are not
        known yet count as harmless.

    >>> from querykit.services.operation import operation
    >>> why_not_read_only(operation("ec2", "describe_instances"))
    >>> why_not_read_only(operation("ec2", "terminate_instances"))
    "is not read-only: its verb is 'terminate'"
    """
    name = f"{operation.service}.{operation.method}"
    statement = (parameters or {}).get(_STATEMENTS.get(name, ""))
    if statement is not None and not _reads(statement):
        return "runs a statement that is not a SELECT"
    for pattern, reason in _WRITES.items():
        if _fits(name, pattern):
            return reason
    if _READING.match(operation.method) or any(_fits(name, known) for known in _READS):
        return None
    if _is_marked(operation) and not _WRITING.match(operation.method):
        return None
    verb = operation.method.split("_")[0]
    return f"is not read-only: its verb is {verb!r}"


def _reads(statement: Any) -> bool:
    """Return whether a statement reads: Timestream's UNLOAD writes to a bucket."""
    if isinstance(statement, Open):
        return True
    text = str(statement)
    begin = _BEFORE_STATEMENT.match(text)
    return _READING_STATEMENT.match(text, begin.end() if begin else 0) is not None


def _fits(name: str, pattern: str) -> bool:
    # fnmatch makes a regular expression of each pattern, and hardly any is about this service.
    return name.startswith(pattern.partition("*")[0]) and fnmatchcase(name, pattern)


def _is_marked(operation: Operation) -> bool:
    """Return whether the model has the trait; botocore has no name for it."""
    description = getattr(operation.model, "_operation_model", {})
    return bool(description.get("readonly"))
