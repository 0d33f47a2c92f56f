"""The root elements of XML responses, by operation.

ec2 and query name the root after the operation. rest-xml names it after the payload or the output
shape, but botocore's models lack the names that S3 uses for its roots; these are from S3's API
reference ("Response Syntax").
"""

from __future__ import annotations

from botocore.model import OperationModel

__all__ = ["root_names"]

_S3 = {
    "CompleteMultipartUpload": "CompleteMultipartUploadResult",
    "CreateMultipartUpload": "InitiateMultipartUploadResult",
    "CreateSession": "CreateSessionResult",
    "DeleteObjects": "DeleteResult",
    "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
    "GetBucketAcl": "AccessControlPolicy",
    "GetBucketCors": "CORSConfiguration",
    "GetBucketLifecycle": "LifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
    "GetBucketLocation": "LocationConstraint",
    "GetBucketLogging": "BucketLoggingStatus",
    "GetBucketNotification": "NotificationConfiguration",
    "GetBucketNotificationConfiguration": "NotificationConfiguration",
    "GetBucketRequestPayment": "RequestPaymentConfiguration",
    "GetBucketTagging": "Tagging",
    "GetBucketVersioning": "VersioningConfiguration",
    "GetBucketWebsite": "WebsiteConfiguration",
    "GetObjectAcl": "AccessControlPolicy",
    "GetObjectAttributes": "GetObjectAttributesResponse",
    "GetObjectTagging": "Tagging",
    "ListBucketAnalyticsConfigurations": "ListBucketAnalyticsConfigurationResult",
    "ListBucketIntelligentTieringConfigurations": "ListIntelligentTieringConfigurationsResult",
    "ListBucketInventoryConfigurations": "ListInventoryConfigurationsResult",
    "ListBucketMetricsConfigurations": "ListMetricsConfigurationsResult",
    "ListBuckets": "ListAllMyBucketsResult",
    "ListDirectoryBuckets": "ListAllMyDirectoryBucketsResult",
    "ListMultipartUploads": "ListMultipartUploadsResult",
    "ListObjectVersions": "ListVersionsResult",
    "ListObjects": "ListBucketResult",
    "ListObjectsV2": "ListBucketResult",
    "ListParts": "ListPartsResult",
}


def root_names(operation: OperationModel) -> frozenset[str]:
    """Return the names that the root element of an operation's response may have, without
    namespace.
    """
    if operation.service_model.resolved_protocol != "rest-xml":
        return frozenset({f"{operation.wire_name}Response"})
    names = {f"{operation.name}{end}" for end in ("Response", "Result", "Output")}
    if operation.service_model.service_name == "s3" and operation.name in _S3:
        names.add(_S3[operation.name])
    output = operation.output_shape
    if output is not None:
        payload = output.serialization.get("payload")
        shape = output.members[payload] if payload else output
        names |= {payload or shape.name, shape.name, shape.serialization.get("name", shape.name)}
    return frozenset(names)
