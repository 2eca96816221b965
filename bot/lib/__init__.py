"""Leaves: small tools without a word of the domain; they import nothing of the product."""
