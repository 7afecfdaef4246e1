"""Edited contents, which stand in for those of the files of a knowledge base."""

from collections.abc import Mapping

Edited = Mapping[str, bytes | None]
"""Contents that replace those of files of a knowledge base, by path: text in an editor
that is not saved yet, or a change before it is written. None stands for a file that is to be gone,
or for a folder with all that is in it.
"""
UNEDITED: Edited = {}
"""No edits: all files are as they are."""

JOURNAL = ".policykb-journal"
"""The folder, in a knowledge base, of a change that is not finished: see
:mod:`policykb.text.journal`. Hidden files are no part of a knowledge base.
"""
