"""From the bytes of a document to its text and metadata, without files or a knowledge base."""
