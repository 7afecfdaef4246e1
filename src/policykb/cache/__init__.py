"""What was read of a knowledge base, kept so that the next answer need not read it again.

A snapshot is a SQLite file in the user's folder for caches: the records in loading order with
their places, what queries find them by, the words of quotes and summaries, what is wrong with each
part, and the stamps of the files that it was made of. It is safe to delete, and to share; what
it cannot be trusted for is read from the files. Nothing outside of this package knows SQL.
"""
