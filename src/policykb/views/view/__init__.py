"""What a view is, its cells, and the payloads of JSON."""
