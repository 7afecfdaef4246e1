"""A source text, and sentences of it."""

from policykb.text.source_text import SourceText

STRAIT = """\
The strait, five years on

Norland has levied a toll on all ships in the strait since 2019. Sudmark refuses to pay it. \
It was a windy spring.

Since March 2021 Norland has sent boats to the joint patrols.
"""

TOLL = "Norland has levied a toll on all ships in the strait since 2019."

REFUSAL = "Sudmark refuses to pay it."

PATROLS = "Since March 2021 Norland has sent boats to the joint patrols."


def text(content: str = STRAIT, language: str = "en") -> SourceText:
    return SourceText(content, "text.txt", language)
