"""The cache: snapshots of knowledge bases, so that not every answer has to read all files.

A snapshot is a SQLite file in the user's cache folder: the valid records in loading order with
their places, indexes of them and of the words of claims, the faults of each part, and the stamps of
the files that it was made of. It is safe to delete and to share between processes. Where it is
stale or damaged, the files are read. Nothing outside of this package knows SQL.
"""
