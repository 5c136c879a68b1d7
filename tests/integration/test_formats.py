"""A folder with a file of each format, indexed and asked: real Chroma, real FTS5, the real models."""

import shutil
from pathlib import Path

import pytest
from rich.console import Console

from retrieval.documents.formats import SUFFIXES
from retrieval.documents.loading import load_corpus
from retrieval.domain.answers import Answer, Citation
from retrieval.footnote import Footnote
from retrieval.ports import Embedder, Reader
from retrieval.terminal import answer_view
from retrieval.terminal.json_output import response_as_json
from tests.fakes import WordHashEmbedder
from tests.indexes import Index
from tests.made_files import docx_of, pdf_of

PAGE = """<!DOCTYPE html><html lang="en"><head><title>The bakery of Oslo</title>
<meta property="og:site_name" content="Oslo Times"><meta property="article:published_time" content="2021-05-06">
</head><body><article><h1>The bakery of Oslo</h1><p>The bakery in Oslo opened its doors in May 2021.</p>
<p>It sells forty kinds of bread, and closes on Sundays.</p></article></body></html>"""
REPORT = pdf_of(
    ["The lighthouse of Vardo", "", "The lighthouse stands on a rock in the sea, and was painted red long ago."],
    ["Its lamp was replaced by electric light in 1932.", "The old lamp is kept in a museum in Tromso, where it"],
    ["is shown to visitors twice a week.", "The last keeper of the lighthouse was called Berit Hansen."],
    properties="/Title (The lighthouse of Vardo) /Author (Kari Lund)",
)
LETTER = docx_of(
    lambda document: (
        document.add_heading("The railway of Bergen", 1),
        document.add_paragraph("The railway to Bergen has one hundred and eighty-two tunnels."),
    )
)
FILES = {
    "a.md": b"---\nauthor: Ola Dahl\n---\nThe salmon\n\nA salmon of thirty kilograms was caught in the river Tana.",
    "b.txt": b"The stave church\n\nThe stave church of Borgund was built around the year 1180.",
    "c.jsonl": b'{"id": "goats", "title": "Goats", "text": "The brown cheese is made of the whey of goats."}\n',
    "d.html": PAGE.encode(),
    "e.htm": PAGE.replace("Oslo", "Hamar").replace("2021", "2019").encode(),
    "f.pdf": REPORT,
    "g.docx": LETTER,
    "i.mdx": b"# Whales\n\n<Note>The sperm whale of Andenes dives for ninety minutes.</Note>\n",
    "j.markdown": b"# Puffins\n\nThe puffins of Runde number two hundred thousand birds.\n",
    "k.csv": b"Cabin;Beds;Height\nGjendebu;119;995 m\nGlitterheim;152;1384 m\n",
    "l.tsv": b"Pass\tHeight\nSognefjell\t1434 metres\n",
    "m.adoc": b"= Bridges\n\nThe bridge of Helgeland is 1065 metres long.\n",
    "n.asciidoc": b"== Tunnels\n\n* The tunnel of Laerdal is 24.5 kilometres long.\n",
    "o.org": b"#+TITLE: Fjords\n\n* Depth\nThe Sognefjord is 1303 metres deep.\n",
    "p.wiki": b"== Glaciers ==\n* The Nigardsbreen glacier is 9.6 kilometres long.\n",
    "q.mediawiki": b"The [[Vettisfossen]] waterfall drops 273 metres.\n",
    "h.rst": b"The ferry\n=========\n\nThe ferry to Moskenes takes three hours and fifteen minutes.\n",
}


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, network: Reader) -> Footnote:
    folder = tmp_path_factory.mktemp("formats")
    (folder / "corpus").mkdir()
    for name, content in FILES.items():
        (folder / "corpus" / name).write_bytes(content)
    index = Index.open(folder / "data", folder / "corpus", embedder, reader=network)
    report = index.reload()
    assert report.unreadable == ()
    assert len(report.added) == len(FILES)
    return index.footnote


