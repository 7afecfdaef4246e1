"""A knowledge base that looks up words, patterns to ask it for, and texts for these."""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from itertools import chain

from hypothesis import strategies as st

from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase, Prefilter
from policykb.model.records import Claim
from policykb.text.tokens import distinct_words


@dataclass(frozen=True)
class IndexedKnowledgeBase(KnowledgeBase):
    """One that looks up the literals of a scope, and yields only claims that hold them all."""

    @cached_property
    def _words(self) -> Mapping[str, str]:
        claims = self.claims.values()
        return {one.id: distinct_words((one.quote, one.summary, one.id)) for one in claims}

    def prefilter(self, prefilter: Prefilter) -> Iterable[Claim]:
        return (
            claim
            for claim in super().prefilter(prefilter)
            if all(literal.in_words in self._words[claim.id] for literal in prefilter.literals)
        )


_FRAGMENTS = (
    ("ab", "AB", "b"),
    ("is", "\u0130S", "\u0131\u017f", "IS"),
    ("ß", "ẞ", "ss"),
    ("k", "\u212a", "K"),
    ("a\u0345", "a\u03b9", "A\u0399", "\u03b9"),
    ("ΔΟΣ", "δος", "ς"),
    ("ǰ", "j", "\u030c"),
    ("x1", "1_", "²"),
    ("é", "語", "क\u093e"),
)
"""Of several scripts, among them all that case makes odd, and what looks like letters."""
_BETWEEN = (" ", "-", "'")

_FLAGS = ("", "i", "i", "i", "a", "ai", "x", "s", "m", "u")
_PLACES = (
    *("^", "$", r"\b", r"\B", r"\A", r"\Z", r"(?<!\w)", r"(?!\w)", r"(?=\s)", r"(?<=\W)"),
    *(r"(?![^\w])", r"(?!\W)", r"(?<![a-k])", r"(?:^|\s)", "(?!)"),
)
_CLASSES = (
    *(
        ".",
        r"\w",
        r"\W",
        r"\s",
        r"\S",
        r"\d",
        r"[^\w]",
        r"[^\W_]",
        "[aA]",
        "[sS]",
        "[i\u0131]",
        "[sa]",
    ),
    *("[ -]", "[ -/]", r"[\s.]", "[^a]", "[a-k]", "[\u03b9\u0399]", r"[\W_]", r"[\w-]", "[k]"),
)


def _repeated(part: tuple[str, str]) -> str:
    return f"(?:{part[0]}){part[1]}"


def _extended(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeats = ("*", "+", "?", "+?", "*?", "*+", "++", "{2}", "{0,2}", "{1,2}")
    groups = (
        *("({})", "(?:{})", "(?i:{})", "(?-i:{})", "(?a:{})", "(?>{})", "(?={})", "(?!{})"),
        *("(?<={})", "(?<!{})", r"({})\1", "({})?(?(1)a|ab)", "(?:|{})", r"(?:{}|\s)", "(?={}b)"),
    )
    return (
        st.lists(parts, min_size=2, max_size=4).map("".join)
        | st.tuples(parts, st.sampled_from(repeats)).map(_repeated)
        | st.tuples(st.sampled_from(groups), parts).map(lambda two: two[0].replace("{}", two[1]))
        | st.lists(parts, min_size=2, max_size=3).map(lambda many: f"(?:{'|'.join(many)})")
    )


@cache
def _asked(fragments: tuple[str, ...]) -> st.SearchStrategy[tuple[str, str]]:
    literals = st.sampled_from(fragments)
    parts = st.recursive(
        literals | literals | st.sampled_from(_BETWEEN + _PLACES + _CLASSES),
        _extended,
        max_leaves=4,
    )
    pattern = st.tuples(st.sampled_from(_FLAGS), parts).map(
        lambda two: f"(?{two[0]}){two[1]}" if two[0] else two[1]
    )
    pieces = st.sampled_from(fragments * 2 + _BETWEEN + ("\u200b", "\n"))
    return st.tuples(pattern, st.lists(pieces, min_size=1, max_size=8).map("".join))


patterns_and_texts = (
    st.lists(st.sampled_from(_FRAGMENTS), min_size=1, max_size=2, unique=True)
    .map(sorted)
    .flatmap(lambda groups: _asked(tuple(chain.from_iterable(groups))))
)
"""A regular expression, which need not compile, and a text of the same letters."""
