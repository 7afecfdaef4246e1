"""Write records into a knowledge base."""
