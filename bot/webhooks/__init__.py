"""Signed events for other systems: who wants which, and what became of each delivery."""
