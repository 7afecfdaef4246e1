"""Reading the HTML that the program writes, more strictly than a browser does."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = frozenset({"meta", "link", "br", "input", "col"})


@dataclass
class Element:
    """A tag with its attributes and the text that stands directly in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Document(HTMLParser):
    """A parsed page: its elements in order, and its text. What is not well nested is an error."""

    elements: list[Element] = field(default_factory=list)
    text: str = ""
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), (tag, names)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "svg" or any(one.tag == "svg" for one in self.open), tag
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].text += data
            if self.open[-1].tag not in {"script", "style"}:
                self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def of(self, tag: str) -> list[Element]:
        """All elements of a kind."""
        return [one for one in self.elements if one.tag == tag]

    @property
    def policy(self) -> dict[str, str]:
        """The content security policy by its directives."""
        (found,) = (
            one.attributes["content"]
            for one in self.of("meta")
            if one.attributes.get("http-equiv") == "Content-Security-Policy"
        )
        parts = (part.strip().partition(" ") for part in found.split(";"))
        return {name: value for name, _, value in parts}


def parse(page: str) -> Document:
    """A page as a document; it must be whole."""
    document = Document()
    document.feed(page)
    document.close()
    assert document.open == []
    return document


def check(page: str) -> Document:
    """A page as a document, if it can load, run and send nothing, and leads nowhere wrong."""
    document = parse(page)
    assert page.startswith("<!doctype html>\n")
    ids = [one.attributes["id"] for one in document.elements if "id" in one.attributes]
    assert len(set(ids)) == len(ids)
    for element in document.elements:
        attributes = element.attributes
        assert not {name for name in attributes if name.startswith("on")}, element
        assert not attributes.keys() & {"style", "src", "srcset", "action", "formaction"}, element
        if element.tag == "link":
            assert attributes["href"] == "data:,"
        elif (href := attributes.get("href", "")).startswith("#"):
            assert href[1:] in ids, href
        else:
            assert re.match(r"https?://|$", href), href
    (style,) = document.of("style")
    assert not re.search(r"@import|url\(", style.text)
    scripts = [one for one in document.of("script") if "type" not in one.attributes]
    assert document.policy == {
        "default-src": "'none'",
        "style-src": _hash(style.text),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        **({"script-src": " ".join(_hash(one.text) for one in scripts)} if scripts else {}),
    }
    assert [one.tag for one in document.elements if one.tag in {"h1", "main"}].count("main") == 1
    levels = [int(one.tag[1]) for one in document.elements if re.fullmatch("h[1-6]", one.tag)]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    return document


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
