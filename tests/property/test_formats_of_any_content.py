from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.documents.formats import SUFFIXES
from retrieval.documents.formats.pdf import MIN_PAGES_RUNNING, RUNNING_LINES, joined, without_running_lines
from retrieval.documents.loading import LoadedCorpus, load_corpus, read_corpus
from retrieval.domain.documents import Document
from retrieval.errors import DocumentError
from tests.examples import few
from tests.made_files import docx_of, pdf_of

LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n\r"), max_size=12)
PAGES = st.lists(st.lists(LINES, max_size=4).map("\n".join), min_size=1, max_size=12).filter(
    lambda pages: any(page.strip() for page in pages)
)


@given(PAGES)
def test_every_character_of_a_page_stands_on_that_page(pages: list[str]) -> None:
    text, starts = joined(pages)
    document = Document(id="a", title="A", text=text, pages=starts)
    assert len(starts) == len(pages)
    for number, (page, start) in enumerate(zip(pages, starts, strict=True), start=1):
        assert text[start:].startswith(page)
        assert all(list(document.pages_of(place, place + 1)) == [number] for place in range(start, start + len(page)))


@given(PAGES, st.data())
def test_a_span_stands_on_all_pages_from_that_of_its_first_character_to_that_of_its_last(
    pages: list[str], data: st.DataObject
) -> None:
    text, starts = joined(pages)
    document = Document(id="a", title="A", text=text, pages=starts)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (first,), (last,) = document.pages_of(start, start + 1), document.pages_of(end - 1, end)
    assert list(document.pages_of(start, end)) == list(range(first, last + 1))


@given(PAGES)
@example(["Page 1"] * 9)
@example(["Page 1\n "] * 9)
@example(["Title\n1\nText", "Title\n2\nMore", "Title\n3\nAnd so on", "Title\n4\nStill", "Title\n5\nEnd"])
def test_running_lines_are_all_that_is_ever_left_out(pages: list[str]) -> None:
    kept = without_running_lines(pages)
    assert len(kept) == len(pages)
    for before, after in zip(pages, kept, strict=True):
        assert after in before
        assert before.count("\n") - after.count("\n") <= 2 * RUNNING_LINES
        assert bool(after.strip()) == bool(before.strip())
    if len(pages) < MIN_PAGES_RUNNING:
        assert kept == pages


MADE = {
    ".pdf": pdf_of(["Iran denied it."], ["So it did."]),
    ".docx": docx_of(lambda document: document.add_paragraph("Iran denied it.")),
    ".html": b"<!DOCTYPE html><html><body><p>Iran denied it on Tuesday.</p></body></html>",
    ".rst": b"Title\n=====\n\n- Iran denied it.\n\n.. note:: On Tuesday.\n",
    ".jsonl": b'{"id": "a", "text": "Iran denied it."}\n',
    ".md": b"---\ntitle: A\n---\nIran denied it.",
}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good file with a stretch of it overwritten, or cut off; or any bytes."""
    suffix = draw(st.sampled_from(SUFFIXES))
    content = MADE[draw(st.sampled_from(sorted(MADE)))] if draw(st.booleans()) else draw(st.binary(max_size=200))
    place = draw(st.integers(0, len(content)))
    return suffix, content[:place] + draw(st.binary(max_size=20)) + content[place + draw(st.integers(0, 400)) :]


@few(8)
@given(st.lists(damaged(), min_size=1, max_size=6))
def test_no_file_of_any_kind_stops_the_reading_of_the_others(files: list[tuple[str, bytes]]) -> None:
    with TemporaryDirectory() as folder:
        for number, (suffix, content) in enumerate(files):
            (Path(folder) / f"{number}{suffix}").write_bytes(content)
        (Path(folder) / "good.md").write_text("Iran denied it.")
        corpus, again = load_corpus(Path(folder)), load_corpus(Path(folder))
    assert "good.md" in [document.path for document in corpus.documents]
    read = {document.path for document in corpus.documents} | {error.path for error in corpus.unreadable}
    assert {path.partition(":")[0] for path in read} == {
        *(f"{number}{suffix}" for number, (suffix, _) in enumerate(files)),
        "good.md",
    }
    assert outcome(corpus) == outcome(again)


def outcome(corpus: LoadedCorpus) -> tuple[list[str], list[str]]:
    return [document.record_hash for document in corpus.documents], [str(error) for error in corpus.unreadable]


NAMES = st.lists(st.sampled_from(["a", "b.md", "c.txt", ".d", "README.md", "e"]), min_size=1, max_size=4).map("/".join)


@given(st.sets(NAMES, max_size=8), st.sets(NAMES, max_size=4))
def test_what_is_read_of_some_files_is_what_is_read_of_them_among_all(names: set[str], only: set[str]) -> None:
    with TemporaryDirectory() as made:
        folder = Path(made)
        for name in sorted(names):
            path = folder / name
            if not any(parent.is_file() for parent in path.parents) and not path.is_dir():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(name)
        everything = list(read_corpus(folder))
        some = list(read_corpus(folder, only))
    paths = [entry.path for entry in everything]
    assert paths == sorted(paths, key=lambda path: path.split("/"))
    assert [seen(entry) for entry in some] == [seen(entry) for entry in everything if entry.path in only]


def seen(entry: Document | DocumentError) -> str:
    return entry.record_hash if isinstance(entry, Document) else str(entry)
