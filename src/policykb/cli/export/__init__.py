"""The commands of the group ``policykb export``: table, and the files of other programs."""
