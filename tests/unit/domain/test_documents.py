"""The promise is kept by these types: what they refuse to be is as much a part of them as what they are."""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from retrieval.documents.reading_text import search_text_of
from retrieval.domain.answers import Answer, Citation, Refusal, RefusalReason, Statement
from retrieval.domain.documents import Document, FoundPassage, Passage, PassageKind, Reference, content_hash_of
from tests.building import answer_of, citation_of, document_of, found, passage_at, passage_of

TEXT = "Iran denied it. Kyiv did not believe it.  \n\n  The end"
BLANK = ["", " ", "\n\t", "\u00a0\u2003"]
NOT_A_TUPLE_OF_ITS_PARTS: list[Any] = [None, (), [], "text", b"bytes", 7, {}, (None,), ("text",), ((),)]


def test_an_answer_has_statements_and_each_has_citations() -> None:
    answer = answer_of("Iran denied it.", "Kyiv did not believe it.")
    assert [statement.citations[0].quote for statement in answer.statements] == [
        "Iran denied it.",
        "Kyiv did not believe it.",
    ]


@pytest.mark.parametrize(
    "statements", [*NOT_A_TUPLE_OF_ITS_PARTS, [Statement(text="x", citations=(citation_of("x"),))]]
)
def test_no_answer_without_a_tuple_of_statements(statements: Any) -> None:
    with pytest.raises(ValueError, match="an answer needs statements"):
        Answer(question="Who?", statements=statements)


def test_one_stranger_among_the_statements_is_one_too_many() -> None:
    good = answer_of("Iran denied it.").statements
    strange: Any = (*good, "and this without a source")
    with pytest.raises(ValueError, match="an answer needs statements"):
        Answer(question="Who?", statements=strange)


@pytest.mark.parametrize("citations", [*NOT_A_TUPLE_OF_ITS_PARTS, [citation_of("x")], {citation_of("x")}])
def test_no_statement_without_a_tuple_of_citations(citations: Any) -> None:
    with pytest.raises(ValueError, match="a statement needs citations"):
        Statement(text="Iran denied it.", citations=citations)


@pytest.mark.parametrize("text", BLANK)
def test_no_statement_without_text(text: str) -> None:
    with pytest.raises(ValueError, match="a statement needs text"):
        Statement(text=text, citations=(citation_of("x"),))


@pytest.mark.parametrize("text", BLANK)
def test_no_document_without_text(text: str) -> None:
    with pytest.raises(ValueError, match="has no text"):
        document_of(text)


@pytest.mark.parametrize("blank", BLANK)
def test_no_document_without_an_id(blank: str) -> None:
    with pytest.raises(ValueError, match="needs an id"):
        document_of("text", document_id=blank)


@pytest.mark.parametrize("blank", BLANK)
def test_no_document_without_a_title(blank: str) -> None:
    with pytest.raises(ValueError, match="needs a title"):
        document_of("text", title=blank)


def _passage(start: int, end: int) -> Passage:
    return Passage(document=document_of(TEXT), start=start, end=end)


def _citation(start: int, end: int) -> Citation:
    return Citation(passage=passage_of(TEXT), start=start, end=end)


def _reference(start: int, end: int) -> Reference:
    return Reference(document=document_of(TEXT), marker="1", start=start, end=end)


OUT_OF_RANGE = [(-1, 5), (0, len(TEXT) + 1), (len(TEXT), len(TEXT) + 5), (900, 901), (-5, -1)]
REVERSED_OR_EMPTY = [(5, 4), (5, 5), (0, 0), (len(TEXT), len(TEXT))]
HOLDS_NO_TEXT = [(TEXT.index("  \n"), TEXT.index("  \n") + 4)]


