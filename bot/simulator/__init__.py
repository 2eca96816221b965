"""Phones without a network: in the browser and in the terminal, on the real path; they decide nothing about a text."""
