"""Cabildo: a city that listens by text message; this package holds the product, one folder per thing the city does."""
