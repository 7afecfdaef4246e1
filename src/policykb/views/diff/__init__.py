"""The difference between two states of a knowledge base, as a view."""
