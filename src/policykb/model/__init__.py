"""Records, periods, the knowledge base, and the pydantic models of its files."""
