"""The room of what botocore knows."""
