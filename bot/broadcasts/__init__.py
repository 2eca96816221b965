"""Texts that the city sends of its own accord, and to whom."""
