"""Texts in and out: what arrived, what is to leave, what the carrier made of it."""
