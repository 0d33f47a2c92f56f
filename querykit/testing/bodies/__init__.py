"""Bodies of responses: values as botocore parses them, written by their shapes."""
