"""Residents: who texts, in which language, and what they agreed to."""
