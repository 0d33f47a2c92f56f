"""What querykit adds to the functions of JMESPath."""
