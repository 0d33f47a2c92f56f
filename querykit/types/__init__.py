"""One language of types for shapes, variables and functions, and its words."""
