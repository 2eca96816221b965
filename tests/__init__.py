"""The tests; they mirror bot/, and nothing in bot/ imports them."""
