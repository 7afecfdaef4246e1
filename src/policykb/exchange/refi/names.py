"""Names that the reader and the writer of REFI-QDA share."""

PROJECT = "urn:QDA-XML:project:1.0"
"""The namespace of a project."""

CODEBOOK = "urn:QDA-XML:codebook:1.0"
"""The namespace of a codebook on its own."""

ORIGIN = "policykb"
"""The first word of the origin of what policykb has written."""

TOPICS, ACTORS, STANCES, SKIPPED = "Topics", "Actors", "Stances", "Skipped sentences"
"""The codes below which policykb puts topics, actors and stances, and the one of a sentence that is
not coded.
"""
