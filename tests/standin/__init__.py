"""Stand-ins for the world outside, for tests and benches, on loopback only; the product imports nothing from here."""
