"""Queries as text: YAML files with positions, ad-hoc strings, the library, and variables."""
