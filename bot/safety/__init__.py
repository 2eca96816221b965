"""Recognising words of danger in a text, as data and pure decisions; it sends nothing and stores nothing."""
