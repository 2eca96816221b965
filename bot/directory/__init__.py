"""Who does what: finds the service that a resident asks about; the entries themselves are flows/services.csv."""
