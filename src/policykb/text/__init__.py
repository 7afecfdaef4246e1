"""Characters, files, texts of sources, and spelling. Knows nothing of records or of YAML."""
