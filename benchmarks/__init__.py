"""Measurements: `make bench` writes the tables beside them.  No test asserts a time."""
