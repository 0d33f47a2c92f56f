"""The room of JMESPath."""
