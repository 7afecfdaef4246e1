"""Projects and codebooks of REFI-QDA."""

import io
import os
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from policykb.diagnostics import PolicyKBError
from policykb.exchange.build import build
from policykb.exchange.imported import Imported
from policykb.exchange.refi.descriptions import fields_in, with_fields
from policykb.exchange.refi.reader import read_codebook, read_project
from policykb.exchange.refi.writer import codebook
from policykb.exchange.refi.writer import project as write_project
from policykb.exchange.writing import write_new
from policykb.loading.read import read
from policykb.model.knowledge_base import KnowledgeBase
from policykb.progress import no_progress
from policykb.text.source_text import SourceText, read_text
from policykb.validation.report import validate
from tests.support.qda_projects import project, selection, source
from tests.support.running import ROOT, SAMPLE

TEXT = "Coal is dear. We want wind 🌬 power, not coal. Nobody asks us."
WIND = (TEXT.index("wind"), TEXT.index("wind") + 4)


def slices(imported: Imported) -> list[tuple[str, str]]:
    """The topics of statements, with the words of the text that each is from."""
    found = []
    for one in imported.statements:
        text = imported.documents[one.document].text
        assert text is not None
        assert one.extent is not None
        found.append((one.topic, text[slice(*one.extent)]))
    return found


def texts_of(kb: KnowledgeBase) -> dict[str, SourceText]:
    found = {one.id: read_text(kb.root, one.text_path, one.language) for one in kb.sources.values()}
    return {name: text for name, text in found.items() if isinstance(text, SourceText)}


# --- round trips -------------------------------------------------------------------------


@pytest.mark.parametrize("root", [SAMPLE, ROOT / "kb"], ids=["sample", "kb"])
def test_what_is_exported_comes_back_the_same(root: Path, tmp_path: Path) -> None:
    kb = read(root).kb
    made = write_project(kb, texts_of(kb))
    assert made.losses == ()
    (tmp_path / "kb.qdpx").write_bytes(made.data)
    imported = read_project(tmp_path / "kb.qdpx")
    assert imported.losses == []
    assert not write_new(build(imported), tmp_path / "kb", no_progress).errors
    again = read(tmp_path / "kb").kb
    assert again.claims == kb.claims
    assert again.actors == kb.actors
    assert again.topics == kb.topics
    assert sorted(again.skipped, key=str) == sorted(kb.skipped, key=str)
    assert (again.title, again.description) == (kb.title, kb.description)
    for name, one in again.sources.items():
        before = kb.sources[name]
        # The checksum of a text is written where there was none.
        assert before.sha256 in {None, one.sha256}
        assert (one.title, one.published, one.url) == (before.title, before.published, before.url)
    assert {n: t.text for n, t in texts_of(again).items()} == {
        n: t.text for n, t in texts_of(kb).items()
    }


def test_an_export_is_the_same_every_time() -> None:
    kb = read(SAMPLE).kb
    assert write_project(kb, texts_of(kb)) == write_project(kb, texts_of(kb))


def test_a_byte_order_mark_is_left_out_of_texts_and_offsets() -> None:
    kb = read(SAMPLE).kb
    texts = {name: SourceText(f"\ufeff{text.text}", "") for name, text in texts_of(kb).items()}
    assert write_project(kb, texts) == write_project(kb, texts_of(kb))


def test_a_codebook_comes_back_as_topics_and_actors(tmp_path: Path) -> None:
    kb = read(SAMPLE).kb
    (tmp_path / "kb.qdc").write_bytes(codebook(kb))
    imported = read_codebook(tmp_path / "kb.qdc")
    assert not write_new(build(imported), tmp_path / "kb", no_progress).errors
    again = read(tmp_path / "kb").kb
    assert (again.topics, again.actors) == (kb.topics, kb.actors)


