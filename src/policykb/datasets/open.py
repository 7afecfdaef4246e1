"""Open knowledge bases that are tables."""

from pathlib import Path

from policykb.model.knowledge_base import KnowledgeBase


def open_tables(path: Path) -> KnowledgeBase:
    """Return the knowledge base of a dataset, or of a table with a map.

    Raises:
        PolicyKBError: It cannot be read.
    """
    if path.is_file():
        from policykb.datasets.mapped import open_mapped  # noqa: PLC0415 - it needs pydantic

        return open_mapped(path)
    from policykb.datasets.dataset import open_dataset  # noqa: PLC0415 - only for datasets

    return open_dataset(path)
