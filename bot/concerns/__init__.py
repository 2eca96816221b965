"""Concerns: what residents report, where it is, and the number they can ask about it with."""
