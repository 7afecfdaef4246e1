"""The version of policykb."""

__version__ = "0.1.0"
