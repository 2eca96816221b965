"""The pictures that residents send: fetched from the carrier, drawn anew, kept outside the web root."""
