"""What is done to a document takes as long as it is long: no shape of text makes the time grow with its square.

Ten times the text takes ten times as long, or somewhat more; where it took the square, a hundred times. Processor time
is compared with itself, in one process, so that what else a machine does matters little.
"""

from collections.abc import Callable

import pytest

from retrieval.documents.body import body_sentences_between, layout_of, markers_in, references_of
from retrieval.documents.chunking import chunk
from retrieval.documents.context import body_of
from retrieval.documents.formats.jsonl import read_rows
from retrieval.documents.formats.markdown import read_text
from retrieval.documents.formats.pdf import unwrapped, without_hyphens
from retrieval.documents.links import SourceLinks
from retrieval.documents.loading import unless_repeated
from retrieval.documents.reading_text import search_text_of
from retrieval.domain.documents import Document, Outline
from retrieval.index.planning import plan
from retrieval.ports import ManifestEntry
from tests.fakes import WordHashEmbedder
from tests.growing import least_seconds, times_longer

MOST_GROWTH = 40
"""Between that of ten times the text where it is done in one go, and that where each part looks at all others."""
SMALL, LARGE = 10_000, 100_000
"""Characters."""

SHAPES: dict[str, str] = {
    "hard-wrapped": "The ministry said on Tuesday that it had not supplied any drones to Russia\n",
    "hard-wrapped-in-small-letters": "the ministry said that it had not supplied\n",
    "old-line-breaks": "The ministry said on Tuesday that it had not supplied any drones to Russia\r",
    "page-breaks": "The ministry said on Tuesday that it had not supplied any drones to Russia\x0c",
    "lines-of-signs": "A ~~~~ ~~~~ ~~~~ ~~~~ ~~~~ ~~~~ ~~~~ ~~~~ ~~~~ ~~~~ ~~~~\n",
    "one-line": "The ministry said that it had not supplied any drones to Russia, ",
    "sentences-of-one-paragraph": "The ministry said so. It said no more, e.g. on Tuesday. ",
    "marked-sentences-of-one-paragraph": "The *ministry* said so. It said [no more](https://example.org) on Tuesday. ",
    "no-spaces": "x",
    "no-letters": ".",
    "spaces": "x                                        ",
    "headings": "# A heading\n\n",
    "tiny-paragraphs": "He said so.\n\n",
    "list": "- one of them\n",
    "rules": "---\n\n",
    "footnote-markers": "[1][24][^3]",
    "headings-with-ids": '<a id="b"></a>\n# A heading {#a}\n\nIt is.\n\n',
    "old-headings": "# A heading\r\r",
    "references": "## References\n\n1. Somebody, Something, 2022\n2. Another, Else, 2023\n\n",
    "short-lines-apart": "Hit Points\n\n",
    "clauses": "1. Support\n\nThe authors answer questions on weekdays.\n\n",
    "names-of-sections": "and of the\nnotes\n",
    "names-of-sections-in-code": "$ notes\nnotes\n",
    "open-fences": "```\n\n",
    "questions": "Which ports are open?\n\n22, 80 and 443.\n\n",
    "leading": "You need:\n",
    "of-a-site": "Subscribe to our newsletter.\n\n",
    "quotations": "He said “it was so”, and “it was not”. ",
    "open-quotations": "“He said that it was so. ",
    "brackets": "said.[[((",
    "table": "| a | b |\n",
    "parted-words": "parted-\nword and ",
    "parted-at-length": "parted-",
}


def document_of(text: str) -> Document:
    return Document(id="a", title="A title", text=text)


def laid_out_and_cut(text: str) -> None:
    document = document_of(text)
    layout_of(document)
    chunk(document, WordHashEmbedder())


def cut_as_markdown(text: str) -> None:
    document = Document(id="a", title="A title", text=text, path="a.md")
    for passage in chunk(document, WordHashEmbedder()):
        search_text_of(passage)


