"""The room where queries are held against the models."""
