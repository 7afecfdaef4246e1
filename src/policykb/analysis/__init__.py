"""Positions, comparisons, agreement and search: pure functions of records, without files."""