@pytest.mark.parametrize("build", [_passage, _citation, _reference])
@pytest.mark.parametrize(("start", "end"), OUT_OF_RANGE + REVERSED_OR_EMPTY)
def test_a_span_lies_within_its_document(build: Callable[[int, int], object], start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is not a span of 'a-document'"):
        build(start, end)


@pytest.mark.parametrize("build", [_passage, _citation, _reference])
@pytest.mark.parametrize(("start", "end"), HOLDS_NO_TEXT)
def test_a_span_of_white_space_quotes_nothing(build: Callable[[int, int], object], start: int, end: int) -> None:
    with pytest.raises(ValueError, match="holds no text"):
        build(start, end)


@pytest.mark.parametrize(("start", "end"), [(0, len(TEXT)), (0, 1), (len(TEXT) - 1, len(TEXT))])
def test_a_span_may_reach_from_edge_to_edge(start: int, end: int) -> None:
    assert _citation(start, end).quote == TEXT[start:end]


def test_a_quote_is_derived_and_cannot_be_given() -> None:
    build: Any = Citation
    with pytest.raises(TypeError, match="unexpected keyword argument 'quote'"):
        build(passage=passage_of(TEXT), start=0, end=4, quote="Iran confirmed it.")
    assert "quote" not in {field.name for field in dataclasses.fields(Citation)}
    assert citation_of(TEXT, quote="Iran denied it.").quote == "Iran denied it."


def test_a_citation_speaks_for_its_document_and_version() -> None:
    citation = citation_of(TEXT, quote="Iran denied it.")
    assert citation.document_id == "a-document"
    assert citation.content_hash == hashlib.sha256(TEXT.encode()).hexdigest()


def test_a_citation_leans_on_references_of_its_own_document_only() -> None:
    elsewhere = Reference(document=document_of("Another list"), marker="1", start=0, end=7)
    with pytest.raises(ValueError, match="its own document only"):
        citation_of(TEXT, quote="Iran denied it.", leans_on=(elsewhere,))


@pytest.mark.parametrize("leans_on", [None, [], "1", ("1",), [_reference(0, 4)]])
def test_what_a_citation_leans_on_is_a_tuple_of_references(leans_on: Any) -> None:
    with pytest.raises(ValueError, match="references"):
        citation_of(TEXT, quote="Iran denied it.", leans_on=leans_on)


@pytest.mark.parametrize(
    ("reason", "fact"),
    [
        (RefusalReason.QUESTION_TOO_LONG, "limit_chars"),
        (RefusalReason.UNKNOWN_DOCUMENT, "unknown_documents"),
        (RefusalReason.PREMISE_NOT_FOUND, "premise"),
        (RefusalReason.SEVERAL_MEANINGS, "meanings"),
    ],
)
def test_a_refusal_has_the_fact_that_its_reason_rests_on(reason: RefusalReason, fact: str) -> None:
    with pytest.raises(ValueError, match=f"a refusal for {reason} needs {fact}"):
        Refusal(question="Who?", reason=reason)


@pytest.mark.parametrize("nearest", [None, [], "text", (passage_of("x"),), (None,), [found(passage_of("x"))]])
def test_the_nearest_of_a_refusal_are_a_tuple_of_found_passages(nearest: Any) -> None:
    with pytest.raises(ValueError, match="a tuple of found passages"):
        Refusal(question="Who?", reason=RefusalReason.NOT_ANSWERED, nearest=nearest)


def test_a_refusal_may_have_nothing_near() -> None:
    refused = Refusal(question="Who?", reason=RefusalReason.NOT_ANSWERED)
    assert refused.nearest == ()


ONE_OF_EACH: Mapping[str, tuple[object, str]] = {
    "document": (document_of(TEXT), "text"),
    "passage": (passage_of(TEXT), "start"),
    "found passage": (found(passage_of(TEXT)), "score"),
    "reference": (_reference(0, 4), "marker"),
    "citation": (citation_of(TEXT), "start"),
    "statement": (answer_of("x").statements[0], "citations"),
    "answer": (answer_of("x"), "statements"),
    "refusal": (Refusal(question="?", reason=RefusalReason.NO_WORDS), "reason"),
}


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_what_is_built_does_not_change(name: str) -> None:
    built, attribute = ONE_OF_EACH[name]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(built, attribute, ())
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(built, attribute)


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_what_is_built_has_no_room_for_more(name: str) -> None:
    built, _ = ONE_OF_EACH[name]
    assert not hasattr(built, "__dict__")


@pytest.mark.parametrize("kind", [Document, Passage, FoundPassage, Reference, Citation, Statement, Answer, Refusal])
def test_fields_are_named_when_built(kind: type) -> None:
    with pytest.raises(TypeError, match="positional"):
        kind("first", "second")


@pytest.mark.parametrize(
    ("built", "change"),
    [
        (answer_of("x").statements[0], {"citations": ()}),
        (answer_of("x"), {"statements": ()}),
        (citation_of("x"), {"end": 99}),
    ],
    ids=["statement", "answer", "citation"],
)
def test_a_copy_with_changes_is_checked_again(built: Any, change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"needs|not a span"):
        dataclasses.replace(built, **change)


def test_what_a_document_states_besides_does_not_change_either() -> None:
    stated = {"author": "Kylie Atwood"}
    document = Document(id="a", title="A", text="x", extra=stated)
    stated["author"] = "somebody else"
    assert dict(document.extra) == {"author": "Kylie Atwood"}
    extra: Any = document.extra
    with pytest.raises(TypeError):
        extra["author"] = "somebody else"


def test_citations_are_numbered_by_first_use_and_each_once() -> None:
    first, second, third = (citation_of(TEXT, quote=quote) for quote in ("Iran denied it.", "Kyiv", "The end"))
    again = citation_of(TEXT, quote="Kyiv")
    answer = Answer(
        question="Who?",
        statements=(
            Statement(text="first", citations=(second,)),
            Statement(text="second", citations=(first, again)),
            Statement(text="third", citations=(first, third)),
        ),
    )
    assert answer.citations == (second, first, third)


def test_two_citations_of_one_span_through_different_passages_are_two() -> None:
    document = document_of(TEXT)
    through = [passage_at(document, "Iran denied it."), passage_at(document, "Iran denied it. Kyiv")]
    cited = tuple(Citation(passage=passage, start=0, end=4) for passage in through)
    answer = Answer(question="Who?", statements=(Statement(text="first", citations=cited),))
    assert len(answer.citations) == 2


def test_an_id_of_a_passage_is_the_same_every_time() -> None:
    document = Document(id="a-document", title="A title", text=TEXT)
    again = Document(id="a-document", title="A title", text=TEXT, publisher="The Guardian", path="elsewhere.md")
    ids = {Passage(document=document, start=0, end=15).id for document in (document, again)}
    # A fixed point: an index that was built before knows its passages by these.
    version = hashlib.sha256(f"A title\0{hashlib.sha256(TEXT.encode()).hexdigest()}".encode()).hexdigest()
    assert ids == {hashlib.sha256(f"a-document\0{version}\x000\x0015".encode()).hexdigest()[:20]}


@pytest.mark.parametrize(
    "other",
    [
        Passage(document=document_of(TEXT), start=0, end=14),
        Passage(document=document_of(TEXT), start=1, end=15),
        Passage(document=document_of(TEXT + "."), start=0, end=15),
        Passage(document=document_of(TEXT, title="Another title"), start=0, end=15),
        Passage(document=document_of(TEXT, document_id="another-document"), start=0, end=15),
    ],
    ids=["end", "start", "text", "title", "document"],
)
def test_an_id_of_a_passage_tells_document_version_title_and_span_apart(other: Passage) -> None:
    assert Passage(document=document_of(TEXT), start=0, end=15).id != other.id


def test_ids_of_passages_do_not_run_together() -> None:
    """`a` + `1` and `a1` would, without something between."""
    texts = "0123456789" * 5
    first = Passage(document=document_of(texts, document_id="a"), start=1, end=23)
    second = Passage(document=document_of(texts, document_id="a"), start=12, end=23)
    assert first.id != second.id
    assert Passage(document=document_of(texts, document_id="a"), start=1, end=2).id != (
        Passage(document=document_of(texts, document_id="a1"), start=1, end=2).id
    )


def test_a_passage_is_searched_with_the_title_and_heading_above_it() -> None:
    assert search_text_of(passage_of("Iran denied it.", title="A title", section="Background")) == (
        "A title\nBackground\nIran denied it."
    )
    assert search_text_of(passage_of("Iran denied it.", title="A title")) == "A title\nIran denied it."


def test_a_passage_is_body_text_unless_it_is_said_otherwise() -> None:
    assert passage_of("Iran denied it.").kind is PassageKind.BODY


def test_the_version_covers_what_is_searched_and_the_record_all_that_is_stated() -> None:
    plain = Document(id="a", title="A", text="x")
    published = Document(id="a", title="A", text="x", publisher="CNN")
    retitled = Document(id="a", title="B", text="x")
    assert plain.content_hash == published.content_hash == retitled.content_hash == content_hash_of("x")
    assert plain.indexed_hash == published.indexed_hash != retitled.indexed_hash
    assert len({plain.record_hash, published.record_hash, retitled.record_hash}) == 3


@pytest.mark.parametrize("name", ["publisher", "date", "url", "language", "kind", "path"])
def test_the_record_differs_where_one_thing_stated_does(name: str) -> None:
    values: dict[str, Any] = {name: "stated"}
    assert (
        Document(id="a", title="A", text="x").record_hash != Document(id="a", title="A", text="x", **values).record_hash
    )


def test_the_record_does_not_mind_in_which_order_things_are_stated() -> None:
    document = Document(id="a", title="A", text="x", extra={"b": "1", "a": "2"})
    other = Document(id="a", title="A", text="x", extra={"a": "2", "b": "1"})
    assert document.record_hash == other.record_hash
    assert document == other
    assert hash(document) == hash(other)


@pytest.mark.parametrize("pages", [(0,), (0, 5), (0, 0, 5, 5), (0, 11, 11)])
def test_pages_begin_in_order_within_the_text(pages: tuple[int, ...]) -> None:
    assert Document(id="a", title="A", text="One. Two. 3", pages=pages).pages == pages


@pytest.mark.parametrize("pages", [(1,), (0, 12), (0, 5, 4), (-1, 0), [0], (0, "5"), (0, None), (0.0, 5)])
def test_and_no_other_way(pages: Any) -> None:
    with pytest.raises(ValueError, match="pages of 'a'"):
        Document(id="a", title="A", text="One. Two. 3", pages=pages)


@pytest.mark.parametrize(
    ("start", "end", "pages"),
    [(0, 1, [1]), (0, 5, [1]), (4, 6, [1, 2, 3]), (5, 6, [3]), (5, 10, [3]), (0, 11, [1, 2, 3, 4]), (10, 11, [4])],
)
def test_a_span_stands_on_the_pages_that_hold_its_characters(start: int, end: int, pages: list[int]) -> None:
    """The second page is blank, and so is the last."""
    document = Document(id="a", title="A", text="One. Two. 3", pages=(0, 5, 5, 10, 11))
    assert list(document.pages_of(start, end)) == pages


def test_where_there_are_no_pages_a_span_stands_on_none() -> None:
    assert list(document_of("One.").pages_of(0, 4)) == []


def test_the_record_covers_the_pages() -> None:
    """And without pages it is what it was before there were any: an index from then stays good."""
    bare = Document(id="a", title="A", text="One. Two.")
    records = {
        Document(id="a", title="A", text="One. Two.", pages=p).record_hash for p in ((), (0,), (0, 5), (0, 0, 5))
    }
    assert len(records) == 4
    assert bare.record_hash == "f7f59a2dec7573b5ed3825d2b7131b15e26f12333edaf08bfd4d15a561768f57"


def test_what_is_not_stated_is_none() -> None:
    document = document_of("x")
    stated = (document.publisher, document.date, document.url, document.language, document.kind)
    assert stated == (None,) * 5


@pytest.mark.parametrize("emphasis", [((0, 2),), ((1, 9),), ((2, 2),), ((3, 5), (1, 2)), ((1, 4), (3, 5)), [(1, 2)]])
def test_what_is_emphasised_lies_in_order_within_the_quote(emphasis: Any) -> None:
    passage = passage_of("It is so, it is.")
    with pytest.raises(ValueError, match="emphasise"):
        Citation(passage=passage, start=1, end=8, emphasis=emphasis)


@pytest.mark.parametrize("emphasis", [(), ((0, 16),), ((0, 2),), ((3, 5), (13, 16)), ((3, 5), (5, 8))])
def test_the_pieces_of_a_quote_are_the_quote(emphasis: tuple[tuple[int, int], ...]) -> None:
    citation = Citation(passage=passage_of("It is so, it is."), start=0, end=16, emphasis=emphasis)
    assert "".join(piece for piece, _ in citation.pieces) == citation.quote
    assert [piece for piece, emphasised in citation.pieces if emphasised] == [
        citation.document.text[start:end] for start, end in emphasis
    ]


@pytest.mark.parametrize("unanswered", [["Who?"], ("",), (" ",), (None,), "Who?"])
def test_what_an_answer_leaves_open_is_a_tuple_of_questions(unanswered: Any) -> None:
    with pytest.raises(ValueError, match="unanswered"):
        dataclasses.replace(answer_of("It is so."), unanswered=unanswered)
