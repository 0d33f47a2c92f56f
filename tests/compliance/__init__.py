"""What a query means, as cases that any implementation of it could run."""
