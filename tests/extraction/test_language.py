"""The language of a text is told by its frequent words, or not at all."""

import pytest

from policykb.extraction.formats import DocumentType, extract
from policykb.extraction.language import guess_language
from tests.support import documents
from tests.support.source_texts import STRAIT

GERMAN = (
    "Die beiden Städte haben sich nicht auf einen Hafen geeinigt. Das ist für die Schiffe ein "
    "Nachteil, und mit der Gebühr wird es auch nicht besser."
)
FRENCH = (
    "Les deux villes ne sont pas d'accord sur le port. Elles ont dans la région une histoire qui "
    "est plus longue que celle de la mer, et le droit de passage est au centre du débat."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (STRAIT * 2, "en"),
        (GERMAN, "de"),
        (FRENCH, "fr"),
        ("Две страны не договорились о порте, и это плохо для всех, что на море.", "ru"),
        ("", ""),
        ("The toll of the strait", ""),
        ("二つの町は港について合意していない。" * 200 + "The end of the story and of it", ""),
    ],
)
def test_a_language_is_told_if_it_is_certain(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("de-AT", "de-AT"), ("en", "de"), ("", "de"), ("gsw", "gsw")],
)
def test_a_page_may_state_the_language_of_its_template(stated: str, expected: str) -> None:
    page = documents.page(GERMAN).replace(b'lang="en"', f'lang="{stated}"'.encode())
    content = extract(page, DocumentType.HTML)
    assert next(f.value for f in content.facts if f.field == "language") == expected
