"""Characters, files, source texts and spelling, without any knowledge of records or YAML."""
