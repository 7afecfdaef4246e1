"""Knowledge bases that are tables: datasets, and tables of other programs with a map."""