def understood(text: str) -> None:
    """At as many places, however long it is: a question looks at some. What is found out once is found out before."""
    body = body_of(document_of(text))
    count = len(body.sentences)
    for place in range(0, count, max(1, count // 20)):
        body.understandable(place)
        body.place_of(body.sentences[place][0])


def laid_out_at_its_end(text: str) -> None:
    body_sentences_between(document_of(text), len(text) - 500, len(text))


def linked(text: str) -> None:
    document = Document(id="a", title="A title", text=text, path="a.md")
    SourceLinks("https://docs.example.org/{path}#{anchor}").to_span(document, 0, len(text))


def referred(text: str) -> None:
    references_of(document_of(text))
    markers_in(text)


def read_as_pdf(text: str) -> None:
    unwrapped("\n".join(without_hyphens([text])))


def read_as_text(text: str) -> None:
    list(read_text("a.md", text.encode()))
    list(read_text("a.md", f"---\ntitle: A\n---\n{text}".encode()))


def read_as_rows(text: str) -> None:
    list(read_rows("a.jsonl", text.encode()))


def seconds(done: Callable[[str], object], text: str) -> float:
    # Each time another text: nothing is remembered of the one before.
    return least_seconds(lambda number: done(f"{number} {text}"))


def grows(done: Callable[[str], None], shape: str) -> float:
    """How many times as long ten times the text takes."""
    large, small = (SHAPES[shape] * (length // len(SHAPES[shape])) for length in (LARGE, SMALL))
    # Each time another text: nothing is remembered of the one before.
    return times_longer(lambda number: done(f"{number} {large}"), lambda number: done(f"{number} {small}"), MOST_GROWTH)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "done",
    [
        laid_out_and_cut,
        cut_as_markdown,
        laid_out_at_its_end,
        understood,
        linked,
        referred,
        read_as_pdf,
        read_as_text,
        read_as_rows,
    ],
)
def test_ten_times_the_text_takes_ten_times_as_long(done: Callable[[str], None], shape: str) -> None:
    assert grows(done, shape) < MOST_GROWTH


def test_a_paragraph_of_markdown_takes_ten_times_as_long_where_it_has_ten_times_the_sentences() -> None:
    assert grows(cut_as_markdown, "marked-sentences-of-one-paragraph") < MOST_GROWTH


@pytest.mark.parametrize(
    "section",
    [
        "# A heading\n\n" + "The ministry said that it had not.\n\n" * 20,
        "A heading\n\n" + "The ministry said on Tuesday that it had not supplied any drones to Russia\n" * 10 + "\n",
        "## References\n\n" + "[1] Somebody, Something, 2022\n" * 20 + "\n",
    ],
    ids=["paragraphs", "hard-wrapped", "references"],
)
def test_body_sentences_between_two_places_take_a_part_of_what_the_layout_takes(section: str) -> None:
    # After a first paragraph of body text, without which all of the document is looked at for one.
    text = "The ministry said so.\n\n" + section * (LARGE // len(section))
    whole = seconds(lambda part: layout_of(document_of(part)), text)
    assert seconds(laid_out_at_its_end, text) < whole / 5


def outline(document_id: str) -> Outline:
    return Outline(document_id, document_id, "the same", "the same", document_id)


def entry(document_id: str) -> ManifestEntry:
    return ManifestEntry(
        path=document_id,
        content_hash="the same",
        indexed_hash="the same",
        record_hash=document_id,
        passages=1,
    )


@pytest.mark.slow
def test_so_it_is_with_a_plan_of_documents_that_are_all_renamed() -> None:
    def renamed(count: int) -> tuple[list[Outline], dict[str, ManifestEntry]]:
        return [outline(f"new {n}") for n in range(count)], {f"old {n}": entry(f"old {n}") for n in range(count)}

    large, small = renamed(50_000), renamed(5_000)
    assert len(plan(*small).renamed) == 5_000
    assert times_longer(lambda _: plan(*large), lambda _: plan(*small), MOST_GROWTH) < MOST_GROWTH


@pytest.mark.slow
def test_and_with_ids_that_are_all_the_same() -> None:
    def checked(count: int) -> None:
        path_with: dict[str, str] = {}
        for n in range(count):
            unless_repeated(Outline("a", f"{n}.md", "", "", ""), path_with)

    assert times_longer(lambda _: checked(50_000), lambda _: checked(5_000), MOST_GROWTH) < MOST_GROWTH


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["hard-wrapped", "sentences-of-one-paragraph"])
def test_and_with_a_book_that_is_one_paragraph(shape: str) -> None:
    """What is copied again and again shows late: memory is quick."""
    unit = SHAPES[shape]

    large, small = (unit * (length // len(unit)) for length in (4_000_000, 400_000))

    def laid_out(text: str) -> None:
        layout_of(document_of(text))

    growth = times_longer(
        lambda number: laid_out(f"{number} {large}"), lambda number: laid_out(f"{number} {small}"), MOST_GROWTH
    )
    assert growth < MOST_GROWTH