def test_exports_are_valid_against_the_schemas_of_the_standard() -> None:
    """They are not in this repository: set the folder with Project.xsd and Codebook.xsd."""
    schemas = os.environ.get("POLICYKB_REFI_SCHEMAS")
    if not schemas:
        pytest.skip("POLICYKB_REFI_SCHEMAS names no folder with the schemas of REFI-QDA")
    lxml = pytest.importorskip("lxml.etree")
    for root in (SAMPLE, ROOT / "kb"):
        kb = read(root).kb
        data = write_project(kb, texts_of(kb)).data
        content = zipfile.ZipFile(io.BytesIO(data)).read("project.qde")
        for name, xml in (("Project", content), ("Codebook", codebook(kb))):
            schema = lxml.XMLSchema(lxml.parse(str(Path(schemas) / f"{name}.xsd")))
            schema.assertValid(lxml.fromstring(xml))


def test_offsets_of_an_export_are_those_of_the_quotes() -> None:
    kb = read(SAMPLE).kb
    archive = zipfile.ZipFile(io.BytesIO(write_project(kb, texts_of(kb)).data))
    spaces = {"q": "urn:QDA-XML:project:1.0"}
    quotes = {
        " ".join(one.split())
        for one in (
            *(claim.quote for claim in kb.claims.values()),
            *(skipped.quote for skipped in kb.skipped),
        )
    }
    found = set()
    root = ET.fromstring(archive.read("project.qde"))  # noqa: S314 - written here
    for one in root.iterfind(".//q:TextSource", spaces):
        path = one.attrib["plainTextPath"].removeprefix("internal://")
        text = archive.read(f"sources/{path}").decode()
        for part in one.iterfind("q:PlainTextSelection", spaces):
            at = slice(int(part.attrib["startPosition"]), int(part.attrib["endPosition"]))
            found.add(" ".join(text[at].split()))
    assert found == quotes


@pytest.mark.parametrize(
    "fields",
    [{"id": "x", "note": "two\nlines"}, {"note": '"quoted"'}, {"aliases": ["a, b", "[c]"]}, {}],
)
def test_fields_in_a_description_come_back(fields: dict[str, str | list[str]]) -> None:
    assert fields_in(with_fields("Some words.", fields)) == ("Some words.", fields)


# --- other programs ----------------------------------------------------------------------


def test_codes_are_topics_users_coders_and_claims_are_drafts(tmp_path: Path) -> None:
    inside = '<Description>Why?</Description><NoteRef targetGUID="N-1"/>'
    more = '<Notes><Note guid="n-1"><PlainTextContent>Ask again.</PlainTextContent></Note></Notes>'
    path = project(
        tmp_path,
        [source(selection(*WIND, "C-3", "c-2", inside=inside))],
        {"Sources/T.TXT": TEXT.encode()},
        more=more,
    )
    imported = read_project(path)
    assert imported.losses == ["1 user without a coding", "the colours of codes"]
    built = build(imported)
    assert not write_new(built, tmp_path / "kb", no_progress).errors
    kb = read(tmp_path / "kb").kb
    assert {one.topic for one in kb.claims.values()} == {"wind", "coal"}
    for claim in kb.claims.values():
        assert (claim.status, claim.coder, claim.actor) == ("draft", "Jo", "unnamed")
        assert claim.quote == "We want wind 🌬 power, not coal."
        assert claim.note
        assert claim.note.startswith("Why? Ask again.")
        assert "stance is not stated" in claim.note
    assert kb.topics["wind"].broader == "energy"
    assert str(kb.sources["talk"].published) == "2020-05-17"
    assert not [
        one for one in validate(tmp_path / "kb").diagnostics if one.rule.severity == "error"
    ]


def test_nested_and_overlapping_selections_are_claims_each(tmp_path: Path) -> None:
    whole = (0, TEXT.index(" Nobody"))
    over = (TEXT.index("wind"), TEXT.index("asks"))
    path = project(
        tmp_path,
        [source(selection(*whole, "C-2"), selection(*WIND, "C-3"), selection(*over, "C-2"))],
        {"sources/t.txt": TEXT.encode()},
    )
    assert slices(read_project(path)) == [
        ("Coal", TEXT[slice(*whole)]),
        ("Wind", "wind"),
        ("Coal", TEXT[slice(*over)]),
    ]


