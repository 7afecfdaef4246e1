"""How texts are compared: white space, typographic quotation marks and what cannot be seen
do not count.
"""

from policykb.text.characters import is_plain

_MARKS = dict.fromkeys("‘’‚‛‹›", "'") | dict.fromkeys("“”„‟«»", '"')


def strip_invisible(text: str) -> str:
    """``text`` without what cannot be seen."""
    if is_plain(text):
        return text
    from policykb.text.characters import INVISIBLE  # noqa: PLC0415 - it takes time to make

    return INVISIBLE.sub("", text)


def collapse_spaces(text: str) -> str:
    """``text`` on one line, with single spaces."""
    return " ".join(text.split())


def straighten_quotes(text: str) -> str:
    """``text`` with straight quotation marks, character for character."""
    if not text.isascii():
        # One after the other: a table would be asked for each character.
        for mark, straight in _MARKS.items():
            text = text.replace(mark, straight)
    return text


def normalize(text: str) -> str:
    """``text`` as quotes and patterns are compared. The characters of a record's text stand
    where those of the single-spaced text stand.
    """
    # Most quotes are so already, which is soon seen.
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    return straighten_quotes(collapse_spaces(strip_invisible(text)))
