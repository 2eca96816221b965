"""Releases: the published states of everything a city says, and which of them a process works with."""
