"""Rehearsals: transcripts of conversations, played against flows that no resident has met yet."""
