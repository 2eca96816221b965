"""The bench: the product against the least that could do its work, in one run on one machine; no product code here."""
