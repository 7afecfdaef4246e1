"""YAML documents with the span of every value: parsing, suppressions, formatting and edits."""
