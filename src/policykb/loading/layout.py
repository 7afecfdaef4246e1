"""The files and folders of a knowledge base, and the unknown ones among them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policykb.diagnostics import Diagnostic, Location, Rule, catalogue, format_value
from policykb.frozen import NamedTuple
from policykb.loading.locate import MARKER, is_under, relative_to
from policykb.loading.schema_errors import slugify
from policykb.model.field_types import is_id
from policykb.model.knowledge_base import LeftOut
from policykb.text.edited import Edited
from policykb.text.spelling import close_matches

SOURCES = "sources"

_LISTS = ("actors.yaml", "topics.yaml")
_RECORDS = ("source.yaml", "claims.yaml")
_TOP_FILES = (MARKER, *_LISTS, SOURCES, "README.md")
SOURCE_FILES = ("source.yaml", "text.txt", "claims.yaml")


@dataclass(slots=True)
class Layout:
    """The folders of the knowledge base at ``root``.

    ``source_ids`` are the names of the folders under ``sources/``, by name; those that cannot
    be an id come last, so that a copy takes no claim's id from a valid source. ``faults``
    says what stands where nothing should, ``left_out`` which folders are not read; ``has_links``
    that something in these folders is a link. ``edited`` is what files are to hold instead of what
    they do.
    """

    root: Path
    edited: Edited = field(default_factory=dict)
    source_ids: list[str] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    has_links: bool = False
    _edited_entries: dict[str, "dict[str, _Entry | None]"] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._find_edited()
        self._report_strays("", _TOP_FILES, top=True)
        names = self._source_folders()
        self.source_ids = sorted(names, key=lambda name: (not is_id(name), name))
        for name in self.source_ids:
            folder = f"{SOURCES}/{name}"
            if folder in self._edited_entries or not self._holds_only(folder, SOURCE_FILES):
                self._report_strays(folder, SOURCE_FILES)
            if not is_id(name):
                message = f"the folder's name {format_value(name)} cannot be an id"
                better = slugify(name)
                help_ = f"Did you mean {better}?" if better else catalogue.BAD_SOURCE_ID.remedy
                self._fault(catalogue.BAD_SOURCE_ID, message, folder, help_)

    def yaml_files(self) -> list[str]:
        """Return the paths of all YAML files, existing or not."""
        folders = [f"{SOURCES}/{source_id}" for source_id in self.source_ids]
        return [MARKER, *_LISTS, *(f"{folder}/{name}" for folder in folders for name in _RECORDS)]

    def _source_folders(self) -> list[str]:
        entries = self._entries(SOURCES)
        if entries is None and (self.root / SOURCES).is_dir():
            message = f"the folder {SOURCES} cannot be read"
            self._fault(catalogue.UNREADABLE_FILE, message, SOURCES, "Make it readable.")
            self._leave_out(SOURCES, message)
            return []
        if entries is None:
            message = f"there is no folder {SOURCES}"
            files = _listed(SOURCE_FILES)
            help_ = f"Create it, with a folder for each source that holds {files}."
            self._fault(catalogue.MISSING_FILE, message, SOURCES, help_)
            self._leave_out(SOURCES, message)
            return []
        if self._leads_out(SOURCES):
            return []
        return [entry.name for entry in entries if self._is_source(entry)]

    def _is_source(self, entry: "_Entry") -> bool:
        """Return True if an entry of ``sources/`` is a folder to read; report it otherwise."""
        path = f"{SOURCES}/{entry.name}"
        if not entry.is_folder:
            self._stray(path, f"Only folders stand in {SOURCES}/.")
        # What is no link lies where the folder of all sources does.
        return entry.is_folder and not (entry.is_link and self._leads_out(path))

    def _leads_out(self, folder: str) -> bool:
        """Report a folder that lies outside the knowledge base once links are resolved; return True
        for one.
        """
        real = Path(os.path.realpath(self.root / folder))
        if real.is_relative_to(os.path.realpath(self.root)):
            return False
        message = f"{format_value(folder)} leads out of the knowledge base"
        self._fault(catalogue.ESCAPING_LINK, message, folder, catalogue.ESCAPING_LINK.remedy)
        self._leave_out(folder, message)
        return True

    def _holds_only(self, folder: str, known: tuple[str, ...]) -> bool:
        """Return True if there is nothing in a folder but known files, none of which is a link."""
        try:
            with os.scandir(f"{self.root}/{folder}") as entries:
                return all(entry.name in known and not entry.is_symlink() for entry in entries)
        except OSError:
            return False

    def _report_strays(self, folder: str, known: tuple[str, ...], *, top: bool = False) -> None:
        for entry in self._entries(folder) or ():
            if entry.name in known:
                continue
            near = close_matches(entry.name, known, limit=1)
            # At the top there may be more than records; a slip there is a slip all the same.
            if top and not near and not entry.name.endswith((".yaml", ".yml")):
                continue
            self._stray(
                f"{folder}/{entry.name}" if folder else entry.name,
                f"Did you mean {near[0]}?" if near else f"Known here: {_listed(known)}.",
            )

    def _stray(self, path: str, help_: str) -> None:
        message = "this is no file of a knowledge base, and is not read"
        self._fault(catalogue.UNKNOWN_FILE, message, path, help_)

    def _fault(self, rule: Rule, message: str, path: str, help_: str) -> None:
        self.faults.append(Diagnostic(rule, message, Location(path), help_))

    def _leave_out(self, folder: str, reason: str) -> None:
        self.left_out.append(LeftOut("file", folder, Location(folder), reason))

    def _entries(self, folder: str) -> "list[_Entry] | None":
        """Return the entries of a folder, by name, without hidden files; None if it cannot be
        listed.
        """
        added = self._edited_entries.get(folder, {})
        found: dict[str, _Entry] = {}
        try:
            with os.scandir(self.root / folder) as entries:
                found = {one.name: _Entry.of(one) for one in entries if one.name[0] != "."}
        except OSError:
            if not any(added.values()):
                return None
        linked = (one.is_link for one in found.values() if folder or one.name in _TOP_FILES)
        self.has_links = self.has_links or any(linked)
        merged = {**added, **found} | {name: one for name, one in added.items() if one is None}
        return [one for _, one in sorted(merged.items()) if one is not None]

    def _find_edited(self) -> None:
        """Find the entries that folders are to have, by name; None for those to be gone."""
        for path, held in self.edited.items():
            folder, _, name = path.rpartition("/")
            entry = None if held is None else _Entry(name, is_folder=False)
            self._edited_entries.setdefault(folder, {})[name] = entry
            while folder and entry is not None:
                folder, _, name = folder.rpartition("/")
                above = self._edited_entries.setdefault(folder, {})
                above[name] = _Entry(name, is_folder=True)


def yaml_files_in(root: Path, paths: Sequence[Path]) -> list[str]:
    """Return the YAML files of the knowledge base at ``root`` that are, or lie in, one of some
    paths; none stand for all of it.

    Raises:
        PolicyKBError: A path does not exist, or lies outside the knowledge base.
    """
    under = [relative_to(root, path) for path in paths]
    files = Layout(root).yaml_files()
    return [path for path in files if is_under(path, under) and os.path.lexists(root / path)]


class _Entry(NamedTuple):
    """An entry of a folder; a link is what it leads to."""

    name: str
    is_folder: bool
    is_link: bool = False

    @classmethod
    def of(cls, entry: os.DirEntry[str]) -> "_Entry":
        """Return an entry on disk."""
        try:
            is_folder = entry.is_dir()
        except OSError:  # links that lead round in a circle
            is_folder = False
        return cls(entry.name, is_folder, entry.is_symlink())


def _listed(names: tuple[str, ...]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} and {last}"
