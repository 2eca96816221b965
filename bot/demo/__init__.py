"""The demo city: made-up residents and staff who live through weeks on the real path; only for the simulator."""
