"""Checking a knowledge base: the checks, the run that calls them, the report, and fixes."""