def cited(footnote: Footnote, question: str) -> Citation:
    """The first source of the answer."""
    outcome = footnote.ask(question).outcome
    assert isinstance(outcome, Answer), outcome
    return outcome.citations[0]


def test_there_is_a_file_of_each_format() -> None:
    assert {Path(name).suffix for name in FILES} == set(SUFFIXES)


@pytest.mark.parametrize(
    ("question", "source", "words", "pages"),
    [
        ("When was the lamp of the lighthouse replaced by electric light?", "f.pdf", "in 1932", [1, 2]),
        ("Where is the old lamp kept?", "f.pdf", "a museum in Tromso", [2, 3]),
        ("Who was the last keeper of the lighthouse?", "f.pdf", "Berit Hansen", [3]),
        ("How many tunnels does the railway to Bergen have?", "g.docx", "one hundred and eighty-two", []),
        ("When did the bakery in Oslo open?", "d.html", "in May 2021", []),
        ("How long does the ferry to Moskenes take?", "h.rst", "three hours and fifteen minutes", []),
        ("How heavy was the salmon that was caught in the river Tana?", "a.md", "thirty kilograms", []),
        ("When was the stave church of Borgund built?", "b.txt", "around the year 1180", []),
        ("What is the brown cheese made of?", "goats", "whey of goats", []),
    ],
)
def test_each_is_cited_and_pages_are_told(
    asking: Footnote, question: str, source: str, words: str, pages: list[int]
) -> None:
    citation = cited(asking, question)
    assert citation.document_id == source
    assert words in citation.quote
    assert list(citation.document.pages_of(citation.start, citation.end)) == pages


def test_the_terminal_and_the_json_tell_the_page(asking: Footnote) -> None:
    asked = asking.ask("Who was the last keeper of the lighthouse?")
    console = Console(width=200)
    with console.capture() as captured:
        console.print(answer_view.render_outcome(asked.outcome))
    assert "f.pdf, page 3" in captured.get()
    assert response_as_json(asked)["statements"][0]["citations"][0]["pages"] == [3]


def test_so_does_the_langchain_retriever(asking: Footnote) -> None:
    found = asking.langchain_retriever(limit=3).invoke("the last keeper of the lighthouse")
    assert [document.metadata["pages"] for document in found if document.metadata["document_id"] == "f.pdf"] == [
        [1, 2, 3]
    ]


def test_what_the_files_state_is_stated(asking: Footnote) -> None:
    page, report = asking.document("d.html"), asking.document("f.pdf")
    assert (page.title, page.publisher, page.date, page.language) == (
        "The bakery of Oslo",
        "Oslo Times",
        "2021-05-06",
        "en",
    )
    assert (report.title, report.extra["author"], report.date) == ("The lighthouse of Vardo", "Kari Lund", None)


def test_what_is_stored_is_what_is_read(asking: Footnote, tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    assert {document.id: document for document in asking.documents()} == {
        document.id: document for document in load_corpus(tmp_path).documents
    }


def test_a_reload_of_the_same_files_has_nothing_to_do(asking: Footnote) -> None:
    report = asking.reload()
    assert (report.added, report.changed, report.removed, report.passages_embedded) == ((), (), (), 0)


def test_documents_of_a_folder_that_cannot_be_read_are_kept(tmp_path: Path) -> None:
    (tmp_path / "corpus" / "b").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("Iran denied it.")
    (tmp_path / "corpus" / "b" / "c.md").write_text("Kyiv did not believe it.")
    (tmp_path / "corpus" / "b" / "d.jsonl").write_text('{"text": "A row."}')
    index = Index.open(tmp_path / "data", tmp_path / "corpus", WordHashEmbedder())
    index.reload()
    shutil.rmtree(tmp_path / "corpus" / "b")
    (tmp_path / "corpus" / "b").symlink_to(tmp_path / "elsewhere")
    report = index.reload()
    assert [error.path for error in report.unreadable] == ["b"]
    assert (report.kept, report.removed) == (("b/c.md", "b/d.jsonl:1"), ())
    index.store.close()
