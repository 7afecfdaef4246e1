"""From a folder, or a revision in git, to records: find it, read its files, keep what is sound."""
