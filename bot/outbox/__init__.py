"""Promises kept after a commit: what is to be done later, and what has happened."""
