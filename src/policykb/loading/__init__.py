"""Load records from a folder or a git revision: find it, read its files, keep valid records."""
