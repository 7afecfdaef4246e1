"""The commands of the group ``policykb add``: one file a kind of record."""
