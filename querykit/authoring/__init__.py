"""What helps to write a query, off the run path: completion, templates, JSON Schema, search."""