CRLF = "First 🌬 line.\r\nSecond line says coal.\r\nThird says wind."
WORDS = ("Second line", "coal", "wind")


@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
@pytest.mark.parametrize(
    ("counted", "utf16", "inclusive", "origin"),
    [
        (CRLF, False, False, "NVivo"),
        (CRLF, True, False, "MAXQDA"),
        (CRLF, False, True, "Other"),
        (CRLF.replace("\r\n", "\n"), False, False, "ATLAS.ti 23"),
        (CRLF.replace("\r\n", "\n"), True, False, "Quirkos"),
    ],
    ids=["standard", "UTF-16", "inclusive", "one line end", "one line end in UTF-16"],
)
def test_offsets_are_understood_however_a_program_counts(
    tmp_path: Path, counted: str, origin: str, *, utf16: bool, inclusive: bool, named: bool
) -> None:
    def at(offset: int) -> int:
        return len(counted[:offset].encode("utf-16-le")) // 2 if utf16 else offset

    chosen = [
        selection(
            at(counted.index(word)),
            at(counted.index(word) + len(word)) - inclusive,
            "C-2",
            name=word if named else "",
        )
        for word in WORDS
    ]
    path = project(tmp_path, [source(*chosen)], {"t.txt": CRLF.encode()}, origin=origin)
    assert [words for _, words in slices(read_project(path))] == list(WORDS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_may_have_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    path = project(tmp_path, [source(selection(*WIND, "C-3"))], {"t.txt": TEXT.encode(encoding)})
    assert slices(read_project(path)) == [("Wind", "wind")]


def test_texts_inside_the_xml_in_pdfs_and_transcripts_are_read(tmp_path: Path) -> None:
    plain = f"<PlainTextContent>{TEXT}</PlainTextContent>"
    points = '<SyncPoint guid="P1" position="{}"/><SyncPoint guid="P2" position="{}"/>'.format(
        *WIND
    )
    part = '<Coding guid="K9"><CodeRef targetGUID="C-3"/></Coding>'
    text = f'<TextSource guid="T1" name="One">{plain}{selection(*WIND, "C-3")}</TextSource>'
    pdf = (
        f'<PDFSource guid="T2" name="Two"><PDFSelection guid="S{WIND[0]}-{WIND[1]}" page="0" '
        f'firstX="0" firstY="0" secondX="1" secondY="1">{part}</PDFSelection>'
        f'<Representation guid="R">{plain}{selection(*WIND, "C-3")}</Representation></PDFSource>'
    )
    film = (
        f'<VideoSource guid="T3" name="Film"><Transcript guid="T4" name="Three">{plain}{points}'
        f'<TranscriptSelection guid="T5" fromSyncPoint="P1" toSyncPoint="P2">{part}'
        "</TranscriptSelection></Transcript></VideoSource>"
    )
    imported = read_project(project(tmp_path, [text, pdf, film], {}))
    assert slices(imported) == [("Wind", "wind")] * 3
    assert list(imported.documents) == ["One", "Two", "Three"]


def test_without_a_text_only_selections_named_by_their_words_are_claims(tmp_path: Path) -> None:
    chosen = [
        selection(10, 29, "C-2", name="We want wind power."),
        selection(40, 90, "C-2", name="Not its words"),
    ]
    imported = read_project(project(tmp_path, [source(*chosen)], {}))
    assert [one.fields["quote"] for one in imported.statements] == ["We want wind power."]
    assert "1 selection of Talk: its text is not in the file" in imported.losses
    assert not write_new(build(imported), tmp_path / "kb", no_progress).errors


def test_what_cannot_be_held_is_listed(tmp_path: Path) -> None:
    chosen = [
        selection(*WIND),
        selection(50, 5000, "C-2"),
        selection(5, 5, "C-2"),
        selection(*WIND, "C-99"),
        '<Coding guid="K"><CodeRef targetGUID="C-2"/></Coding>',
    ]
    area = '<PictureSource guid="P" name="x"><PictureSelection guid="Q"/></PictureSource>'
    more = '<Sets><Set guid="E" name="x"/></Sets><Graphs><Graph guid="G"/></Graphs>'
    path = project(tmp_path, [source(*chosen), area], {"t.txt": TEXT.encode()}, more=more)
    imported = read_project(path)
    assert imported.statements == []
    losses = "\n".join(imported.losses)
    for words in (
        "2 selections of Talk: outside of its text",
        "1 selection of Talk: without a code",
        "its code is not in the codebook",
        "1 code of Talk as a whole",
        "1 picture",
        "1 selection in picture",
        "1 set",
        "1 graph",
    ):
        assert words in losses


def test_codes_of_one_name_are_topics_with_the_names_above_them(tmp_path: Path) -> None:
    codes = (
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
        '<Code guid="A" name="Ends"><Code guid="B" name="the_cost"/>'
        '<Code guid="D" name="Fun"/></Code><Code guid="E" name="Means">'
        '<Code guid="F" name="The_cost"/></Code><Code guid="G" name="fun "/></Codes></CodeBook>'
    )
    (tmp_path / "x.qdc").write_text(codes)
    imported = read_codebook(tmp_path / "x.qdc")
    labels = [one["label"] for one in imported.topics.values()]
    assert labels == ["Ends", "Means", "fun", "Ends: the_cost", "Ends: Fun", "Means: The_cost"]
    assert not write_new(build(imported), tmp_path / "kb", no_progress).errors


def test_a_project_says_neither_names_nor_dates_of_its_documents(tmp_path: Path) -> None:
    bare = source(selection(*WIND, "C-3"), path="internal://talks/May.txt")
    bare = bare.replace(' creationDateTime="2020-05-17T10:00:00Z"', "").replace(' name="Talk"', "")
    path = project(tmp_path, [bare], {"May.txt": TEXT.encode()})
    imported = read_project(path)
    assert list(imported.documents) == ["May"]
    assert not write_new(build(imported), tmp_path / "kb", no_progress).errors
    made = read(tmp_path / "kb").kb.sources["may"]
    assert made.published.year > 2020  # as the archive dates the project
    assert "published" in (made.note or "")


def test_a_text_that_is_empty_makes_no_source(tmp_path: Path) -> None:
    imported = read_project(project(tmp_path, [source()], {"t.txt": b"\n"}))
    assert not imported.documents
    assert "the document Talk: its text is empty" in imported.losses


# --- files that are no projects, or hostile ----------------------------------------------

ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


def test_xml_that_defines_entities_is_refused(tmp_path: Path) -> None:
    path = project(tmp_path, [source()], {}, head=ENTITIES)
    with pytest.raises(PolicyKBError, match="defines types or entities"):
        read_project(path)


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a\\..\\..\\out.txt"])
def test_an_archive_that_climbs_out_is_refused(tmp_path: Path, name: str) -> None:
    path = project(tmp_path, [source()], {name: b"x"})
    with pytest.raises(PolicyKBError, match="outside of its folder"):
        read_project(path)


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.qdpx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("project.qde", "w") as file,
    ):
        for _ in range(70):
            file.write(b" " * 1024 * 1024)
    assert path.stat().st_size < 200_000
    with pytest.raises(PolicyKBError, match="would unpack to"):
        read_project(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 and nothing", "damaged zip"),
        (b"", "damaged zip"),
    ],
)
def test_a_damaged_archive_is_an_error(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "x.qdpx").write_bytes(data)
    with pytest.raises(PolicyKBError, match=message):
        read_project(tmp_path / "x.qdpx")


@pytest.mark.parametrize("xml", ["<Project", "<Other/>", "<CodeBook/>", ""])
def test_xml_of_something_else_is_an_error(tmp_path: Path, xml: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.qdpx", "w") as archive:
        archive.writestr("Trial.QDE", xml)
    with pytest.raises(PolicyKBError):
        read_project(tmp_path / "x.qdpx")


def test_a_project_without_a_project_file_is_an_error(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.qdpx", "w") as archive:
        archive.writestr("other.txt", "x")
    with pytest.raises(PolicyKBError, match="holds no file project"):
        read_project(tmp_path / "x.qdpx")
