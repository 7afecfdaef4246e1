"""The commands of the group ``policykb export``: one file a format."""
