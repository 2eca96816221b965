"""The JSON API, version 1: what other systems may read and ask for; each resource is a file, `table.py` lists them."""
