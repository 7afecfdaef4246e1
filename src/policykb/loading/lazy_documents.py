"""The documents of a knowledge base, parsed on demand."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from policykb.diagnostics import Diagnostic
from policykb.text.edited import UNEDITED, Edited
from policykb.text.files import MAX_YAML_BYTES, read_bytes
from policykb.yaml.document import Document

_KEPT = 8


class LazyDocuments(Mapping[str, Document]):
    """The documents of a knowledge base, by path.

    A document is parsed when it is asked for, and few of them are kept: all together would fill
    the memory.
    """

    def __init__(self, root: Path, paths: Iterable[str], edited: Edited = UNEDITED) -> None:
        self._root = root
        self._paths = dict.fromkeys(paths)
        self._edited = edited
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def __getitem__(self, path: str) -> Document:
        """Return a document; an empty one if the file has become unreadable since it was read.

        Raises:
            KeyError: The file was not read.
        """
        if path not in self._paths:
            raise KeyError(path)
        if path not in self._kept:
            from policykb.yaml.parser import parse_document  # noqa: PLC0415 - only faults need it

            data = read_bytes(self._root, path, limit=MAX_YAML_BYTES, edited=self._edited)
            self._kept[path] = parse_document(b"" if isinstance(data, Diagnostic) else data, path)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(path)
        return self._kept[path]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the paths, in loading order."""
        return iter(self._paths)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._paths)
