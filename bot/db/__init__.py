"""The database: engine, transactions, column types, migrations; no table of the domain lives here."""
