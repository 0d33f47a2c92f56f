"""What botocore knows of AWS, offline: operations, their shapes, how they are paginated."""
