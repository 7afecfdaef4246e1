"""The language of a text, guessed from its most frequent words."""

import re
from collections import Counter

_WORDS = {
    "ar": "في من على أن إلى التي عن لا ما هذا كان هذه الذي قد مع بعد بين",
    "cs": "a v se na je že s z do o to i ale jako za by pro jsou po který",
    "da": "og i at det er en til på de af som ikke der med for den har et var han",
    "de": "der die und das den von zu mit sich des auf für ist nicht ein eine dem auch es wird",
    "en": "the of and to in that is for was on it with as his by be at from this are have not",
    "es": "de la que el en los se del las por un para con una su al lo como más pero sus",
    "fa": "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز گفت شد",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se",
    "id": "yang dan di dengan untuk dari ini itu dalam tidak pada akan adalah juga ke atau oleh",
    "it": "di e il la che in un a per è una del non con si della da le dei sono al nel più",
    "nb": "og i det er på en til av som for at med har de den ikke et var han om",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als bij door",
    "pl": "w i na z się do nie to że jest o od przez jak po za ale ich dla co oraz był",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas",
    "ro": "de și în a la cu nu că se pe o din un care mai este pentru sau au fost",
    "ru": "в и на не с что по он как к это из за его но от у для так то же было также",
    "sv": "och i att det som en på är av för med till den har de inte om ett han men",
    "tr": "ve bir bu için de da ile olarak çok daha olan gibi en kadar sonra ne ama olduğu",
    "uk": "в і на не з що до як за від у та для про це його але так або є його був також",
}
"""Frequent short words of some languages, by language tag."""

_SAMPLE = 20_000
"""The number of characters to look at."""

_LEAST = 5
"""So many of its frequent words must be there for a language to be told."""

_SHARE = 0.08
"""They must be this share of all words."""

_AHEAD = 1.5
"""They must be so many times as many as those of the next language."""


def guess_language(text: str) -> str:
    """Return the tag of the language of a text; empty if it is not certain."""
    words = Counter(re.findall(r"\w+", text[:_SAMPLE].casefold()))
    found = sorted(
        (sum(words[word] for word in set(frequent.split())), tag)
        for tag, frequent in _WORDS.items()
    )
    (next_most, _), (most, tag) = found[-2:]
    least = max(_LEAST, _SHARE * words.total(), _AHEAD * next_most)
    return tag if most >= least else ""


def is_doubtful(stated: str, guessed: str) -> bool:
    """Return True if a text is in another language than a document states: pages that are made
    from a template often state that of the template.
    """
    main = stated.partition("-")[0].casefold()
    return main != guessed and main in _WORDS
