"""The pure conversation engine: values in, values out; no clock, no database, no network, no randomness."""
