"""What botocore knows of AWS, offline: operations, their shapes, their pagination."""
