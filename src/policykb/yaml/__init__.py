"""YAML with the place of every value: reading, formatting, and changing it in place."""
