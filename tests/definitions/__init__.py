"""The room where text becomes queries."""
