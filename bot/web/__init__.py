"""The edges that carriers, people and machines reach over HTTP; they know Flask and decide nothing."""
