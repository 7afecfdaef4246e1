"""The formatter of YAML files, which changes their layout and never their data."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.text.files import MAX_YAML_BYTES, read_bytes, relative_to_cwd, rewrite
from policykb.yaml.comments import attach_comments
from policykb.yaml.document import Document
from policykb.yaml.parser import parse_document
from policykb.yaml.scalars import as_key, in_block, in_brackets
from policykb.yaml.tree import Entry, suppressed_routes


@dataclass(frozen=True, slots=True)
class FormattedFile:
    """A file at ``path`` in the knowledge base at ``root``, its text and that text in canonical
    form.
    """

    root: Path
    path: str
    before: str
    after: str

    def write(self) -> None:
        """Write the canonical form to the file.

        Raises:
            PolicyKBError: It cannot be written, or has changed since it was read.
        """
        rewrite(self.root, self.path, self.before, self.after)


def format_file(root: Path, path: str) -> FormattedFile:
    """Return a file and its canonical form.

    Raises:
        PolicyKBError: It cannot be read, has a fault, or cannot be formatted.
    """
    data = read_bytes(root, path, limit=MAX_YAML_BYTES)
    if isinstance(data, Diagnostic):
        raise _faulty(root, data)
    document = parse_document(data, path)
    if document.faults:
        raise _faulty(root, document.faults[0])
    return FormattedFile(root, path, document.text, format_document(document))


def _faulty(root: Path, fault: Diagnostic) -> PolicyKBError:
    """Return the error that says why a file is not formatted."""
    where = fault.location
    name = relative_to_cwd(root, where.path)
    return PolicyKBError(
        f"{name}:{where.line}:{where.column}: {fault.rule.code} {fault.message}",
        f"The file was not changed. {fault.help} `policykb validate` shows every fault.",
    )


def format_document(document: Document) -> str:
    """Return the text of a document in canonical form: the same data and comments, with fields in
    the order of their model and a blank line between records.

    Args:
        document: A document without faults. The name of its file tells its model.

    Returns:
        The text. To format it again changes nothing.

    Raises:
        PolicyKBError: The text would have other data or comments, or suppress other faults.
    """
    writer = _Writer()
    writer.document(attach_comments(document))
    text = "\n".join([*writer.lines, ""])
    _check(document, parse_document(text.encode(), document.path))
    return text


def _check(before: Document, after: Document) -> None:
    """Raise an error if formatting has changed the data, comments or suppressions."""
    prefix = f"{before.path} was not formatted: formatting"
    if after.faults or before.data != after.data:
        raise PolicyKBError(
            f"{prefix} would change its data",
            "This is a bug in policykb. Format the file by hand.",
        )
    if _texts(before) != _texts(after):
        raise PolicyKBError(
            f"{prefix} would change its comments",
            "This is a bug in policykb. Give each comment a line of its own.",
        )
    if moved := Counter(suppressed_routes(before)) - Counter(suppressed_routes(after)):
        text = next(iter(moved))[0]
        line = next(c.span.line for c in before.comments() if c.text == text)
        raise PolicyKBError(
            f"{prefix} would move the `# policykb:` comment of line {line} to other values",
            "Put one value on a line of its own, and the comment at its end.",
        )


def _texts(document: Document) -> Counter[str]:
    return Counter(comment.text for comment in document.comments())


@dataclass(slots=True)
class _Writer:
    """Writes the lines of a formatted document."""

    lines: list[str] = field(default_factory=list)

    def document(self, top: Entry) -> None:
        self.comments(top.head, 0)
        self.entry(top, "")
        while self.lines and not self.lines[-1]:
            self.lines.pop()

    def entry(self, entry: Entry, lead: str) -> None:
        """Write an entry after ``lead``, the indentation and dashes of its first line."""
        self.comments(entry.before, len(lead) - len(lead.lstrip(" ")))
        named = entry.key is not None
        head = f"{lead}{as_key(entry.key)}:" if entry.key is not None else lead
        indent = len(lead) + 2 * named
        if entry.is_one_value:
            column = len(head) + named
            first, *rest = _value(entry, column, indent or 2)
            self.line(f"{head} {first}" if named else f"{head}{first}", entry.beside)
            self.lines.extend(" " * (indent or 2) + text if text else "" for text in rest)
            self.comments(entry.foot, len(lead))
            return
        if named:
            self.line(head, entry.beside)
            lead = " " * indent
        for inner, has_blank in zip(entry.ordered_children, _blank_lines(entry), strict=True):
            if has_blank:
                self.blank()
            self.entry(inner, f"{lead}- " if isinstance(entry.value, list) else lead)
            lead = " " * len(lead)
        self.comments(entry.foot, len(lead))

    def line(self, text: str, comment: str) -> None:
        self.lines.append(f"{text} {comment}" if comment else text)

    def comments(self, texts: list[str], indent: int) -> None:
        for text in texts:
            if text:
                self.lines.append(" " * indent + text)
            else:
                self.blank()

    def blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")


def _blank_lines(entry: Entry) -> list[bool]:
    """Return True for each entry inside that has a blank line before it: blank lines separate
    records, and lists of records.
    """
    if entry.parent is None:
        holding = [_holds_records(inner) for inner in entry.ordered_children]
        return [False, *(one or other for one, other in pairwise(holding))]
    records = entry.parent.parent is None and _holds_records(entry)
    return [False, *[records] * (len(entry.children) - 1)]


def _holds_records(entry: Entry) -> bool:
    listed = entry.value if isinstance(entry.value, list) and not entry.keeps_brackets else ()
    return any(isinstance(item, dict) for item in listed)


def _value(entry: Entry, column: int, indent: int) -> list[str]:
    if isinstance(entry.value, str):
        return in_block(entry.value, column, indent, typed=entry.typed)
    return [_flow(entry)]


def _flow(entry: Entry) -> str:
    """Return an entry on one line, in brackets if it is a list or mapping."""
    if isinstance(entry.value, str):
        return in_brackets(entry.value, typed=entry.typed)
    inner = ", ".join(_named(inner) for inner in entry.ordered_children)
    return f"[{inner}]" if isinstance(entry.value, list) else f"{{{inner}}}"


def _named(entry: Entry) -> str:
    text = _flow(entry)
    return text if entry.key is None else f"{in_brackets(entry.key)}: {text}"
