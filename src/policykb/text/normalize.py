"""The form in which texts are compared: without invisible characters, with single spaces and
straight quotation marks.
"""

from policykb.text.characters import is_plain

_MARKS = dict.fromkeys("‘’‚‛‹›", "'") | dict.fromkeys("“”„‟«»", '"')


def strip_invisible(text: str) -> str:
    """Return ``text`` without invisible characters."""
    if is_plain(text):
        return text
    from policykb.text.characters import INVISIBLE  # noqa: PLC0415 - the pattern is slow to compile

    return INVISIBLE.sub("", text)


def collapse_spaces(text: str) -> str:
    """Return ``text`` on one line, with single spaces and none at its ends."""
    return " ".join(text.split())


def straighten_quotes(text: str) -> str:
    """Return ``text`` with straight quotation marks; its length does not change."""
    if not text.isascii():
        # One replacement after the other: `str.translate` looks at each character and is slower.
        for mark, straight in _MARKS.items():
            text = text.replace(mark, straight)
    return text


def normalize(text: str) -> str:
    """Return ``text`` in the form in which quotes and patterns are compared.

    For the text of a record, which holds no invisible characters, offsets are those of
    :func:`collapse_spaces`.
    """
    # Most quotes have this form already, and this is quick to find out.
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    return straighten_quotes(collapse_spaces(strip_invisible(text)))


def fold_case(text: str) -> str:
    """Return ``text`` in the case in which words are indexed and searched. Two characters that
    ``re`` treats as equal with IGNORECASE have the same form, which may be longer than they are.
    """
    # `re` takes the dotted and the dotless i of Turkish for an i.
    return text.replace("\u0130", "i").replace("\u0131", "i").casefold()
