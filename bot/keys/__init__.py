"""Keys of other systems: who may read and do what over the API, for how long; and which requests they repeated."""
