"""Flow files: reading, checking, pricing and translating what a city wrote; no database and no conversation is run."""
