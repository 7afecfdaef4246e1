"""The one form of a knowledge base's YAML file: another text that says the same."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from policykb.diagnostics import PolicyKBError
from policykb.yaml.comments import attach_comments
from policykb.yaml.document import Document
from policykb.yaml.parser import parse_document
from policykb.yaml.scalars import as_key, in_block, in_brackets
from policykb.yaml.tree import Entry, suppressed_routes


def format_document(document: Document) -> str:
    """The text of a document in canonical form: the same data, the same comments, in the order of
    the fields of the file's model, with one blank line between records.

    Args:
        document: A document without faults; its file's name says which model it has.

    Returns:
        The text, which parses without faults and has this form itself.

    Raises:
        PolicyKBError: that text would not say the same, or would suppress other faults.
    """
    writer = _Writer()
    writer.document(attach_comments(document))
    made = "\n".join([*writer.lines, ""])
    _compare(document, parse_document(made.encode(), document.path))
    return made


def _compare(before: Document, after: Document) -> None:
    """See that nothing was lost."""
    left = f"{before.path} is left as it is: formatting"
    if after.faults or before.data != after.data:
        raise PolicyKBError(
            f"{left} would change what it says",
            "Format it by hand; that this cannot be done is a fault of policykb.",
        )
    if _texts(before) != _texts(after):
        raise PolicyKBError(
            f"{left} would change its comments",
            "Give each comment a line of its own; that this is needed is a fault of policykb.",
        )
    if moved := Counter(suppressed_routes(before)) - Counter(suppressed_routes(after)):
        text = next(iter(moved))[0]
        line = next(c.span.line for c in before.comments() if c.text == text)
        raise PolicyKBError(
            f"{left} would move a `# policykb:` comment to other values, that of line {line}",
            "Put it behind one value, with a line of their own for both.",
        )


def _texts(document: Document) -> Counter[str]:
    return Counter(comment.text for comment in document.comments())


@dataclass(slots=True)
class _Writer:
    """Writes entries line by line."""

    lines: list[str] = field(default_factory=list)

    def document(self, top: Entry) -> None:
        self.comments(top.head, 0)
        self.entry(top, "")
        while self.lines and not self.lines[-1]:
            self.lines.pop()

    def entry(self, entry: Entry, lead: str) -> None:
        """Write an entry behind ``lead``: the indentation and the dashes of its first line."""
        self.comments(entry.before, len(lead) - len(lead.lstrip(" ")))
        named = entry.key is not None
        head = f"{lead}{as_key(entry.key)}:" if entry.key is not None else lead
        indent = len(lead) + 2 * named
        if entry.whole:
            column = len(head) + named
            first, *rest = _value(entry, column, indent or 2)
            self.line(f"{head} {first}" if named else f"{head}{first}", entry.beside)
            self.lines.extend(" " * (indent or 2) + text if text else "" for text in rest)
            self.comments(entry.foot, len(lead))
            return
        if named:
            self.line(head, entry.beside)
            lead = " " * indent
        for inner, apart in zip(entry.ordered, _apart(entry), strict=True):
            if apart:
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


def _apart(entry: Entry) -> list[bool]:
    """Before which of the entries inside a blank line stands: records, and the lists of them, stand
    apart.
    """
    if entry.parent is None:
        holding = [_holds_records(inner) for inner in entry.ordered]
        return [False, *(one or other for one, other in pairwise(holding))]
    records = entry.parent.parent is None and _holds_records(entry)
    return [False, *[records] * (len(entry.inner) - 1)]


def _holds_records(entry: Entry) -> bool:
    listed = entry.value if isinstance(entry.value, list) and not entry.kept else ()
    return any(isinstance(item, dict) for item in listed)


def _value(entry: Entry, column: int, indent: int) -> list[str]:
    if isinstance(entry.value, str):
        return in_block(entry.value, column, indent, typed=entry.typed)
    return [_flow(entry)]


def _flow(entry: Entry) -> str:
    """An entry on one line, in brackets if it is a list or mapping."""
    if isinstance(entry.value, str):
        return in_brackets(entry.value, typed=entry.typed)
    inner = ", ".join(_named(inner) for inner in entry.ordered)
    return f"[{inner}]" if isinstance(entry.value, list) else f"{{{inner}}}"


def _named(entry: Entry) -> str:
    text = _flow(entry)
    return text if entry.key is None else f"{in_brackets(entry.key)}: {text}"
