"""Text to query: YAML files with positions, ad-hoc strings, the library, and variables."""
