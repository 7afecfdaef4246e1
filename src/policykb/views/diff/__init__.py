"""What changed between two states of a knowledge base, as a view."""
