"""The console where staff answer people: one module for each family of screens; it decides nothing about a text."""
