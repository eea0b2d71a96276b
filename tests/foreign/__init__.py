"""Readers of other people's making, in other languages: what they find in the files that are exported from all data."""
