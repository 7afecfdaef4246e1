"""The language server: a knowledge base in an editor, as people type."""
