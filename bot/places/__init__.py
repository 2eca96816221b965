"""Places: which street, corner, park or school a text means, by the city's own gazetteer and no service of others."""
